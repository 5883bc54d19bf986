import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type BeatAnswer,
  type ConversationOpened,
  limits,
  type PageViewAnswer,
  type StartConversationAnswer,
} from '@porchlight/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from './platform/ids/index.ts';
import {
  buildKey,
  buildPageView,
  buildStart,
  fromFrame,
  fromPage,
  fromWorkspace,
  startTestServer,
  type TestServer,
} from './testing.ts';

let dataDir: string;
let running: TestServer[] = [];
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'porchlight-restart-'));
});
afterEach(async () => {
  for (const server of running) await server.close();
  running = [];
  rmSync(dataDir, { recursive: true });
});

async function begin(nowMs?: number): Promise<TestServer> {
  const server = await startTestServer(nowMs === undefined ? { dataDir } : { dataDir, nowMs });
  running.push(server);
  return server;
}

/** Ends a server as people do, or leaves it as a killed one leaves its database: nothing saved, nothing closed. */
async function end(server: TestServer, how: 'closed' | 'killed'): Promise<void> {
  if (how === 'killed') return;
  running = running.filter((one) => one !== server);
  await server.close();
}

describe.each(['closed', 'killed'] as const)('after the server was %s and started again', (how) => {
  it('[SES6, CNV4] visits, conversations and logins go on where they were', async () => {
    const before = await begin();
    const { site } = before;
    const view = await before.ask('service', `/t/${site.id}/views`, fromPage(buildPageView()));
    const { visitor, visit } = view.json<PageViewAnswer>();
    before.clock.advance(2_000);
    await before.ask(
      'service',
      `/t/${site.id}/views`,
      fromPage(buildPageView({ visitor, visit, url: 'https://shop.example/cart', title: 'Cart' })),
    );
    const key = buildKey();
    const started = await before.ask(
      'service',
      `/m/${site.id}/conversations`,
      fromFrame(buildStart({ visitor, visit }), key),
    );
    const { conversation, token } = started.json<StartConversationAnswer>();
    const { cookie } = await before.logIn('agent', 'Mia');
    const at = `/m/${site.id}/conversations/${conversation.id}`;
    const sent = Array.from({ length: 12 }, (_, number) => ({ clientId: newId('ms'), text: `Number ${number}` }));
    for (const message of sent)
      expect((await before.ask('service', `${at}/messages`, fromFrame(message, token))).status).toBe(201);
    await before.ask('workspace', `/api/agent/conversations/${conversation.id}/take`, fromWorkspace(cookie, {}));
    before.clock.advance(60_000);
    const beat = {
      v: 1,
      visitor,
      visit,
      tab: newId('tb'),
      view: newId('pv'),
      visibleMs: 1_000,
      state: 'visible',
    };
    await before.ask('service', `/t/${site.id}/beats`, fromPage(beat));
    await end(before, how);

    const after = await begin(before.clock.now() + 60_000);
    expect(after.site.id).toBe(site.id);
    expect(after.app.visits.readLive(site.id)).toEqual({ visitors: [], total: 0 });
    const beaten = await after.ask('service', `/t/${site.id}/beats`, fromPage(beat));
    expect(beaten.json<BeatAnswer>()).toEqual({ isVisitOver: false, offer: null });
    expect(after.app.visits.readLive(site.id).visitors).toMatchObject([
      {
        visit,
        visitor,
        pageCount: 2,
        page: { title: 'Cart' },
        pagesBefore: [{ title: 'Lamps' }],
        conversations: 1,
        conversation: { id: conversation.id, status: 'open' },
      },
    ]);
    const next = await after.ask('service', `/t/${site.id}/views`, fromPage(buildPageView({ visitor, visit })));
    expect([next.status, next.json<PageViewAnswer>().visit]).toEqual([200, visit]);

    // The old token still works: the secret that signs is kept in the database.
    const opened = (await after.ask('service', at, fromFrame(null, token))).json<ConversationOpened>();
    const texts = opened.events.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []));
    expect(texts).toEqual(['Hello, is anybody there?', ...sent.map((message) => message.text)]);
    expect(opened.events.map((one) => one.seq)).toEqual(opened.events.map((_, number) => number + 1));
    // What was answered but not heard is sent again, and is there once.
    const repeated = await after.ask('service', `${at}/messages`, fromFrame(sent.at(-1) ?? {}, token));
    expect([repeated.status, repeated.json<{ isRepeat: boolean }>().isRepeat]).toEqual([200, true]);
    const mine = await after.ask(
      'workspace',
      `/api/agent/sites/${site.id}/conversations?view=mine`,
      fromWorkspace(cookie),
    );
    expect(mine.json<{ items: { id: string }[] }>().items.map((item) => item.id)).toEqual([conversation.id]);
  });

  it('[SES1] a visit that ran out meanwhile has ended at its last activity', async () => {
    const before = await begin();
    const { site } = before;
    const view = await before.ask('service', `/t/${site.id}/views`, fromPage(buildPageView()));
    const ids = view.json<PageViewAnswer>();
    const lastActivityAt = before.clock.now();
    await end(before, how);
    const after = await begin(lastActivityAt + 31 * 60_000);
    const next = await after.ask('service', `/t/${site.id}/views`, fromPage(buildPageView(ids)));
    expect([next.status, next.json<PageViewAnswer>().visitor]).toEqual([201, ids.visitor]);
    const visits = await after.app.visits.findVisits(after.site, ids.visitor, 10);
    expect(visits.map((visit) => visit.endedAt)).toEqual([null, lastActivityAt]);
  });
});

it('[SES6] what only memory knew is saved at a clean end', async () => {
  const before = await begin();
  const { site } = before;
  const view = buildPageView();
  const ids = (await before.ask('service', `/t/${site.id}/views`, fromPage(view))).json<PageViewAnswer>();
  await before.ask('service', `/t/${site.id}/views`, fromPage(buildPageView(), 'https://evil.example'));
  before.clock.advance(limits.beatMs);
  const beat = {
    v: 1,
    visitor: ids.visitor,
    visit: ids.visit,
    tab: view.tab,
    view: view.view,
    visibleMs: 24_000,
    state: 'visible',
  };
  await before.ask('service', `/t/${site.id}/beats`, fromPage(beat));
  await end(before, 'closed');
  const after = await begin(before.clock.now());
  expect(await after.app.visits.findVisits(after.site, ids.visitor, 1)).toMatchObject([
    { lastActivityAt: before.clock.now(), pages: [{ visibleMs: 24_000 }] },
  ]);
  expect(await after.app.sites.findRefusedOrigins(site.id)).toMatchObject([
    { origin: 'https://evil.example', count: 1 },
  ]);
});
