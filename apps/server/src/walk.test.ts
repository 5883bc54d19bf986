import type { AgentConversation, PageViewAnswer, StartConversationAnswer } from '@porchlight/protocol';
import { expect, it, onTestFinished } from 'vitest';
import { createTestDatabase } from '../../../scripts/testing/postgres.ts';
import { buildKey, buildPageView, buildStart, fromFrame, fromPage, fromWorkspace, startTestServer } from './testing.ts';

/** The whole server on either database; nothing but the address tells them apart. */
async function startOn(dialect: 'sqlite' | 'postgres') {
  if (dialect === 'sqlite') return startTestServer();
  const { url, drop } = await createTestDatabase();
  onTestFinished(drop);
  return startTestServer({ databaseUrl: url });
}

it.each(['sqlite', 'postgres'] as const)(
  '[VIS2] on %s a visitor arrives, writes, is answered, and is recognised a week later',
  async (dialect) => {
    const server = await startOn(dialect);
    onTestFinished(() => server.close());
    const { ask, site, clock } = server;
    const first = await ask('service', `/t/${site.id}/views`, fromPage(buildPageView()));
    expect(first.status).toBe(201);
    const { visitor, visit } = first.json<PageViewAnswer>();
    const second = await ask('service', `/t/${site.id}/views`, fromPage(buildPageView({ visitor, visit })));
    expect([second.status, second.json<PageViewAnswer>().visit]).toEqual([200, visit]);

    const key = buildKey();
    const started = await ask('service', `/m/${site.id}/conversations`, fromFrame(buildStart({ visitor, visit }), key));
    expect(started.status).toBe(201);
    const { conversation, token } = started.json<StartConversationAnswer>();

    const { cookie } = await server.logIn('agent', 'Mia');
    const queue = await ask('workspace', `/api/agent/sites/${site.id}/conversations?view=queue`, fromWorkspace(cookie));
    expect(queue.json<{ items: { id: string }[] }>().items.map((item) => item.id)).toEqual([conversation.id]);
    const taken = await ask('workspace', `/api/agent/conversations/${conversation.id}/take`, fromWorkspace(cookie, {}));
    expect(taken.status).toBe(200);
    const sent = await ask(
      'workspace',
      `/api/agent/conversations/${conversation.id}/messages`,
      fromWorkspace(cookie, { clientId: 'answer-0001', text: 'Hi!' }),
    );
    expect(sent.status).toBe(201);
    const events = await ask(
      'service',
      `/m/${site.id}/conversations/${conversation.id}/events?after=0`,
      fromFrame(null, token),
    );
    expect(events.json<{ events: { event: { type: string } }[] }>().events.map(({ event }) => event.type)).toEqual([
      'message',
      'joined',
      'message',
    ]);

    clock.advance(7 * 86_400_000);
    const back = await ask('service', `/t/${site.id}/views`, fromPage(buildPageView({ visitor, visit })));
    expect([back.status, back.json<PageViewAnswer>().visitor]).toEqual([201, visitor]);
    const tokens = await ask(
      'service',
      `/m/${site.id}/tokens`,
      fromFrame({ keys: [key], visit: back.json<PageViewAnswer>().visit }),
    );
    expect(tokens.json<{ grants: { conversation: { id: string } }[] }>().grants[0]?.conversation.id).toBe(
      conversation.id,
    );
    await server.app.sweep();
    const live = server.app.visits.readLive(site.id).visitors[0];
    expect(live).toMatchObject({ isReturning: true, visits: 2, conversations: 1, recognition: 'strong' });
    const again = await server.logIn('agent', 'Jonas');
    const opened = await ask('workspace', `/api/agent/conversations/${conversation.id}`, fromWorkspace(again.cookie));
    expect(opened.json<AgentConversation>().opened.events).toHaveLength(3);
  },
);
