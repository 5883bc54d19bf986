export { visitorLabel } from './label.ts';
export { addConversation, addVisit, buildVisitorRow, findVisitor, insertVisitor } from './store.ts';
export type { VisitorsTable } from './tables.ts';
