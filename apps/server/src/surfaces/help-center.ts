import { findMembersWho } from '../accounts/index.ts';
import { createUsers } from '../accounts/users/index.ts';
import { Appearance } from '../appearance/index.ts';
import { ArticleReader, Articles } from '../articles/index.ts';
import { createComments } from '../comments/index.ts';
import type { FilesFeature } from '../files/feature.ts';
import { Groups } from '../groups/index.ts';
import { addHelpPages, Places } from '../help-center/index.ts';
import { addMailMark } from '../mail/index.ts';
import { preferenceRoutes, readChoice } from '../preferences/index.ts';
import { createSubscriptions } from '../subscriptions/index.ts';
import { ticketRoutes } from '../tickets/index.ts';
import { networkOf } from '../visits/index.ts';
import type { Ground } from './ground.ts';
import type { Service } from './service.ts';
import type { Workspace } from './workspace.ts';

export type HelpCenter = ReturnType<typeof createHelpCenter>;

type Needed = {
  service: Service;
  /** Files are put together after the users who may read them; a logo comes in once all stands. */
  renderPicture: FilesFeature['renderPicture'];
};

/** What the help center is about: its users, articles, comments, who follows what, its look. */
export function createHelpCenter(ground: Ground, { service, renderPicture }: Needed) {
  const { config, clock, storage, http, sites, secret, isHttps, isMailOn, findCountry } = ground;
  const { contacts, conversations } = service;
  const helpOrigin = config.origins.help;
  const users = createUsers({
    storage,
    clock,
    sites,
    contacts,
    secret,
    isMailOn,
    isHttps,
    helpOrigin,
    serviceOrigin: config.origins.service,
    findCountry,
    hasConversations: async (site, email) => (await conversations.tickets.findTo(site, email, 1)).length > 0,
  });
  const articles = new Articles(storage, clock);
  const groups = new Groups({ storage, clock });
  const reader = new ArticleReader({ storage, clock, articles, groups });
  const subscriptions = createSubscriptions({
    storage,
    clock,
    sites,
    users,
    groups,
    reader,
    secret,
    isHttps,
    isMailOn,
    networkOf,
  });
  const comments = createComments({
    storage,
    clock,
    sites,
    users,
    secret,
    isHttps,
    isMailOn,
    helpOrigin,
    networkOf,
    checkerUrl: config.commentChecker,
    allowsLoopback: config.allowsLoopback,
    onError: (error) => http.app.log.warn({ err: error }, 'the checker of comments is silent'),
    findModerators: (site) => findMembersWho(storage, 'comments.moderate', site),
  });
  const appearance = new Appearance({ storage, clock, renderPicture });
  const places = new Places({
    sites,
    reader,
    origin: helpOrigin,
    isHttps,
    service: config.origins.service,
    readUser: users.readUser,
    groups,
    appearance,
    hasMail: isMailOn,
  });
  return { users, articles, groups, reader, subscriptions, comments, appearance, places };
}

type Parts = { service: Service; workspace: Workspace; help: HelpCenter; files: FilesFeature };

/** The help center's pages and forms, with the routes of members about its users and comments. */
export function addHelpCenter(ground: Ground, { service, workspace, help, files }: Parts): void {
  const { config, http, sites, visits, secret, isHttps, isMailOn } = ground;
  const { conversations, consents } = service;
  const { accounts, audit } = workspace;
  const { users, reader, subscriptions, comments, places } = help;
  const helpOrigin = config.origins.help;
  addMailMark({ http, secret });
  users.addTo(http, places, audit);
  const pages = addHelpPages({
    http,
    sites,
    reader,
    below: comments.below,
    origin: helpOrigin,
    isHttps,
    places,
    findSession: (request, { id }) => users.findSession(request, id),
    secret,
    networkOf,
    findPageOf: (site, id) => visits.findPageOf(site, id),
    readChoice: (request, site) => readChoice(request, site, isHttps),
    foreign: config.foreignCookies,
  });
  ticketRoutes({
    http,
    isHttps,
    helpOrigin,
    secret,
    conversations,
    files,
    forms: users.forms,
    places,
    reader,
    isMailOn,
    networkOf,
  });
  comments.addTo({ http, audit, reader, places, help: pages, readMember: accounts.readMember });
  preferenceRoutes({
    http,
    users,
    places,
    consents,
    identities: visits.identities,
    isHttps,
    helpOrigin,
    networkOf,
  });
  subscriptions.addTo({ http, places });
}
