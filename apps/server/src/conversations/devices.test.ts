import type {
  AgentConversation,
  DeviceContinuationAnswer,
  StartConversationAnswer,
  TokensAnswer,
} from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import {
  type Answer,
  buildKey,
  buildStart,
  fromFrame,
  fromWorkspace,
  refusalOf,
  startTestServer,
  type TestServer,
} from '../testing.ts';

const minute = 60_000;
const kinds = [
  { name: 'sqlite', open: async () => null },
  { name: 'postgres', open: createTestDatabase },
];

describe.each(kinds)('[CNV9] a conversation that goes on on another device on $name', ({ open }) => {
  let server: TestServer;
  let drop = async () => {};
  let counted = 0;
  beforeAll(async () => {
    const database = await open();
    server = await startTestServer({
      ...(database ? { databaseUrl: database.url } : {}),
      env: { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' },
    });
    drop = async () => database?.drop();
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });

  /** Each from a network of its own, unless `ip` says otherwise. */
  function ask(path: string, body: object, credential?: string, ip?: string): Promise<Answer> {
    counted += 1;
    const request = fromFrame(body, credential);
    const from = ip ?? `10.${counted >> 16}.${(counted >> 8) & 255}.${counted & 255}`;
    return server.ask('service', `/m/${server.site.id}${path}`, {
      ...request,
      headers: { ...request.headers, 'x-forwarded-for': from },
    });
  }

  async function start() {
    server.clock.advance(minute);
    const key = buildKey();
    const answer = (
      await ask('/conversations', buildStart({ text: 'Only I wrote this' }), key)
    ).json<StartConversationAnswer>();
    return { key, id: answer.conversation.id, token: answer.token };
  }
  type Started = Awaited<ReturnType<typeof start>>;

  const newAddress = () => {
    counted += 1;
    return `visitor-${counted}@mail.example`;
  };
  const askCode = ({ id, token }: Started, email: string, more: { language?: string; ip?: string } = {}) =>
    ask(`/conversations/${id}/device-codes`, { email, language: more.language ?? 'en' }, token, more.ip);
  const mailsTo = async (to: string) => {
    while ((await server.app.jobs.count()).waiting > 0) await server.app.jobs.runDue();
    return server.mails.filter((mail) => mail.to === to);
  };
  async function codeFor(started: Started, email = newAddress()): Promise<string> {
    expect((await askCode(started, email)).status).toBe(202);
    const [mail] = await mailsTo(email);
    const [code = ''] = /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(mail?.text ?? '') ?? [];
    expect(mail?.html).toContain(code);
    return code;
  }
  const go = (code: string, key = buildKey(), ip?: string) =>
    ask('/device-continuations', { code, visitor: null, visit: null }, key, ip);
  const invalid = [410, 'device_code_invalid'];

  it('opens there by a key of its own, and agents read a line', async () => {
    const started = await start();
    const code = await codeFor(started);
    const key = buildKey();
    const answer = await go(code, key);
    expect(answer.status).toBe(201);
    const { conversation, opened, token } = answer.json<DeviceContinuationAnswer>();
    expect(conversation.id).toBe(started.id);
    expect(JSON.stringify(opened)).toContain('Only I wrote this');
    const sent = await ask(
      `/conversations/${started.id}/messages`,
      { clientId: 'phone-0001', text: 'Now from my phone' },
      token,
    );
    expect(sent.status).toBe(201);
    const { grants } = (await ask('/tokens', { keys: [key], visit: null })).json<TokensAnswer>();
    expect(grants[0]?.conversation.id).toBe(started.id);
    const { cookie } = await server.logIn('agent');
    const seen = await server.ask('workspace', `/api/agent/conversations/${started.id}`, fromWorkspace(cookie));
    const { internal } = seen.json<AgentConversation>();
    expect(internal.events.map(({ event }) => event.type)).toContain('device');
    expect(JSON.stringify(opened.events.map(({ event }) => event.type))).not.toContain('device');
  });

  it('takes a code as people type it', async () => {
    const code = await codeFor(await start());
    expect((await go(` ${code.toLowerCase().replaceAll('-', ' – ')} `)).status).toBe(201);
  });

  it('is good once; the same key again, after a lost answer, finds what it got', async () => {
    const code = await codeFor(await start());
    const keys = [buildKey(), buildKey()];
    const both = await Promise.all(keys.map((key) => go(code, key)));
    expect(both.map((one) => one.status).sort()).toEqual([201, 410]);
    const winner = keys[both.findIndex((one) => one.status === 201)];
    expect((await go(code, winner)).status).toBe(201);
    expect(refusalOf(await go(code))).toEqual(invalid);
  });

  it.each([
    ['empty', ''],
    ['too short', 'ABCD'],
    ['of letters that none has', 'IIII-LLLL-OOOO'],
    ['made up', 'ABCD-EFGH-JKMN'],
    ['a token', 'A'.repeat(43)],
  ])('refuses a code that is %s', async (_name, code) => {
    expect(refusalOf(await go(code))).toEqual(invalid);
  });

  it('ends after half an hour, by a newer code, and with the key that asked for it', async () => {
    const late = await codeFor(await start());
    server.clock.advance(30 * minute);
    expect(refusalOf(await go(late))).toEqual(invalid);

    const started = await start();
    const former = await codeFor(started);
    const newer = await codeFor(started);
    expect(refusalOf(await go(former))).toEqual(invalid);
    expect((await ask('/revocations', { keys: [started.key] })).status).toBe(204);
    expect(refusalOf(await go(newer))).toEqual(invalid);
  });

  it('goes on there when the visitor logs out here: it is another device', async () => {
    const started = await start();
    const key = buildKey();
    await go(await codeFor(started), key);
    await ask('/revocations', { keys: [started.key] });
    const { grants } = (await ask('/tokens', { keys: [key], visit: null })).json<TokensAnswer>();
    expect(grants[0]?.conversation.id).toBe(started.id);
  });

  it('has a code of this site alone, for a conversation that goes on', async () => {
    const started = await start();
    const code = await codeFor(started);
    const other = await server.app.sites.addSite({ name: 'Other', domains: [`other-${counted}.example`] });
    const there = await server.ask('service', `/m/${other.id}/device-continuations`, {
      ...fromFrame({ code, visitor: null, visit: null }, buildKey()),
    });
    expect(refusalOf(there)).toEqual(invalid);
    await ask(`/conversations/${started.id}/end`, {}, started.token);
    expect(refusalOf(await go(code))).toEqual([409, 'conversation_ended']);
    expect(refusalOf(await askCode(started, newAddress()))).toEqual([409, 'conversation_ended']);
  });

  it('answers alike for every address, also for one that had enough: three mails an hour, from wherever', async () => {
    const email = newAddress();
    const answers: Answer[] = [];
    for (let at = 0; at < 5; at += 1) answers.push(await askCode(await start(), email));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body}`))).toEqual(new Set(['202 {}']));
    expect(await mailsTo(email)).toHaveLength(3);
    expect(await mailsTo(email.toUpperCase())).toEqual([]);
  });

  it('bounds the mails of a conversation and of a network', async () => {
    const started = await start();
    for (let at = 0; at < 3; at += 1) expect((await askCode(started, newAddress())).status).toBe(202);
    expect(refusalOf(await askCode(started, newAddress()))).toEqual([429, 'too_many_requests']);
    const ip = '203.0.113.7';
    const statuses: number[] = [];
    for (let at = 0; at < 11; at += 1) statuses.push((await askCode(await start(), newAddress(), { ip })).status);
    expect(statuses).toEqual([...Array(10).fill(202), 429]);
  });

  it('bounds how often a network tries', async () => {
    const ip = '203.0.113.8';
    const statuses: number[] = [];
    for (let at = 0; at < 21; at += 1) statuses.push((await go('ABCD-EFGH-JKMN', buildKey(), ip)).status);
    expect(statuses.slice(0, 20).every((status) => status === 410)).toBe(true);
    expect(statuses[20]).toBe(429);
  });

  it.each([
    'nobody',
    'a@b@c',
    'a@shop.example\r\nBcc: b@shop.example',
    `${'a'.repeat(300)}@shop.example`,
    'a@b.example,c@d.example',
  ])('sends nothing to %j', async (email) => {
    expect(refusalOf(await askCode(await start(), email))).toEqual([400, 'address_invalid']);
  });

  it('asks for the access token of exactly this conversation, and for a key of its own', async () => {
    const [one, two] = [await start(), await start()];
    const foreign = await ask(
      `/conversations/${one.id}/device-codes`,
      { email: newAddress(), language: 'en' },
      two.token,
    );
    expect(refusalOf(foreign)).toEqual([404, 'conversation_not_found']);
    const code = await codeFor(one);
    // A key that opens something else is never given another conversation.
    expect((await go(code, two.key)).status).toBe(refusalOf(await go(code, two.key))[0]);
    expect(refusalOf(await go(code, 'short'))).toEqual([401, 'key_invalid']);
    expect((await go(code)).status).toBe(201);
  });

  it('keeps neither code nor address', async () => {
    const email = newAddress();
    const code = await codeFor(await start(), email);
    const rows = JSON.stringify([
      await server.storage.read.selectFrom('device_codes').selectAll().execute(),
      await server.storage.read.selectFrom('jobs').selectAll().execute(),
    ]);
    expect(rows).not.toContain(code.replaceAll('-', ''));
    expect(rows).not.toContain(email);
  });

  it.each([
    ['de', 'Ihr Code, um das Gespräch fortzusetzen'],
    ['fr', 'Votre code pour continuer la conversation'],
    ['es', 'Su código para continuar la conversación'],
    ['ar', 'رمزك لمتابعة المحادثة'],
    ['xx', 'Your code to continue the conversation'],
  ])('[LANG1] writes in the language of the messenger: %s', async (language, subject) => {
    const email = newAddress();
    await askCode(await start(), email, { language });
    expect((await mailsTo(email))[0]?.subject).toBe(subject);
  });
});

it('[CNV9] says that mail is not set up where nobody said how', async () => {
  const server = await startTestServer({ hasMail: false });
  try {
    const at = `/m/${server.site.id}/conversations`;
    const started = await server.ask('service', at, fromFrame(buildStart(), buildKey()));
    const { conversation, token } = started.json<StartConversationAnswer>();
    const answer = await server.ask(
      'service',
      `${at}/${conversation.id}/device-codes`,
      fromFrame({ email: 'a@shop.example', language: 'en' }, token),
    );
    expect(refusalOf(answer)).toEqual([409, 'mail_not_set_up']);
  } finally {
    await server.close();
  }
});
