import type { AgentConversation, HeldCodeAnswer, TokensAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, Portal, registerUser } from '../accounts/users/testing.ts';
import { databaseKinds, fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';
import { ask, Chatter, fieldsOf, press, question } from './testing.ts';

const list = 'conversations?lang=en';
const hourMs = 3_600_000;

describe.each(databaseKinds)('chats of the messenger in the help center on %s', (kind) => {
  let server: TestServer;
  let agent: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    agent = (await server.logIn('agent', 'Mia')).cookie;
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  const work = (path: string, body?: object) =>
    server.ask('workspace', `/api/agent/${path}`, fromWorkspace(agent, body));
  const opens = async (chat: Chatter) => {
    const { grants } = (await chat.ask('/tokens', { keys: chat.keys, visit: null })).json<TokensAnswer>();
    return grants.map((grant) => grant !== null);
  };
  const cookieOf = (guest: Portal) => [...guest.cookies].find(([name]) => name.includes('pl_tickets'))?.[1];

  it('[HC34] a code, a page that asks, a press: the chat stands in the list, and is a full member of it', async () => {
    const chat = new Chatter(server);
    const id = await chat.start();
    const answer = await chat.askCode();
    const { code, url } = answer.json<HeldCodeAnswer>();
    expect([answer.status, url]).toEqual([201, `http://help.localhost/${server.site.id}/conversations/chats?lang=en`]);
    expect(code).toMatch(/^[\w-]{43}$/);
    const page = await chat.send(code);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Show the chat here');
    // It knows nobody, keeps nothing, runs nothing, and shows nothing of what was said.
    expect(page.headers['set-cookie']).toBeUndefined();
    expect(page.body).not.toMatch(/<script|flicker/);
    expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'same-origin' });
    expect(page.headers['content-security-policy']).not.toContain('script-src');
    const guest = new Portal(server);
    const pressed = await press(guest, fieldsOf(page));
    expect(pressed.headers.location).toBe(`/${server.site.id}/conversations?done=opened&lang=en`);
    const listed = await guest.follow(pressed);
    expect(listed.body).toContain('Does the blue lamp flicker?');
    expect(listed.body).toContain('Your conversations are open in this browser.');
    // Continued, with a file; the messenger and agents see it.
    await guest.open(`conversations/${id}?lang=en`);
    const sent = await guest.sendWithFiles(`conversations/${id}/messages?lang=en`, { message: 'From the list' }, [
      { field: 'files', name: 'lamp.txt', content: 'lamp' },
    ]);
    expect(sent.status).toBe(303);
    expect((await chat.ask(`/conversations/${id}`, null, chat.token)).body).toContain('From the list');
    expect(JSON.stringify((await work(`conversations/${id}`)).json<AgentConversation>().opened)).toContain('lamp.txt');
    await work(`conversations/${id}/messages`, { clientId: 'reply-0001', text: 'Hello from Mia' });
    const talk = await guest.open(`conversations/${id}?lang=en`);
    expect(talk.body).toContain('Hello from Mia');
    const [, file = ''] = /files\/(fi_[\w-]+)/.exec(talk.body) ?? [];
    const address = new URL(String((await guest.open(`conversations/${id}/files/${file}`)).headers.location));
    const read = () => server.ask('files', address.pathname + address.search);
    expect((await read()).body).toBe('lamp');
    expect((await guest.open(`conversations/${id}/transcript.txt?lang=en`)).body).toContain('[file: lamp.txt]');
    // Closed, rated.
    await guest.open(`conversations/${id}?lang=en`);
    expect((await guest.post(`conversations/${id}/close?lang=en`, {})).status).toBe(303);
    await guest.open(`conversations/${id}?lang=en`);
    await guest.post(`conversations/${id}/rating?lang=en`, { score: '5' });
    expect((await chat.ask(`/conversations/${id}`, null, chat.token)).body).toContain('"score":5');
  });

  it('[HC34] what the browser held before stays, and a chat that is there is there once', async () => {
    const guest = new Portal(server);
    await ask(guest);
    const held = cookieOf(guest);
    const chat = new Chatter(server);
    await chat.start('The first chat');
    await chat.start('The second chat');
    for (let round = 0; round < 2; round += 1) {
      expect((await chat.bringTo(guest)).status).toBe(303);
      const { body } = await guest.open(list);
      for (const text of [question.subject, 'The first chat', 'The second chat'])
        expect([round, text, body.split(text).length - 1]).toEqual([round, text, 1]);
    }
    expect(cookieOf(guest)).toBe(held);
    const keys = await server.storage.read
      .selectFrom('key_events')
      .select('key_hash')
      .where('kind', '=', 'granted')
      .where('detail', '=', 'messenger')
      .where(
        'conversation_id',
        'in',
        (
          await server.storage.read
            .selectFrom('conversations')
            .select('id')
            .where('last_message_text', 'in', ['The first chat', 'The second chat'])
            .execute()
        ).map((row) => row.id),
      )
      .execute();
    expect(keys).toHaveLength(2);
  });

  it('[HC34] the page that asks is the same where the browser brings its cookies along', async () => {
    const chat = new Chatter(server);
    await chat.start();
    const user = await registerUser(server, 'tove@example.org', { name: 'Tove' });
    const bare = ({ body }: { body: string }) => body.replace(/value="[^"]*"/g, '');
    const without = await chat.send(await chat.code());
    const withThem = await chat.send(await chat.code(), { cookie: user.cookie, 'sec-fetch-site': 'same-site' });
    expect([withThem.status, withThem.headers['set-cookie']]).toEqual([200, undefined]);
    expect(bare(withThem)).toBe(bare(without));
    // Pressed by a user, they stand beside the user's own.
    expect((await user.follow(await press(user, fieldsOf(withThem)))).body).toContain('Does the blue lamp flicker?');
  });

  it('[HC34] several are told by their number, in the page’s language, and one conversation counts once', async () => {
    const chat = new Chatter(server);
    await chat.start();
    await chat.start();
    chat.keys.push(chat.keys[0] ?? '');
    const { code, url } = (await chat.askCode(chat.keys, { language: 'de-AT' })).json<HeldCodeAnswer>();
    expect(url).toMatch(/\?lang=de$/);
    expect((await chat.send(code)).body).toContain('Show 2 chats here');
    expect((await chat.askCode(chat.keys, { language: 'tlh' })).json<HeldCodeAnswer>().url).toMatch(/chats$/);
    // Opened by its address there is nothing to press.
    expect((await new Portal(server).open('conversations/chats?lang=en')).headers.location).toBe(
      `/${server.site.id}/conversations?lang=en`,
    );
  });

  it('[HC35] let go of in the messenger, it ends in the help center at once, with its files; the rest stays', async () => {
    const guest = new Portal(server);
    const form = await ask(guest);
    const chat = new Chatter(server);
    const id = await chat.start();
    await chat.bringTo(guest);
    await guest.open(`conversations/${id}?lang=en`);
    await guest.sendWithFiles(`conversations/${id}/messages?lang=en`, { message: '' }, [
      { field: 'files', name: 'a.txt', content: 'a' },
    ]);
    const talk = await guest.open(`conversations/${id}?lang=en`);
    const [, file = ''] = /files\/(fi_[\w-]+)/.exec(talk.body) ?? [];
    const address = new URL(String((await guest.open(`conversations/${id}/files/${file}`)).headers.location));
    const read = async () => (await server.ask('files', address.pathname + address.search)).status;
    expect(await read()).toBe(200);
    await chat.ask('/revocations', { keys: chat.keys });
    expect((await guest.open(`conversations/${id}?lang=en`)).status).toBe(404);
    expect(await read()).toBe(403);
    expect((await guest.open(`conversations/${form}?lang=en`)).status).toBe(200);
    expect((await guest.open(list)).body).not.toContain('Does the blue lamp flicker?');
    // A chat that begins afterwards can be brought by the same browser.
    chat.keys.length = 0;
    await chat.start('Another one');
    await chat.bringTo(guest);
    expect((await guest.open(list)).body).toContain('Another one');
  });

  it('[HC35] forgotten in the help center, the messenger opens what it brought no more, and goes on with the rest', async () => {
    const guest = new Portal(server);
    const chat = new Chatter(server);
    await chat.start();
    await chat.bringTo(guest);
    await chat.start('Not brought');
    expect(await opens(chat)).toEqual([true, true]);
    await guest.open(list);
    await guest.post('conversations/forget?lang=en', {});
    expect(await opens(chat)).toEqual([false, true]);
    expect(cookieOf(guest)).toBeUndefined();
  });

  it('[HC35] revoked by its recovery family or as a whole conversation, it ends too', async () => {
    const guest = new Portal(server);
    const chat = new Chatter(server);
    const first = await chat.start();
    const own = [...chat.keys];
    const recovered = (await chat.ask('/recoveries', { token: null, keys: own, marker: null })).json<{
      token: string;
    }>();
    const back = (await chat.ask('/recoveries', { token: recovered.token, keys: [], marker: null })).json<{
      token: string;
      keys: string[];
    }>();
    chat.keys.splice(0, 1, ...back.keys);
    await chat.bringTo(guest);
    expect((await guest.open(`conversations/${first}?lang=en`)).status).toBe(200);
    // A token that comes back after its successors ends all that the family opened, here too.
    const next = (await chat.ask('/recoveries', { token: back.token, keys: [], marker: null })).json<{
      token: string;
    }>();
    await chat.ask('/recoveries', { token: next.token, keys: [], marker: null });
    await chat.ask('/recoveries', { token: recovered.token, keys: [], marker: null });
    expect((await guest.open(`conversations/${first}?lang=en`)).status).toBe(404);
    chat.keys.length = 0;
    const second = await chat.start();
    await chat.bringTo(guest);
    await server.app.conversations.keys.revokeAllOf(second);
    expect((await guest.open(`conversations/${second}?lang=en`)).status).toBe(404);
  });

  it('[HC35, MODE17] where keys end with the session, it is as old as the chat’s key, and ends in the same way', async () => {
    const { id: site } = await server.app.sites.addSite({ name: 'Short', domains: ['short.example'] });
    await server.app.sites.changeSite(site, { mode: 'first-party-session' });
    const chat = new Chatter(server, site);
    const id = await chat.start();
    const guest = new Portal(server, site);
    const open = async () => (await guest.open(`conversations/${id}?lang=en`)).status;
    server.clock.advance(3 * hourMs);
    expect(await opens(chat)).toEqual([true]);
    const brought = await chat.bringTo(guest);
    expect(String(brought.headers['set-cookie'])).not.toContain('Max-Age');
    for (let round = 0; round < 6; round += 1) {
      expect([round, await open()]).toEqual([round, 200]);
      server.clock.advance(3 * hourMs);
    }
    // 21 hours after the key was made; a day after it, both are over, however much they were used.
    expect(await open()).toBe(200);
    server.clock.advance(3 * hourMs + 1);
    expect(await open()).toBe(404);
    // Idle, it ends as well, and nothing of the chat's comes over any more.
    chat.keys.length = 0;
    await chat.start();
    server.clock.advance(5 * hourMs);
    expect((await chat.askCode()).status).toBe(401);
  });

  it('[HC34, CNV6] brings what the site shows to returning guests, and shows it no longer than that', async () => {
    const { id: site } = await server.app.sites.addSite({ name: 'Closed', domains: ['closed.example'] });
    await server.app.sites.changeSite(site, { historyPolicy: 'open' });
    const chat = new Chatter(server, site);
    const id = await chat.start();
    const guest = new Portal(server, site);
    await chat.bringTo(guest);
    await server.app.conversations.end(id, 'visitor');
    expect((await guest.open(`conversations/${id}?lang=en`)).status).toBe(200);
    server.clock.advance(2 * hourMs);
    expect((await guest.open(`conversations/${id}?lang=en`)).status).toBe(404);
    expect((await chat.askCode()).status).toBe(401);
  });

  it('[HC34] the inspector tells that it was brought over, and what it ended by', async () => {
    const chat = new Chatter(server);
    const id = await chat.start();
    const guest = new Portal(server);
    server.clock.advance(1_000);
    await chat.bringTo(guest);
    server.clock.advance(1_000);
    await chat.ask('/revocations', { keys: chat.keys });
    const events = await server.storage.read
      .selectFrom('key_events')
      .select(['kind', 'detail'])
      .where('conversation_id', '=', id)
      .orderBy('at')
      .execute();
    const told = events.map(({ kind: what, detail }) => `${what} ${detail}`);
    expect(told.slice(0, 2)).toEqual(['granted start', 'granted messenger']);
    expect(told.slice(2)).toEqual(['revoked logout', 'revoked logout']);
  });

  it('[HC34] the list says how chats come there, where the messenger runs', async () => {
    const guest = new Portal(server);
    for (const [language, words] of [
      ['en', 'Did you write in the chat?'],
      ['de', 'Haben Sie im Chat geschrieben?'],
      ['fr', 'Vous avez écrit dans le chat\u00a0?'],
      ['es', '¿Escribió en el chat?'],
      ['ar', 'هل كتبت في الدردشة؟'],
    ]) {
      const { body } = await guest.open(`conversations?lang=${language}`);
      expect(body).toContain(words);
      expect(body).toMatch(/<a href="\/\w\w">[^<]+<\/a>[^<]/);
    }
    await server.app.sites.changeSite(server.site.id, { hasHelpTag: false });
    expect((await guest.open(list)).body).not.toContain('Did you write in the chat?');
    await server.app.sites.changeSite(server.site.id, { hasHelpTag: true });
  });
});
