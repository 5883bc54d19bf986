export { visitorLabel } from './label.ts';
export { addConversation, addVisits, buildVisitorRow, findVisitor, insertVisitor, insertVisitors } from './store.ts';
export type { VisitorsTable } from './tables.ts';
