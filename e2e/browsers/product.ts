import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { CookieMode, MemberRef, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import { type Porchlight, readConfig, rootDir, startPorchlight } from '@porchlight/server';
import { changeSettings } from '../../apps/server/src/accounts/oidc/commands.ts';
import { buildSettings, startFakeProvider } from '../../apps/server/src/accounts/oidc/testing.ts';
import { bySystem } from '../../apps/server/src/audit/index.ts';
import type { HostName, Network } from './network.ts';

/** Where the service lies: on a domain of its own, or under the shop's. */
export type ServicePlace = 'own' | 'near';

const placeHosts: Record<ServicePlace, Record<'service' | 'workspace' | 'help' | 'files', HostName>> = {
  own: { service: 'chat', workspace: 'work', help: 'help', files: 'files' },
  near: { service: 'nearChat', workspace: 'nearWork', help: 'nearHelp', files: 'nearFiles' },
};

/** One page view as the server stored it. */
export type RecordedView = { site: SiteId; visitor: VisitorId; visit: VisitId };

type Site = ReturnType<Porchlight['app']['sites']['getSite']>;
type SiteChange = Parameters<Porchlight['app']['sites']['changeSite']>[1];

/** The real server behind the test's network, with an empty database and a clock that can be set ahead. */
export class Product {
  readonly #network: Network;
  readonly #running: Porchlight;
  readonly #folder: string;
  readonly #clock: { aheadMs: number; now(): number };
  readonly service: HostName;
  #provider: Awaited<ReturnType<typeof startFakeProvider>> | null = null;

  static async open(network: Network, place: ServicePlace = 'own'): Promise<Product> {
    const folder = mkdtempSync(path.join(tmpdir(), 'porchlight-matrix-'));
    const names = placeHosts[place];
    const flags = Object.entries(names).map(([surface, name]) => `--${surface}-url=${network.origin(name)}`);
    const config = readConfig(
      'serve',
      [
        ...flags,
        '--host=127.0.0.1',
        '--port=0',
        '--trusted-proxies=127.0.0.1',
        '--new-visitors-per-minute=100000',
        '--log-level=error',
        '--affinity=node-1',
        `--data=${folder}`,
      ],
      {},
      rootDir,
    );
    const clock = { aheadMs: 0, now: () => Date.now() + clock.aheadMs };
    // Its login service is on this machine.
    const running = await startPorchlight({ ...config, allowsLoopback: true }, { clock, sweepMs: 200 });
    network.passOn(Object.values(names), running.config.port);
    return new Product(network, running, folder, clock, names.service);
  }

  private constructor(
    network: Network,
    running: Porchlight,
    folder: string,
    clock: { aheadMs: number; now(): number },
    service: HostName,
  ) {
    this.#network = network;
    this.#running = running;
    this.#folder = folder;
    this.#clock = clock;
    this.service = service;
  }

  /** Lets time pass for the server alone. */
  advance(ms: number): void {
    this.#clock.aheadMs += ms;
  }

  /** A site on the three customers' domains; without further word it asks nobody for consent. */
  async addSite(mode: CookieMode, change: SiteChange = {}): Promise<Site> {
    const { sites } = this.#running.app;
    const domains = (['shop', 'sub', 'www', 'blog'] as const).map((name) => this.#network.domain(name));
    const { id } = await sites.addSite({ name: `Matrix ${mode}`, domains });
    return sites.changeSite(id, { mode, consentPolicy: 'off', ...change });
  }

  /** Adds somebody who may log in as agent and as admin. */
  async addMember(email: string, password: string): Promise<void> {
    await this.#running.app.accounts.addMember({ name: 'Mia', email, password, roles: ['agent', 'admin'] });
  }

  /** Adds a user of a site's help center. */
  async addUser(site: SiteId, email: string, password: string): Promise<void> {
    await this.#running.app.users.addUser(site, { name: 'Ada', email, password, language: 'en' });
  }

  /** The organisation's login service, where members may log in too. */
  async addLoginService(): Promise<void> {
    const redirectUri = `${this.#running.config.origins.workspace}/login/provider/callback`;
    this.#provider ??= await startFakeProvider(redirectUri);
    const { secret: _secret, ...settings } = buildSettings(this.#provider.issuer);
    const change = { settings: { ...settings, sealedSecret: null }, by: bySystem, at: this.#clock.now() };
    await this.#running.storage.execute(changeSettings, change);
  }

  /** Publishes an article; answers with its path. */
  async addArticle(site: SiteId, title: string): Promise<string> {
    const { articles } = this.#running.app;
    await articles.saveSettings(site, { languages: ['en', 'de'], defaultLanguage: 'en' });
    const category = await articles.saveCategory(site, null, { texts: { en: { title: 'Lamps' } } });
    const article = await articles.addArticle(site, { category });
    const draft = { title, summary: '', markdown: title, slug: 'article', basedOn: 0 };
    const revision = await articles.saveText(site, article, 'en', draft);
    await articles.publish(site, article, 'en', { revision, at: null });
    return `/${site}/en/articles/article`;
  }

  /** A one-time code with which a page of the site is checked. */
  async makeDoctorCode(site: SiteId): Promise<string> {
    return (await this.#running.app.doctor.makeCode(site, 'mb_tester')).code;
  }

  async changeSite(id: SiteId, change: SiteChange): Promise<void> {
    await this.#running.app.sites.changeSite(id, change);
  }

  /** A key of the site's own login; answers the shared secret. */
  async addIdentityKey(id: SiteId): Promise<string> {
    const { sites, contacts } = this.#running.app;
    return (await contacts.keys.add(sites.getSite(id), { kind: 'shared-secret' })).secret ?? '';
  }

  /** The server's time. */
  now(): number {
    return this.#clock.now();
  }

  /** Answers, as a member, in the conversation that began with a text, or ends it. */
  async serve(site: SiteId, beginsWith: string, member: MemberRef, answer: string | null): Promise<void> {
    const rows = await this.#running.storage.read
      .selectFrom('conversation_events')
      .innerJoin('conversations', 'conversations.id', 'conversation_events.conversation_id')
      .select(['conversation_events.conversation_id', 'conversation_events.payload'])
      .where('conversations.site_id', '=', site)
      .execute();
    const id = rows.find(({ payload }) => payload.includes(beginsWith))?.conversation_id;
    if (!id) throw new Error(`No conversation begins with “${beginsWith}”.`);
    const { conversations } = this.#running.app;
    if (answer === null) await conversations.end(id, 'agent');
    else
      await conversations.desk.sendAsMember(id, member, {
        clientId: `agent-${rows.length}-${id}`.slice(0, 60),
        text: answer,
      });
  }

  /** The views of a page, oldest first. */
  async readViews(site: SiteId, pagePath: string): Promise<RecordedView[]> {
    const rows = await this.#running.storage.read
      .selectFrom('page_views')
      .innerJoin('visits', (join) =>
        join.onRef('visits.id', '=', 'page_views.visit_id').onRef('visits.site_id', '=', 'page_views.site_id'),
      )
      .select(['page_views.url', 'visits.visitor_id', 'visits.id as visit_id'])
      .where('page_views.site_id', '=', site)
      .orderBy('page_views.at')
      .orderBy('page_views.id')
      .execute();
    return rows
      .filter(({ url }) => new URL(url).pathname === pagePath)
      .map((row) => ({ site, visitor: row.visitor_id, visit: row.visit_id }));
  }

  /** Whether alias edges that hold lead from one visitor to the other. */
  async isJoined(site: SiteId, from: VisitorId, to: VisitorId): Promise<boolean> {
    const edges = await this.#running.storage.read
      .selectFrom('visitor_aliases')
      .select(['a', 'b'])
      .where('site_id', '=', site)
      .where('undone_at', 'is', null)
      .execute();
    const reached = new Set<string>([from]);
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const { a, b } of edges) if (reached.has(a) || reached.has(b)) reached.add(a).add(b);
    }
    return reached.has(to);
  }

  /** Whether a visitor's message came to the site's inbox, waiting for it some seconds. */
  async hasMessage(site: SiteId, text: string): Promise<boolean> {
    for (const deadline = Date.now() + 15_000; Date.now() < deadline; await setTimeout(50)) {
      const row = await this.#running.storage.read
        .selectFrom('conversations')
        .select('id')
        .where('site_id', '=', site)
        .where('last_message_text', '=', text)
        .executeTakeFirst();
      if (row) return true;
    }
    return false;
  }

  async close(): Promise<void> {
    await this.#running.close();
    await this.#provider?.stop();
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
