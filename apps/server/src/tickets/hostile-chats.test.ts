import type { StartConversationAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, Portal } from '../accounts/users/testing.ts';
import { newSecret } from '../platform/ids/index.ts';
import { buildKey, countRows, databaseKinds, refusalOf, startTestServerOn, type TestServer } from '../testing.ts';
import { ask, Chatter, fieldsOf, press } from './testing.ts';

const list = 'conversations?lang=en';
const tooLate = 'This was open for too long, or was done already.';

describe.each(databaseKinds)('chats brought to the help center, badly, on %s', (kind) => {
  let server: TestServer;
  let other: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    other = (await server.app.sites.addSite({ name: 'Elsewhere', domains: ['else.example'] })).id;
  });
  afterAll(() => server.close());

  const count = () => countRows(server.storage, ['conversation_keys', 'key_families']);
  async function chatting() {
    const chat = new Chatter(server);
    return { chat, id: await chat.start() };
  }

  it('[HC34] from anywhere but the service’s own origin nothing is taken, and nothing is used up', async () => {
    const { chat } = await chatting();
    const code = await chat.code();
    for (const origin of [
      undefined,
      'null',
      'http://evil.example',
      'http://help.localhost',
      'http://work.localhost',
      'http://service.localhost.evil.example',
      'https://service.localhost',
      'http://service.localhost:8080',
    ]) {
      const answer = await chat.send(code, { origin });
      expect([origin, answer.status]).toEqual([origin, 403]);
      expect(answer.body).not.toContain('name="code"');
    }
    for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x', undefined])
      expect((await chat.send(code, { 'content-type': type })).status).toBe(415);
    // The press is the help center's own.
    const asked = fieldsOf(await chat.send(code));
    const guest = new Portal(server);
    const before = await count();
    for (const headers of [
      { origin: 'http://service.localhost', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://evil.example' },
      { origin: 'null' },
    ])
      expect((await guest.post('conversations/chats/entry?lang=en', { ...asked }, headers)).status).toBe(403);
    expect(await count()).toEqual(before);
    expect((await press(guest, asked)).status).toBe(303);
  });

  it('[HC34] codes that are forged, malformed, of another step or another site open nothing', async () => {
    const { chat } = await chatting();
    const guest = new Portal(server);
    const before = await count();
    const sent = await chat.code();
    for (const code of [
      '',
      newSecret(),
      `${sent}x`,
      sent.slice(1),
      `${sent}\u0000`,
      "' or 1=1 --",
      'x'.repeat(9_000),
    ]) {
      const answer = await chat.send(code);
      expect([code.slice(0, 50), answer.status]).toEqual([code.slice(0, 50), 410]);
      expect(answer.body).toContain(tooLate);
      const pressed = await press(guest, { code });
      expect([code.slice(0, 50), pressed.status]).toEqual([code.slice(0, 50), 410]);
      expect(pressed.body).toContain(tooLate);
    }
    expect((await chat.send('x'.repeat(400_000))).status).toBe(413);
    // Of the other step.
    expect((await press(guest, { code: sent })).status).toBe(410);
    // Of another site.
    expect((await chat.send(sent, {}, other)).status).toBe(410);
    const asked = fieldsOf(await chat.send(sent));
    expect((await chat.send(asked.code)).status).toBe(410);
    expect((await press(new Portal(server, other), asked)).status).toBe(410);
    expect((await chat.send(sent, {}, 'st_nosuchsitenosuch')).status).toBe(404);
    expect(await count()).toEqual(before);
    expect((await press(guest, asked)).status).toBe(303);
  });

  it('[HC34] a code is good for a minute, its page for ten, and neither twice', async () => {
    const { chat } = await chatting();
    const late = await chat.code();
    server.clock.advance(60_000);
    expect((await chat.send(late)).status).toBe(410);
    const code = await chat.code();
    server.clock.advance(59_999);
    const asked = fieldsOf(await chat.send(code));
    expect((await chat.send(code)).status).toBe(410);
    server.clock.advance(10 * 60_000);
    const guest = new Portal(server);
    const pressed = await press(guest, asked);
    expect(pressed.status).toBe(410);
    expect(String(pressed.headers['set-cookie'])).not.toContain('pl_tickets');
    // Twice at the same moment one of them is answered.
    const both = await chat.code();
    const answers = await Promise.all([chat.send(both), chat.send(both), chat.send(both)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 410, 410]);
    // And what is over is forgotten.
    server.clock.advance(11 * 60_000);
    await server.app.conversations.heldCodes.forgetOld();
    expect(await countRows(server.storage, ['held_codes'])).toEqual({ held_codes: 0 });
  });

  it('[HC34] pressed twice at once is pressed once; by another browser, or after forgetting, it is refused', async () => {
    const { chat, id } = await chatting();
    const asked = await chat.asked();
    const guest = new Portal(server);
    const before = await count();
    const answers = await Promise.all([press(guest, asked), press(guest, asked), press(guest, { code: asked.code })]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    expect(new Set(answers.map(({ headers }) => String(headers['set-cookie']))).size).toBe(1);
    const after = await count();
    expect([after.conversation_keys, after.key_families]).toEqual([
      Number(before.conversation_keys) + 1,
      Number(before.key_families) + 1,
    ]);
    expect((await guest.open(`conversations/${id}?lang=en`)).status).toBe(200);
    // Another browser that holds something of its own.
    const holder = new Portal(server);
    await ask(holder);
    expect((await press(holder, asked)).status).toBe(410);
    expect((await holder.open(`conversations/${id}?lang=en`)).status).toBe(404);
    await guest.open(list);
    await guest.post('conversations/forget?lang=en', {});
    const again = await press(guest, asked);
    expect(again.status).toBe(410);
    expect((await guest.open(`conversations/${id}?lang=en`)).status).toBe(404);
  });

  it('[HC34] a key that ended meanwhile brings nothing, before the page and after it', async () => {
    const { chat } = await chatting();
    const first = await chat.code();
    await chat.ask('/revocations', { keys: chat.keys });
    expect((await chat.send(first)).status).toBe(410);
    const next = await chatting();
    const asked = await next.chat.asked();
    await next.chat.ask('/revocations', { keys: next.chat.keys });
    const guest = new Portal(server);
    const before = await count();
    expect((await press(guest, asked)).status).toBe(410);
    expect(await count()).toEqual(before);
    // Of two the other one comes.
    const two = new Chatter(server);
    const gone = await two.start('This one ended');
    const stays = await two.start('This one goes on');
    const both = await two.asked();
    await two.ask('/revocations', { keys: two.keys.slice(0, 1) });
    expect((await press(guest, both)).status).toBe(303);
    expect((await guest.open(`conversations/${stays}?lang=en`)).status).toBe(200);
    expect((await guest.open(`conversations/${gone}?lang=en`)).status).toBe(404);
  });

  it('[HC34] ended at the same moment as it is brought, nothing stays open', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { chat, id } = await chatting();
      const guest = new Portal(server);
      const asked = await chat.asked();
      await Promise.all([press(guest, asked), chat.ask('/revocations', { keys: chat.keys })]);
      expect((await guest.open(`conversations/${id}?lang=en`)).status).toBe(404);
    }
  });

  it('[HC35] forgotten here and let go of there at the same moment, both are done, and neither waits for ever', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { chat, id } = await chatting();
      const guest = new Portal(server);
      await chat.bringTo(guest);
      await guest.open(list);
      const copy = new Portal(server);
      for (const [name, value] of guest.cookies) copy.cookies.set(name, value);
      const done = await Promise.all([
        guest.post('conversations/forget?lang=en', {}),
        chat.ask('/revocations', { keys: chat.keys }),
        copy.open(`conversations/${id}?lang=en`),
      ]);
      expect([done[0].status, done[1].status]).toEqual([303, 204]);
      expect((await copy.open(`conversations/${id}?lang=en`)).status).toBe(404);
      expect((await chat.askCode()).status).toBe(401);
    }
  });

  it('[HC34] only keys prove: no id, no token, no key of another site or another form, and not too many', async () => {
    const { chat, id } = await chatting();
    const guest = new Portal(server);
    await ask(guest);
    const cookie = [...guest.cookies].find(([name]) => name.includes('pl_tickets'))?.[1] ?? '';
    for (const keys of [[], [id], [chat.token.slice(0, 100)], [buildKey()], [cookie], ['x'.repeat(43)]])
      expect(refusalOf(await chat.askCode(keys))).toEqual([401, 'key_invalid']);
    const elsewhere = new Chatter(server, other);
    await elsewhere.start();
    expect(refusalOf(await chat.askCode(elsewhere.keys))).toEqual([401, 'key_invalid']);
    // Beside a good one they are passed over.
    const mixed = await chat.askCode([...elsewhere.keys, ...chat.keys, buildKey()]);
    expect((await chat.send(mixed.json<{ code: string }>().code)).body).toContain('Show the chat here');
    for (const [body, status] of [
      [{ keys: Array.from({ length: 21 }, buildKey), visit: null, language: 'en' }, 400],
      [{ keys: 'all', visit: null, language: 'en' }, 400],
      [{ keys: [7], visit: null, language: 'en' }, 400],
      [{ keys: ['x'.repeat(101)], visit: null, language: 'en' }, 400],
      [{ keys: chat.keys, visit: null, language: 'x'.repeat(41) }, 400],
      [{ keys: chat.keys, visit: null }, 400],
      [{ keys: chat.keys, visit: 'nonsense', language: 'en', more: 'x'.repeat(9_000) }, 413],
    ] as const)
      expect((await chat.ask('/held-codes', body)).status).toBe(status);
    expect((await chat.askCode(chat.keys, { visit: 'nonsense', language: '' })).status).toBe(201);
    const foreign = { method: 'POST', headers: { origin: 'http://help.localhost' } };
    const asked = { ...foreign, body: { keys: chat.keys, visit: null, language: 'en' } };
    expect(refusalOf(await server.ask('service', `/m/${server.site.id}/held-codes`, asked))).toEqual([
      403,
      'request_not_same_origin',
    ]);
  });

  it('[HC34] a network asks for thirty codes in ten minutes, and tries sixty', async () => {
    const { chat } = await chatting();
    const codes: number[] = [];
    for (let at = 0; at < 31; at += 1) codes.push((await chat.askCode()).status);
    expect([codes[29], codes[30]]).toEqual([201, 429]);
    const tries: number[] = [];
    for (let at = 0; at < 61; at += 1) tries.push((await chat.send(newSecret())).status);
    expect([tries[59], tries[60]]).toEqual([410, 429]);
  });

  it('[HC34] neither code nor key is stored, or stands in an address', async () => {
    const { chat } = await chatting();
    const code = await chat.code();
    const rows = JSON.stringify(await server.storage.read.selectFrom('held_codes').selectAll().execute());
    for (const secret of [code, ...chat.keys]) expect(rows).not.toContain(secret);
    const page = await chat.send(code);
    const asked = fieldsOf(page);
    for (const [, address = ''] of page.body.matchAll(/(?:href|action)="([^"]*)"/g)) {
      expect(address).not.toContain(asked.code);
      expect(address).not.toContain(code);
    }
    const guest = new Portal(server);
    const pressed = await press(guest, asked);
    expect(String(pressed.headers.location)).not.toContain(asked.code);
    expect(JSON.stringify(pressed.headers)).not.toContain(chat.keys[0]);
    expect(
      (await chat.ask('/tokens', { keys: chat.keys, visit: null })).json<{ grants: StartConversationAnswer[] }>()
        .grants,
    ).toHaveLength(1);
  });
});
