import type { BeatAnswer, LiveVisitor, Offer, PageViewAnswer, StartConversationAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../platform/ids/index.ts';
import {
  buildKey,
  buildPageView,
  buildStart,
  fromFrame,
  fromPage,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';

let server: TestServer;
let cookie: string;
beforeAll(async () => {
  server = await startTestServer();
  cookie = (await server.logIn('agent', 'Mia')).cookie;
});
afterAll(() => server.close());

type Ids = Pick<PageViewAnswer, 'visitor' | 'visit'>;
const tell = (path: string, body: object) => server.ask('service', `/t/${server.site.id}/${path}`, fromPage(body));
const arrive = async (): Promise<Ids> => {
  const { visitor, visit } = (await tell('views', buildPageView())).json<PageViewAnswer>();
  return { visitor, visit };
};
const offer = (visit: string, text = 'May I help?') =>
  server.ask('workspace', `/api/agent/visits/${visit}/offers`, fromWorkspace(cookie, { text }));
const beat = async (ids: Ids) =>
  (
    await tell('beats', { v: 1, ...ids, tab: newId('tb'), view: newId('pv'), visibleMs: 1, state: 'visible' })
  ).json<BeatAnswer>();
const settle = (ids: Ids, id: string, outcome: string) => tell('offers', { v: 1, ...ids, offer: id, outcome });
const shown = (ids: Ids): LiveVisitor | undefined =>
  server.app.visits.readLive(server.site.id).visitors.find((one) => one.visit === ids.visit);

describe('an offer', () => {
  it('[CNV5] comes with the next heartbeat or page view, until it was shown', async () => {
    const ids = await arrive();
    const made = await offer(ids.visit, '  May I help?\u0000 ');
    expect(made.status).toBe(201);
    const { id } = made.json<Offer>();
    const expected = { id, text: 'May I help?', agentName: 'Mia', at: server.clock.now() };
    expect(made.json()).toEqual(expected);
    expect(shown(ids)?.offer).toBe('pending');
    expect((await beat(ids)).offer).toEqual(expected);
    const next = await tell('views', buildPageView(ids));
    expect(next.json<PageViewAnswer>().offer).toEqual(expected);
    expect((await settle(ids, id, 'shown')).status).toBe(204);
    expect([(await beat(ids)).offer, shown(ids)?.offer]).toEqual([null, 'shown']);
  });

  it('only moves forward', async () => {
    const ids = await arrive();
    const { id } = (await offer(ids.visit)).json<Offer>();
    await settle(ids, id, 'declined');
    await settle(ids, id, 'shown');
    await settle(ids, id, 'accepted');
    expect(shown(ids)?.offer).toBe('declined');
    expect(refusalOf(await settle(ids, newId('of'), 'shown'))).toEqual([404, 'offer_not_found']);
    expect(refusalOf(await settle(ids, id, 'pending'))).toEqual([400, 'invalid_body']);
  });

  it('is one at a time, also of two agents at the same moment', async () => {
    const ids = await arrive();
    const both = await Promise.all([offer(ids.visit), offer(ids.visit)]);
    expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
    expect(refusalOf(await offer(ids.visit))).toEqual([409, 'offer_pending']);
  });

  it('that nobody saw for five minutes is gone, and another may be made', async () => {
    const ids = await arrive();
    await offer(ids.visit);
    server.clock.advance(5 * 60_000 + 1);
    expect((await beat(ids)).offer).toBeNull();
    expect((await offer(ids.visit)).status).toBe(201);
  });

  it('is refused to those who have left, are unknown, or talk already', async () => {
    const ids = await arrive();
    server.clock.advance(61_000);
    expect(refusalOf(await offer(ids.visit))).toEqual([409, 'visitor_has_left']);
    expect(refusalOf(await offer(newId('vs')))).toEqual([404, 'visit_not_found']);
    expect(refusalOf(await offer('nonsense'))).toEqual([404, 'visit_not_found']);
    const talking = await arrive();
    await server.ask('service', `/m/${server.site.id}/conversations`, fromFrame(buildStart(talking), buildKey()));
    expect(refusalOf(await offer(talking.visit))).toEqual([409, 'offer_pending']);
  });

  it('has a text of bounded length', async () => {
    const ids = await arrive();
    expect(refusalOf(await offer(ids.visit, ' '))).toEqual([400, 'message_empty']);
    expect(refusalOf(await offer(ids.visit, 'x'.repeat(501)))).toEqual([400, 'message_too_long']);
    expect(refusalOf(await offer(ids.visit, 'x'.repeat(5_000)))).toEqual([400, 'invalid_body']);
    expect(shown(ids)?.offer).toBe('none');
  });

  it('that is accepted begins the conversation with the agent who made it', async () => {
    const ids = await arrive();
    const { id } = (await offer(ids.visit, 'Looking for a lamp?')).json<Offer>();
    await settle(ids, id, 'accepted');
    const start = (body: object, key = buildKey()) =>
      server.ask('service', `/m/${server.site.id}/conversations`, fromFrame(buildStart({ ...body }), key));
    const stranger = await start({ ...(await arrive()), offer: id });
    expect(stranger.json<StartConversationAnswer>().opened.events).toHaveLength(1);
    const key = buildKey();
    const body = { ...ids, offer: id, clientId: newId('ms'), text: 'Yes, please' };
    const started = (await start(body, key)).json<StartConversationAnswer>();
    expect(started.conversation).toMatchObject({ status: 'open', agent: { name: 'Mia' } });
    const texts = started.opened.events.map(({ event }) => ('text' in event ? event.text : event.type));
    expect(texts).toEqual(['joined', 'Looking for a lamp?', 'Yes, please']);
    const again = (await start(body, key)).json<StartConversationAnswer>();
    expect(again.opened.events).toEqual(started.opened.events);
  });
});
