export { confirmHandoff, findRedeemedHandoff, strengthenAlias } from './handoff-confirmation.ts';
export { visitorLabel } from './label.ts';
export { addConversation, buildVisitorRow, findVisitor, insertVisitor, newVisitors, visitsAdd } from './store.ts';
export type { HandoffsTable, VisitorAliasesTable, VisitorsTable } from './tables.ts';
