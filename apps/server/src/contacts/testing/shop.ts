import type { ContactId, IdentifyAnswer, PageViewAnswer, SiteId, VisitId, VisitorId } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { createTestDatabase } from '../../../../../scripts/testing/postgres.ts';
import type { Site } from '../../sites/index.ts';
import { type Answer, buildPageView, fromPage, startTestServer, type TestServer } from '../../testing.ts';
import type { VisitorsTable } from '../../visitors/index.ts';
import type { Contacts } from '../contacts.ts';
import type { ContactsTable } from '../tables.ts';
import { signToken } from './tokens.ts';

export type Pair = { visitor: VisitorId; visit: VisitId };

/** A site with a shared secret on a server with this database; a new site for each test. Sets the hooks of a test file. */
export function useShop(dialect: 'sqlite' | 'postgres') {
  let drop: () => Promise<void>;
  const shop = {
    server: {} as TestServer,
    site: {} as Site,
    secret: '',
    keyId: '',
    seconds: (ms = 0): number => Math.floor((shop.server.clock.now() + ms) / 1_000),
    claims: (sub: unknown, more: object = {}): object => ({
      aud: shop.site.id,
      sub,
      exp: shop.seconds(600_000),
      ...more,
    }),
    token: (sub: string, more: object = {}): string => signToken(shop.claims(sub, more), shop.secret),
    send: (path: string, body: object | string): Promise<Answer> =>
      shop.server.ask('service', `/t/${shop.site.id}/${path}`, fromPage(body)),
    exchange: (at: Pair, text: string): Promise<Answer> => shop.send('identities', { v: 1, ...pick(at), token: text }),
    async arrive(): Promise<Pair> {
      return pick((await shop.send('views', buildPageView())).json<PageViewAnswer>());
    },
    async identify(at: Pair, text: string): Promise<IdentifyAnswer> {
      const answer = await shop.exchange(at, text);
      if (answer.status !== 200) throw new Error(answer.body);
      return answer.json<IdentifyAnswer>();
    },
    visitorRow: (visitor: VisitorId): Promise<VisitorsTable | undefined> =>
      shop.server.storage.read.selectFrom('visitors').selectAll().where('id', '=', visitor).executeTakeFirst(),
    contactOf: async (visitor: VisitorId): Promise<ContactId | null> =>
      (await shop.visitorRow(visitor))?.contact_id ?? null,
    contacts: (): Promise<ContactsTable[]> =>
      shop.server.storage.read.selectFrom('contacts').selectAll().where('site_id', '=', shop.site.id).execute(),
    login: (text: string, site?: SiteId): ReturnType<Contacts['findLogin']> =>
      shop.server.app.contacts.findLogin(site ?? shop.site.id, text),
  };
  beforeAll(async () => {
    const database = dialect === 'postgres' ? await createTestDatabase() : null;
    shop.server = await startTestServer({ scheme: 'https', ...(database ? { databaseUrl: database.url } : {}) });
    drop = async () => database?.drop();
  });
  afterAll(async () => {
    await shop.server.close();
    await drop();
  });
  beforeEach(async () => {
    const { sites, contacts } = shop.server.app;
    const { id } = await sites.addSite({ name: 'Shop', domains: ['shop.example', '*.shop.example'] });
    shop.site = await sites.changeSite(id, { consentPolicy: 'off' });
    const made = await contacts.keys.add(shop.site, { kind: 'shared-secret' });
    shop.secret = made.secret ?? '';
    shop.keyId = made.key.id;
  });
  return shop;
}

export function pick({ visitor, visit }: Pair): Pair {
  return { visitor, visit };
}
