import type { GroupId } from './ids.ts';

/** What somebody may do in a site's help center; `publish`: their comments wait for nobody [HC10]. */
export const helpRights = ['read', 'vote', 'comment', 'publish', 'ask'] as const;
export type HelpRight = (typeof helpRights)[number];

/** What guests may, what every user may beside that, and what the members of a group may beside both [HC19]. */
export type HelpRights = { guests: HelpRight[]; users: HelpRight[] };

export type HelpGroup = {
  id: GroupId;
  name: string;
  may: HelpRight[];
  /** How many users are in it, and how many articles are for it. */
  members: number;
  articles: number;
};

/** `GET /api/admin/sites/{site}/groups`; `PUT /api/admin/sites/{site}/help-rights` takes `HelpRights`. */
export type GroupsAnswer = HelpRights & { groups: HelpGroup[] };

/** `POST /api/admin/sites/{site}/groups`, `PATCH …/{id}`. */
export type GroupRequest = { name?: string; may?: HelpRight[] };

/** `PUT /api/admin/sites/{site}/users/{user}/groups`: the groups that a user is in from now on. */
export type UserGroupsRequest = { groups: GroupId[] };
