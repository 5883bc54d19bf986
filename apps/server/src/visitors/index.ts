export { countDoubled, findJoined, type Join, type Joined, joinVisitors } from './alias-store.ts';
export { adopt, joinAliases, partAliases, revoke, weaken } from './commands.ts';
export { confirmHandoff, findRedeemedHandoff, wasJoinedStrongly } from './handoff-confirmation.ts';
export { type HandoffEnd, Handoffs, type StartTimer } from './handoffs.ts';
export { findExternalNames, findHandoffsOf, findUndone, readVisitors } from './inspection-store.ts';
export { visitorLabel } from './label.ts';
export { type Logout, onLogout, publishLogout } from './logout.ts';
export {
  addConversation,
  buildVisitorRow,
  findVisitor,
  forgetVisitor,
  holdVisitor,
  insertVisitor,
  linkContact,
  newVisitors,
  readVisitor,
  revokeVisitors,
  visitsAdd,
} from './store.ts';
export type { HandoffsTable, VisitorAliasesTable, VisitorsTable } from './tables.ts';
