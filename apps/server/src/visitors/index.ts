export { visitorLabel } from './label.ts';
export { addConversation, buildVisitorRow, findVisitor, insertVisitor, visitorsInsert, visitsAdd } from './store.ts';
export type { VisitorsTable } from './tables.ts';
