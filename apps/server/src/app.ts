import type { Server } from 'node:http';
import path from 'node:path';
import {
  type ByeCode,
  type ConversationId,
  type DurableStream,
  type ParsedStream,
  type Permission,
  parseStream,
  type VisitId,
} from '@porchlight/protocol';
import { AccountMail, accountMailRoutes, resetJob } from './accounts/by-mail/index.ts';
import { type Accounts, createAccounts, findMembersWho, seesSite } from './accounts/index.ts';
import { ApiTokens, memberRoutes } from './accounts/members/index.ts';
import { createUsers, type UsersFeature, userCodeJob } from './accounts/users/index.ts';
import { addAffinity, affinityCookie, nodeMark } from './affinity/index.ts';
import { appearanceRoutes } from './appearance/feature.ts';
import { Appearance } from './appearance/index.ts';
import { createArticleImages } from './article-images/feature.ts';
import { ArticleReader, Articles, articleRoutes, newsJob, transferRoutes } from './articles/index.ts';
import { Audit } from './audit/feature.ts';
import { type CommentsFeature, createComments, newCommentsJob } from './comments/index.ts';
import { type Config, hostsOf } from './config/index.ts';
import { Consents, consentRoutes } from './consents/index.ts';
import { Contacts, contactRoutes } from './contacts/index.ts';
import { agentRoutes, Conversations, KeyAccess, messengerRoutes, ticketReplyJob } from './conversations/index.ts';
import { type Bundles, deliveryRoutes, readKeptAssets } from './delivery/index.ts';
import { Doctor, doctorRoutes } from './doctor/index.ts';
import { Engagements, offerRoutes } from './engagements/index.ts';
import { createFiles } from './files/feature.ts';
import { groupRoutes } from './groups/feature.ts';
import { Groups } from './groups/index.ts';
import { addHelpPages, articlePreviewRoutes, baseOf, Places } from './help-center/index.ts';
import { Inspector, inspectorRoutes } from './inspector/index.ts';
import { getSigningSecret } from './installation/index.ts';
import { mailRoutes } from './mail/feature.ts';
import { CapturedMailer, devMailRoutes, type Mailer, mailHandler, mailJob } from './mail/index.ts';
import type { CountryFinder } from './platform/agents/index.ts';
import { createAllowance } from './platform/allowance/index.ts';
import type { Bus } from './platform/bus/index.ts';
import type { Clock } from './platform/clock/index.ts';
import type { Storage } from './platform/db/index.ts';
import { AppError } from './platform/errors/index.ts';
import { createHttp, type Http } from './platform/http/index.ts';
import { JobWorker } from './platform/jobs/index.ts';
import { createReadText } from './platform/outbound/index.ts';
import { createSockets } from './platform/sockets/index.ts';
import { preferenceRoutes, readChoice } from './preferences/index.ts';
import { type Actor, createRealtime, type MemberActor } from './realtime/index.ts';
import { presentSiteRef, Sites, siteRoutes } from './sites/index.ts';
import { createSubscriptions } from './subscriptions/index.ts';
import { Presence, presenceRoutes } from './teams/index.ts';
import { canUserRead, ticketRoutes } from './tickets/index.ts';
import { Handoffs, onLogout } from './visitors/index.ts';
import { networkOf, VisitReader, Visits, visitRoutes } from './visits/index.ts';

export type AppOptions = {
  config: Config;
  clock: Clock;
  storage: Storage;
  bus: Bus;
  bundles: Bundles;
  findCountry: CountryFinder;
  /** How mails go out; null where nobody said how. */
  mailer: Mailer | null;
  /** Names this run of this node. */
  epoch: string;
};

export type App = {
  http: Http;
  sites: Sites;
  visits: Visits;
  conversations: Conversations;
  engagements: Engagements;
  doctor: Doctor;
  accounts: Accounts;
  contacts: Contacts;
  articles: Articles;
  comments: CommentsFeature['comments'];
  jobs: JobWorker;
  accountMail: AccountMail;
  /** The cookie by which a load balancer knows this node, `name=value`; null where nobody asked for it. */
  affinityCookie: string | null;
  users: UsersFeature;
  /** Does what is due: live deltas and idle visits; called once a second. */
  sweep(): Promise<void>;
  /** How many sockets are open here, of visitors and members alike. */
  countSockets(): number;
  /** Closes sockets and the HTTP server and saves what only memory knew; the storage stays open. */
  close(): Promise<void>;
};

