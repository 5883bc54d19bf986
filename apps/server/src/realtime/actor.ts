import type { ConversationId, MemberId, ParsedStream, Permission, SiteId, VisitorId } from '@porchlight/protocol';

/** Who is at the other end of a socket, as the token of its hello said. */
export type MemberActor = {
  kind: 'member';
  interface: 'agent' | 'admin';
  memberId: MemberId;
  name: string;
  /** Hash of the session's token: names the session without being able to open it. */
  sessionId: string;
  /** What the member's roles permit, and the sites that they look after, null for all; a change ends the session. */
  permissions: readonly Permission[];
  sites: readonly SiteId[] | null;
};
export type VisitorActor = {
  kind: 'visitor';
  site: SiteId;
  visitor: VisitorId;
  conversation: ConversationId;
  /** Names the key behind the access token, for revocation; opens nothing. */
  grant: string;
};
export type Actor = MemberActor | VisitorActor;

/** [RT12] What a visitor may follow at most, whatever else the access checks would allow. */
export function canEverFollow(actor: Actor, stream: ParsedStream): boolean {
  if (actor.kind === 'member') return true;
  return (stream.kind === 'conversation' || stream.kind === 'typing') && stream.conversation === actor.conversation;
}
