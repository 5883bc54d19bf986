export { createSubscriptions, type SubscriptionsFeature } from './create-subscriptions.ts';