const sessionSweepMs = 60_000;

/** Puts the features together: the one place that knows all of them. */
export async function createApp({
  config,
  clock,
  storage,
  bus,
  bundles,
  findCountry,
  mailer,
  epoch,
}: AppOptions): Promise<App> {
  const { origins } = config;
  const isHttps = origins.service.startsWith('https:');
  const http = createHttp({
    hosts: hostsOf(config),
    trustedProxies: config.trustedProxies,
    isHttps,
    logLevel: config.logLevel,
    tls: config.tls,
  });

  const sites = new Sites(storage, clock, origins.help);
  await sites.load();
  const visits = new Visits({
    storage,
    clock,
    bus,
    sites,
    findCountry,
    allowNewVisitor: createAllowance({
      points: config.newVisitorsPerMinute,
      durationS: 60,
      code: 'too_many_visitors',
      message: 'Too many new visitors came from this address within a minute. Known ones go on; try again shortly.',
    }),
  });
  await visits.load();
  const engagements = new Engagements({ storage, clock, visits });
  const secret = await getSigningSecret(storage);
  const mark = config.affinity === null ? null : nodeMark(secret, config.affinity);
  const hosts = hostsOf(config);
  if (mark !== null)
    addAffinity({
      http,
      mark,
      isHttps,
      isWorkspace: ({ headers }) => hosts.get((headers.host ?? '').toLowerCase()) === 'workspace',
    });
  const contacts = new Contacts({
    storage,
    clock,
    visits,
    secret,
    // The demo's sites may keep their public keys on this machine; elsewhere no address leads to it.
    readText: createReadText({ allowsLoopback: config.allowsLoopback }),
    allowVisitor: createAllowance({
      points: 20,
      durationS: 60,
      code: 'too_many_attempts',
      message: 'This page exchanged its token too often within a minute. Once in a page view is enough.',
    }),
    allowNetwork: createAllowance({
      points: config.newVisitorsPerMinute,
      durationS: 60,
      code: 'too_many_attempts',
      message: 'Too many tokens came from this address within a minute. Try again shortly.',
    }),
  });
  const conversations = new Conversations({
    storage,
    clock,
    bus,
    sites,
    visits,
    engagements,
    logins: contacts,
    secret,
    isMailOn: mailer !== null,
    allowMessage: createAllowance({
      points: 30,
      durationS: 10,
      code: 'too_many_messages',
      message: 'That was very much at once. Wait a few seconds and send it again.',
    }),
  });
  await conversations.load();
  const stopHearing = onLogout(bus, ({ site, visitors }) => {
    conversations.keys
      .endLogins(site, visitors, { why: 'logout', isProven: false })
      .catch((error: unknown) => http.app.log.error({ err: error }, 'logins not ended'));
  });
  const consents = new Consents({
    storage,
    clock,
    findVisitorOf(site, id) {
      const visit = visits.findOpen(id);
      return visit?.site === site ? visit.visitor : null;
    },
    allowVisitor: createAllowance({
      points: 30,
      durationS: 60,
      code: 'too_many_requests',
      message: 'This browser has answered often enough for now. What it said last holds; try again shortly.',
    }),
    allowNetwork: createAllowance({
      points: config.newVisitorsPerMinute,
      durationS: 60,
      code: 'too_many_requests',
      message: 'Too many answers came from this address within a minute. What was said last holds; try again shortly.',
    }),
  });
  const presence = new Presence({ bus, sites });
  const accountMail = new AccountMail({ storage, clock, bus, secret, isMailOn: mailer !== null });
  const tokens = new ApiTokens({ storage, clock });
  const accounts = createAccounts({
    storage,
    clock,
    bus,
    isHttps,
    workspaceOrigin: origins.workspace,
    secret,
    findCountry,
    allowsLoopback: config.allowsLoopback,
    arePasswordsForced: config.passwords === 'on',
    tellAccount: (member, event, place) =>
      accountMail
        .tell(member, event, place)
        .catch((error: unknown) => http.app.log.error({ err: error }, 'account not told')),
    readSites: () => sites.readAll().map(presentSiteRef),
    findToken: (secret) => tokens.find(secret),
    findSiteOf: {
      conversation: (id) => conversations.findSiteOf(id),
      visit: async (id) => visits.findOpen(id as VisitId)?.site ?? null,
      visitor: (id) => conversations.cards.findSiteOf(id),
    },
  });

  const users = createUsers({
    storage,
    clock,
    sites,
    contacts,
    secret,
    isMailOn: mailer !== null,
    isHttps,
    helpOrigin: origins.help,
    serviceOrigin: origins.service,
    findCountry,
    hasConversations: async (site, email) => (await conversations.tickets.findTo(site, email, 1)).length > 0,
  });

  const articles = new Articles(storage, clock);
  const groups = new Groups({ storage, clock });
  const articleReader = new ArticleReader({ storage, clock, articles, groups });
  const subscriptions = createSubscriptions({
    storage,
    clock,
    sites,
    users,
    groups,
    reader: articleReader,
    secret,
    isHttps,
    isMailOn: mailer !== null,
    networkOf,
  });

  const comments = createComments({
    storage,
    clock,
    sites,
    users,
    secret,
    isHttps,
    isMailOn: mailer !== null,
    helpOrigin: origins.help,
    networkOf,
    checkerUrl: config.commentChecker,
    allowsLoopback: config.allowsLoopback,
    onError: (error) => http.app.log.warn({ err: error }, 'the checker of comments is silent'),
    findModerators: (site) => findMembersWho(storage, 'comments.moderate', site),
  });

  const jobs = new JobWorker({
    storage,
    clock,
    handlers: {
      [mailJob]: mailHandler({ mailer, clock, secret, workspaceOrigin: origins.workspace, helpOrigin: origins.help }),
      [resetJob]: accountMail.sendReset,
      [userCodeJob]: users.sendCode,
      [ticketReplyJob]: conversations.tickets.mailReplies,
      [newsJob]: subscriptions.tell,
      [newCommentsJob]: comments.tellMembers,
    },
    onError: (error, kind) => http.app.log.warn({ err: error, kind }, 'a job failed'),
  });

  const readAvailability = presence.readAvailability.bind(presence);
  const { readMember } = accounts;
  accounts.addTo(http);
  accountMailRoutes({ http, mail: accountMail, findCountry, assertPasswords: accounts.assertPasswords });
  const audit = new Audit({ storage, clock, findCountry, readWho: accounts.readWho });
  mailRoutes({ http, storage, clock, readBy: (request) => audit.by(request), countJobs: () => jobs.count() });
  audit.addTo(http, (actor) => readMember(actor).sites);
  // The files are made further below; a logo comes in once all stands.
  const appearance = new Appearance({ storage, clock, renderPicture: (content) => files.renderPicture(content) });
  const places = new Places({
    sites,
    reader: articleReader,
    origin: origins.help,
    isHttps,
    service: origins.service,
    readUser: users.readUser,
    groups,
    appearance,
    hasMail: mailer !== null,
  });
  users.addTo(http, places, audit);
  memberRoutes({
    http,
    storage,
    clock,
    bus,
    audit,
    tokens,
    readGiver: (actor) => ({ ...accounts.readRights(actor), id: readMember(actor).id, name: readMember(actor).name }),
    findFactors: accounts.findFactors,
    releaseAllOf: (member, by) => conversations.releaseAllOf(member, by),
  });
  siteRoutes({
    http,
    sites,
    service: origins.service,
    readActivity: (site) => visits.readActivity(site),
    readMember,
    audit,
  });
  visitRoutes({
    http,
    clock,
    sites,
    visits,
    handoffs: new Handoffs({ storage, clock, bus }),
    service: origins.service,
    readOffer: (visit) => engagements.readOffer(visit),
    settleOffer: (site, input) => engagements.settle(site, input),
    findCarried: (site, visit, proof) => conversations.keys.findCarried(site, visit, proof),
    isConversationOpen: (id) => conversations.isOpen(id),
    allowHandoff: createAllowance({
      points: 60,
      durationS: 60,
      code: 'too_many_requests',
      message: 'Too many hand-offs of this visitor within a minute. Links lead on without one.',
    }),
  });
  offerRoutes({ http, engagements, readMember });
  messengerRoutes({
    http,
    sites,
    conversations,
    service: origins.service,
    readAvailability,
    noteChatClick: (site, visitor) => consents.recordChatClick(site, visitor),
  });
  agentRoutes({
    http,
    sites,
    conversations,
    readMember,
    readAudited: (request) => audit.by(request),
    mayAssign: (actor) => accounts.readRights(actor).permissions.includes('conversations.assign'),
  });
  const keyAccess = new KeyAccess({ storage, clock, sites });
  const files = createFiles({
    http,
    storage,
    clock,
    folder: path.join(config.dataDir, 'files'),
    origin: origins.files,
    secret,
    networkOf,
    keys: {
      accessForUpload: keyAccess.accessForUpload.bind(keyAccess),
      canRead: keyAccess.canRead.bind(keyAccess),
    },
    accessConversation: conversations.accessAsMember.bind(conversations),
    members: {
      ...accounts,
      isAgentSessionLive: async (id) => (await accounts.isAgentSessionLive(id)) || tokens.isLive(id),
    },
    canUserRead: (session, conversation) => canUserRead({ conversations, forms: users.forms }, session, conversation),
  });
  presenceRoutes({ http, presence, readMember });
  groupRoutes({ http, sites, groups, audit });
  appearanceRoutes({ http, sites, appearance, audit, readLanguages: ({ id }) => articles.readLanguages(id) });
  const articleImages = createArticleImages({
    http,
    storage,
    clock,
    sites,
    readMember,
    dataDir: config.dataDir,
    readSizes: (content) => files.pageImages.read(content),
  });
  articleRoutes({
    http,
    sites,
    articles,
    audit,
    addressOf: (site) => `${origins.help}${baseOf(sites.readAll(), site)}`,
  });
  transferRoutes({ http, storage, clock, sites, articles, images: articleImages, audit });
  articlePreviewRoutes({ http, sites, articles, reader: articleReader, origin: origins.help });
  const help = addHelpPages({
    http,
    sites,
    reader: articleReader,
    below: comments.below,
    origin: origins.help,
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
    helpOrigin: origins.help,
    secret,
    conversations,
    files,
    forms: users.forms,
    places,
    reader: articleReader,
    isMailOn: mailer !== null,
    networkOf,
  });
  comments.addTo({ http, audit, reader: articleReader, places, help, readMember });
  preferenceRoutes({
    http,
    users,
    places,
    consents,
    identities: visits.identities,
    isHttps,
    helpOrigin: origins.help,
    networkOf,
  });
  subscriptions.addTo({ http, places });
  consentRoutes({ http, sites, consents, audit });
  contactRoutes({ http, sites, contacts, audit });
  const doctor = new Doctor(storage, clock);
  doctorRoutes({
    http,
    clock,
    sites,
    doctor,
    service: origins.service,
    bubble: bundles.bubble,
    frame: bundles.doctorFrame,
    findCountry,
    readLastUrl: (site) => visits.readActivity(site).lastUrl,
    readMember,
    audit,
  });
  const visitReader = new VisitReader({ storage, clock, visits });
  const inspector = new Inspector({ storage, clock, reader: visitReader, consents, contacts });
  inspectorRoutes({ http, sites, audit, inspector });
  deliveryRoutes({
    http,
    clock,
    sites,
    bundles,
    keptAssets: await readKeptAssets({ storage, clock, present: bundles.serviceAssets }),
    service: origins.service,
    workspace: origins.workspace,
    help: origins.help,
    files: origins.files,
    hasMail: mailer !== null,
    readAvailability,
  });
  if (config.runMode === 'start') {
    // Loaded only where it is shown: production holds no demo.
    const { demoRoutes } = await import('./demo/index.ts');
    demoRoutes({ http, config, sites });
    if (mailer instanceof CapturedMailer) devMailRoutes({ http, mailer });
  }

  const noteWindow = (actor: Actor, isOpen: boolean) => {
    if (actor.kind !== 'visitor') return;
    conversations
      .noteWindow(actor.conversation, isOpen)
      .catch((error: unknown) => http.app.log.error({ err: error }, 'presence not told'));
  };
  const realtime = createRealtime({
    bus,
    clock,
    epoch,
    async authenticate(token, surface): Promise<Actor | { error: ByeCode }> {
      if (surface === 'workspace') return accounts.authenticateSocket(token);
      try {
        const grant = await conversations.keys.access(token);
        return {
          kind: 'visitor',
          site: grant.site.id,
          visitor: grant.visitor,
          conversation: grant.conversation,
          grant: grant.keyHash,
        };
      } catch (error) {
        if (error instanceof AppError) return { error: error.code === 'token_revoked' ? 'revoked' : 'unauthenticated' };
        throw error;
      }
    },
    async authorize(actor, stream) {
      if (actor.kind === 'visitor') return 'conversation' in stream && stream.conversation === actor.conversation;
      const needs = neededFor[stream.kind];
      if (actor.interface !== (stream.kind === 'site' ? 'admin' : 'agent')) return false;
      if (needs && !actor.permissions.includes(needs)) return false;
      if ('site' in stream) return sites.findSite(stream.site) !== null && seesSite(actor, stream.site);
      const site = await conversations.findSiteOf(stream.conversation);
      return site !== null && seesSite(actor, site);
    },
    async snapshot(_actor, stream) {
      if (stream.kind === 'typing') return { data: { typing: [] } };
      if (!('site' in stream)) return null;
      if (stream.kind === 'inbox') return { data: await conversations.readInbox(sites.getSite(stream.site)) };
      if (stream.kind === 'live') return { data: visits.readLive(stream.site) };
      if (stream.kind === 'presence') return { data: presence.readPresence(stream.site) };
      return { data: visits.readActivity(stream.site) };
    },
    heads: (streams) => findHeads(conversations, streams),
    onTyping(actor, conversation, isTyping) {
      if (actor.kind === 'member' && !actor.permissions.includes('conversations.reply')) return;
      const side = actor.kind === 'visitor' ? 'visitor' : 'agent';
      conversations.tellTyping(conversation, side, actor.kind === 'member' ? actor.name : null, isTyping);
    },
    onInput(actor) {
      if (actor.kind === 'member')
        accounts.noteInput(actor).catch((error: unknown) => http.app.log.error({ err: error }, 'input not noted'));
    },
    onOpen(actor) {
      if (isSeated(actor)) presence.enter({ ...actor, id: actor.memberId });
      noteWindow(actor, true);
    },
    onClose(actor) {
      if (isSeated(actor)) presence.leave({ ...actor, id: actor.memberId });
      noteWindow(actor, false);
    },
    onError: (error) => http.app.log.error({ err: error }, 'realtime failed'),
  });
  const sockets = createSockets({
    findSurface(host) {
      const surface = hosts.get(host);
      return surface === 'service' || surface === 'workspace' ? { surface, origin: origins[surface] } : null;
    },
    onSocket: (socket, surface) => realtime.accept(socket, surface),
  });
  sockets.attach(http.app.server as Server);

  let sessionsSweptAt = clock.now();

  return {
    http,
    sites,
    visits,
    conversations,
    engagements,
    doctor,
    accounts,
    contacts,
    articles,
    comments: comments.comments,
    jobs,
    accountMail,
    affinityCookie: mark === null ? null : affinityCookie(mark, isHttps),
    users,
    async sweep() {
      await jobs.sweep();
      await conversations.tellPresence(await visits.sweep());
      await files.sweep();
      await articles.sweep();
      await articleImages.sweep();
      if (clock.now() - sessionsSweptAt < sessionSweepMs) return;
      sessionsSweptAt = clock.now();
      await accounts.endSessionsOver();
      await accountMail.forgetOld();
      await users.forgetOver();
      await comments.comments.forgetOld();
      await conversations.devices.forgetOld();
      await conversations.heldCodes.forgetOld();
      await conversations.tickets.forgetOld();
      await conversations.keys.endOver();
    },
    countSockets: () => realtime.counts().sockets,
    async close() {
      stopHearing();
      sockets.close();
      await jobs.stop();
      await realtime.close();
      files.close();
      await http.app.close();
      await visits.flush();
      await sites.flush();
    },
  };
}

/** [AUTH8] What a member needs for each stream; every agent may see who is there. */
const neededFor: Record<ParsedStream['kind'], Permission | null> = {
  conversation: 'conversations.read',
  internal: 'conversations.read',
  typing: 'conversations.read',
  inbox: 'conversations.read',
  live: 'visitors.read',
  presence: null,
  site: 'sites.read',
};

/** Tells whether visitors may count on this socket's member: somebody who may answer, at the agents' side. */
function isSeated(actor: Actor): actor is MemberActor {
  return actor.kind === 'member' && actor.interface === 'agent' && actor.permissions.includes('conversations.reply');
}

async function findHeads(
  conversations: Conversations,
  streams: readonly DurableStream[],
): Promise<Record<string, number>> {
  const parsed = streams.flatMap((name) => {
    const stream = parseStream(name);
    return stream && 'conversation' in stream ? [{ name, ...stream }] : [];
  });
  const heads = await conversations.findHeads([...new Set(parsed.map((one) => one.conversation as ConversationId))]);
  return Object.fromEntries(
    parsed.map(({ name, kind, conversation }) => [
      name,
      heads.get(conversation)?.[kind === 'internal' ? 'internal' : 'public'] ?? 0,
    ]),
  );
}
