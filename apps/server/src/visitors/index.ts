export { visitorLabel } from './label.ts';
export { addConversation, buildVisitorRow, findVisitor, insertVisitor, newVisitors, visitsAdd } from './store.ts';
export type { VisitorsTable } from './tables.ts';
