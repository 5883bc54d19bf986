export { agentRoutes } from './agent-routes.ts';
export { Conversations } from './conversations.ts';
export { findKeyedConversations } from './inspection-store.ts';
export { KeyAccess } from './key-access.ts';
export { findKeyEvents, findKeyFamilies } from './key-store.ts';
export { type Contact, type Logins, noLogins, type VisitorLogin } from './logins.ts';
export { messengerRoutes } from './messenger-routes.ts';
