export { agentRoutes } from './agent-routes.ts';
export { Conversations } from './conversations.ts';
export { findKeyedConversations } from './inspection-store.ts';
export { messengerRoutes } from './messenger-routes.ts';
