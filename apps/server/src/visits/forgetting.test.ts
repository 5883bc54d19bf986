import type { PageViewAnswer } from '@porchlight/protocol';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import { newId } from '../platform/ids/index.ts';
import type { Site } from '../sites/index.ts';
import {
  buildKey,
  buildPageView,
  buildStart,
  fromFrame,
  fromPage,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';

const referrer = 'https://search.example/?q=lamps';
const url = 'https://shop.example/lamps?utm_source=letter';

describe.each(['sqlite', 'postgres'] as const)('[CON4] withdrawal on %s', (dialect) => {
  let server: TestServer;
  let site: Site;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    const database = dialect === 'postgres' ? await createTestDatabase() : null;
    server = await startTestServer(database ? { databaseUrl: database.url } : {});
    drop = async () => database?.drop();
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });
  beforeEach(async () => {
    site = await server.app.sites.addSite({ name: 'Shop', domains: ['shop.example'] });
  });

  const send = (path: string, body: object | string, origin?: string) =>
    server.ask('service', `/t/${site.id}/${path}`, fromPage(body, origin));
  const withdraw = (ids: object, overrides: object = {}) =>
    send('forget', { v: 1, why: 'withdrawn', ...ids, ...overrides });
  const forgets = (what: Site['forgetsOnWithdrawal']) =>
    server.app.sites.changeSite(site.id, { forgetsOnWithdrawal: what });

  /** A visitor with two pages, an event, a proof of consent, and an id of an earlier system. */
  async function arrive() {
    const ids = (await send('views', buildPageView({ url, referrer }))).json<PageViewAnswer>();
    const { visitor, visit } = ids;
    const view = newId('pv');
    await send('views', buildPageView({ visitor, visit, view, url: 'https://shop.example/cart' }));
    const told = {
      v: 1,
      visitor,
      visit,
      view,
      events: [{ name: 'added', data: {} }],
      sections: null,
      attributes: null,
    };
    await send('events', told);
    const choices = { functional: true, analytics: true };
    await send('consents', { v: 1, visitor, visit, choices, textVersion: '1', source: 'banner' });
    return { visitor, visit };
  }

  /** Rows that a site has of everybody, by table. */
  async function rows() {
    const counts: Record<string, number> = {};
    for (const table of ['visitors', 'visits', 'page_views', 'page_events', 'consents', 'conversations']) {
      const found = await sql<{ count: number }>`
        select count(*) as count from ${sql.table(table)} where site_id = ${site.id}`.execute(server.storage.read);
      counts[table] = Number(found.rows[0]?.count);
    }
    return counts;
  }
  const whole = { visitors: 1, visits: 1, page_views: 2, page_events: 1, consents: 1, conversations: 0 };
  const details = async () => {
    const row = await server.storage.read
      .selectFrom('visits')
      .select('details')
      .where('site_id', '=', site.id)
      .executeTakeFirstOrThrow();
    return JSON.parse(row.details) as { referrer: unknown; campaign: unknown; browser: string };
  };

  const logged = async () =>
    (await server.storage.read.selectFrom('audit_log').selectAll().where('site_id', '=', site.id).execute()).filter(
      ({ what }) => what.startsWith('visitor.'),
    );

  it.each([
    ['pages', 'visitor.pages-forgotten'],
    ['visitor', 'visitor.forgotten'],
  ] as const)('[AUTH15] of %s stands in the log once, without who it was', async (which, what) => {
    await forgets(which);
    const ids = await arrive();
    await Promise.all([withdraw(ids), withdraw(ids), withdraw(ids)]);
    await withdraw(ids);
    const found = await logged();
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ what, who_kind: 'system', target_id: ids.visitor, ip: null, user_agent: null });
  });

  it('ends the visit and forgets nothing, where the site says so', async () => {
    await forgets('nothing');
    const ids = await arrive();
    expect((await withdraw(ids)).status).toBe(204);
    expect(await rows()).toEqual(whole);
    expect(server.app.visits.findOpen(ids.visit)).toBeNull();
    expect(await details()).toMatchObject({ referrer: expect.stringContaining('search.example') });
  });

  it('forgets pages, events, and where the visit came from; the visit itself is still counted', async () => {
    await forgets('pages');
    const ids = await arrive();
    expect((await withdraw(ids)).status).toBe(204);
    await server.app.sweep();
    expect(await rows()).toEqual({ ...whole, page_views: 0, page_events: 0 });
    expect(await details()).toMatchObject({ referrer: null, campaign: null, browser: 'Chrome 156' });
  });

  it('forgets the visitor, keeps the proof of the yes, and does not know the id again', async () => {
    await forgets('visitor');
    const ids = await arrive();
    expect((await withdraw(ids)).status).toBe(204);
    await server.app.sweep();
    await server.app.visits.flush();
    const gone = { visitors: 0, visits: 0, page_views: 0, page_events: 0, conversations: 0 };
    expect(await rows()).toEqual({ ...gone, consents: 1 });
    const again = await send('views', buildPageView(ids));
    expect(again.status).toBe(201);
    expect(again.json<PageViewAnswer>().visitor).not.toBe(ids.visitor);
  });

  it('forgets all but the conversation, which the visitor began', async () => {
    await forgets('visitor');
    const ids = await arrive();
    const key = buildKey();
    const started = await server.ask('service', `/m/${site.id}/conversations`, fromFrame(buildStart(ids), key));
    expect(started.status).toBe(201);
    expect((await withdraw(ids)).status).toBe(204);
    expect(await rows()).toMatchObject({ visitors: 1, visits: 0, page_views: 0, page_events: 0, conversations: 1 });
    const tokens = await server.ask('service', `/m/${site.id}/tokens`, fromFrame({ keys: [key], visit: null }));
    expect(tokens.json<{ grants: unknown[] }>().grants[0]).not.toBeNull();
  });

  it('touches nobody else, whoever asks', async () => {
    await forgets('visitor');
    const ids = await arrive();
    const other = (await send('views', buildPageView())).json<PageViewAnswer>();
    const before = await rows();
    for (const body of [
      { visitor: ids.visitor, visit: null },
      { visitor: null, visit: ids.visit },
      { visitor: ids.visitor, visit: other.visit },
      { visitor: ids.visitor, visit: newId('vs') },
      { visitor: newId('vi'), visit: ids.visit },
      { visitor: `${ids.visitor}x`, visit: ids.visit },
      { visitor: null, visit: null },
    ]) {
      expect((await withdraw(body)).status).toBe(204);
      expect(await rows()).toEqual(before);
    }
    const elsewhere = await server.app.sites.addSite({ name: 'Other', domains: ['shop.example'] });
    await server.app.sites.changeSite(elsewhere.id, { forgetsOnWithdrawal: 'visitor' });
    await server.ask('service', `/t/${elsewhere.id}/forget`, fromPage({ v: 1, why: 'withdrawn', ...ids }));
    expect(await rows()).toEqual(before);
  });

  it('is refused from other pages and in other words, and then forgets nothing', async () => {
    await forgets('visitor');
    const ids = await arrive();
    const body = { v: 1, why: 'withdrawn', ...ids };
    expect(refusalOf(await send('forget', body, 'https://evil.example'))).toEqual([403, 'origin_refused']);
    for (const wrong of [
      '',
      'null',
      '[]',
      '{',
      { ...body, why: 'all' },
      { ...body, v: 2 },
      { ...body, why: undefined },
    ])
      expect(refusalOf(await send('forget', wrong))[0]).toBe(400);
    expect(refusalOf(await send('forget', { ...body, padding: 'x'.repeat(40_000) }))).toEqual([413, 'body_too_large']);
    expect(await rows()).toEqual(whole);
  });

  it('comes to the same when it is sent ten times at once, beside heartbeats and a sweep', async () => {
    await forgets('visitor');
    const ids = await arrive();
    const beat = { v: 1, ...ids, tab: newId('tb'), view: newId('pv'), visibleMs: 5, state: 'hidden' };
    const answers = await Promise.all([
      ...Array.from({ length: 10 }, () => withdraw(ids)),
      send('beats', beat),
      server.app.sweep().then(() => ({ status: 204 })),
    ]);
    expect(answers.every(({ status }) => status < 300)).toBe(true);
    await server.app.sweep();
    await server.app.visits.flush();
    expect(await rows()).toMatchObject({ visitors: 0, visits: 0, page_views: 0, page_events: 0 });
  });
});
