import { type GroupId, type HelpRight, type HelpRights, helpRights, type UserId } from '@porchlight/protocol';

/** Somebody at a site's help center: a user with their groups, or a guest (`user` null), and what they may do there. */
export type HelpActor = { user: UserId | null; groups: readonly GroupId[]; may: readonly HelpRight[] };

/** Where nobody said otherwise, everybody may everything; whose comments wait, the site's policy says alone [HC10]. */
const usualRights = helpRights.filter((one) => one !== 'publish');
export const defaultRights: HelpRights = { guests: usualRights, users: usualRights };

/** [HC19] Rights add up: a user may what guests may, a member of a group what every user may. */
export function rightsOf(
  { guests, users }: HelpRights,
  user: UserId | null,
  groups: readonly { may: readonly HelpRight[] }[],
): HelpRight[] {
  const all = user === null ? guests : [...guests, ...users, ...groups.flatMap(({ may }) => may)];
  return helpRights.filter((one) => all.includes(one));
}
