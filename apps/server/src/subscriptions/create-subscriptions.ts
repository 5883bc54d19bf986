import type { UsersFeature } from '../accounts/users/index.ts';
import { type ArticleReader, newsJob } from '../articles/index.ts';
import type { Groups } from '../groups/index.ts';
import { baseOf, type Places } from '../help-center/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { Http } from '../platform/http/index.ts';
import type { JobHandler } from '../platform/jobs/index.ts';
import type { Sites } from '../sites/index.ts';
import { subscriptionPageRoutes } from './page-routes.ts';
import { Subscriptions } from './subscriptions.ts';
import { createTelling } from './telling.ts';

export type SubscriptionsFeatureOptions = {
  storage: Storage;
  clock: Clock;
  sites: Sites;
  users: UsersFeature;
  groups: Groups;
  reader: ArticleReader;
  /** The installation's secret. */
  secret: string;
  isHttps: boolean;
  isMailOn: boolean;
  networkOf(ip: string): string;
};

export type SubscriptionsFeature = {
  /** Tells subscribers of an article that is out. */
  tell: JobHandler;
  /** Registers the pages of subscriptions. */
  addTo(parts: { http: Http; places: Places }): void;
};

/** Subscriptions to articles and topics: rule HC20 in docs/spec/help-center.md. */
export function createSubscriptions(options: SubscriptionsFeatureOptions): SubscriptionsFeature {
  const { sites, users } = options;
  const subscriptions = new Subscriptions(options);
  return {
    tell: createTelling({ ...options, newsJob, baseOf: (site) => baseOf(sites.readAll(), site) }),
    addTo: ({ http, places }) =>
      subscriptionPageRoutes({ ...options, http, places, subscriptions, forms: users.forms }),
  };
}
