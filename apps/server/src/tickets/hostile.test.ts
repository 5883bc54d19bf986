import { entries, setCookieHeader } from '@porchlight/cookies';
import { limits } from '@porchlight/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { believesProxy, ownPage, Portal } from '../accounts/users/testing.ts';
import { newSecret } from '../platform/ids/index.ts';
import { countRows, databaseKinds, fromWorkspace, startTestServerOn, type TestServer } from '../testing.ts';
import { ask, question, ticketOf } from './testing.ts';

const tables = ['conversations', 'tickets', 'conversation_keys', 'key_families', 'files'] as const;
const hourMs = 3_600_000;

describe.each(databaseKinds)('contact form and conversations, used badly, on %s', (kind) => {
  let server: TestServer;
  let other: string;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    other = (await server.app.sites.addSite({ name: 'Elsewhere', domains: ['else.example'] })).id;
  });
  afterAll(() => server.close());

  const nameOf = (guest: Portal, part: string) => [...guest.cookies.keys()].find((name) => name.includes(part)) ?? '';
  const count = () => countRows(server.storage, tables);

  it('[HC1, HC16] a visitor token, a foreign or made-up one, another guest’s id: none opens a conversation', async () => {
    const guest = new Portal(server);
    const id = await ask(guest);
    const held = guest.cookies.get(nameOf(guest, 'pl_tickets')) ?? '';
    expect(held).toMatch(/^[\w-]{43}$/);
    const { cookie: visitor } = await guestToken();
    const paths = [
      `conversations/${id}`,
      `conversations/${id}/transcript.txt`,
      `conversations/${id}/files/fi_aaaaaaaaaa`,
    ];
    const strangers = [
      '',
      visitor,
      // The token under the name of the conversations' cookie, and one that nobody was given.
      `pl_tickets-${server.site.id}=${visitor.split('=')[1]}`,
      `pl_tickets-${server.site.id}=${newSecret()}`,
      `pl_tickets-${other}=${held}`,
      `pl_tickets-${server.site.id}=${held}x`,
    ];
    for (const cookie of strangers) {
      const stranger = new Portal(server, server.site.id, cookie === '' ? {} : { cookie });
      for (const path of paths) {
        const answer = await stranger.open(`${path}?lang=en`);
        expect([cookie, path, answer.status]).toEqual([cookie, path, 404]);
        expect(answer.body).not.toContain(question.message);
      }
      expect((await stranger.open('conversations?lang=en')).body).not.toContain(question.subject);
    }
    // Held rightly, it opens nothing of another site's.
    const elsewhere = new Portal(server, other, { cookie: `pl_tickets-${other}=${held}` });
    expect((await elsewhere.open(`conversations/${id}?lang=en`)).status).toBe(404);
    // What is there and what is not is answered alike.
    const stranger = new Portal(server);
    const there = await stranger.open(`conversations/${id}?lang=en`);
    const bare = (body: string) => body.replace(/value="[^"]*"/g, '');
    const nowhere = await stranger.open('conversations/cv_aaaaaaaaaaaaaaaa?lang=en');
    expect(bare(nowhere.body)).toBe(bare(there.body));
    const mangled = await stranger.open('conversations/..%2f..%2fetc?lang=en');
    expect(mangled.status).toBe(404);
  });

  /** What a guest holds who voted; the form's own session besides. */
  async function guestToken() {
    const { header } = {
      header: setCookieHeader(entries.helpVisitor, {
        site: server.site.id,
        isHttps: false,
        value: newSecret(),
        maxAgeS: 60,
      }),
    };
    return { cookie: String(header).split(';')[0] ?? '' };
  }

  it('[CSRF2, HC16] nobody writes, closes or rates in another’s conversation, nor with another’s token', async () => {
    const guest = new Portal(server);
    const id = await ask(guest);
    const stranger = new Portal(server);
    await stranger.open('contact?lang=en');
    const head = async () =>
      (
        await server.storage.read
          .selectFrom('conversations')
          .select('head')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).head;
    const before = await head();
    for (const [path, fields] of [
      ['messages', { message: 'I am Ada.' }],
      ['close', {}],
      ['rating', { score: '1' }],
    ] as const) {
      const answer = await stranger.post(`conversations/${id}/${path}?lang=en`, fields);
      expect([path, answer.status]).toEqual([path, 404]);
      await stranger.open('contact?lang=en');
    }
    // A file of a stranger's is taken for no conversation of somebody else's.
    const files = await countRows(server.storage, ['files']);
    await stranger.sendWithFiles(`conversations/${id}/messages?lang=en`, { message: 'I am Ada.' }, [
      { field: 'files', name: 'a.txt', content: 'a' },
    ]);
    expect(await countRows(server.storage, ['files'])).toEqual(files);
    // Its own holder, with a token that is none of theirs, from another page, or with none.
    await guest.open(`conversations/${id}?lang=en`);
    const own = guest.hidden();
    const foreign = stranger.token();
    for (const [form, headers] of [
      [foreign, {}],
      ['', {}],
      [`${own.form?.slice(0, -1)}x`, {}],
    ] as const) {
      const answer = await guest.sendWithFiles(
        `conversations/${id}/messages?lang=en`,
        { message: 'Typed.', form },
        [],
        headers,
      );
      expect(answer.status).toBe(403);
      expect(answer.body).toContain('Typed.');
      await guest.open(`conversations/${id}?lang=en`);
    }
    for (const headers of [
      { origin: 'http://evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'http://work.localhost', 'sec-fetch-site': 'same-site' },
    ])
      expect(
        (await guest.sendWithFiles(`conversations/${id}/messages?lang=en`, { message: 'No.' }, [], headers)).status,
      ).toBe(403);
    const asJson = await guest.post(`conversations/${id}/close?lang=en`, {}, { 'content-type': 'application/json' });
    expect(asJson.status).toBe(415);
    // Files belong to forms that take them.
    expect((await guest.sendWithFiles(`conversations/${id}/close?lang=en`, {})).status).toBe(415);
    expect(await head()).toBe(before);
  });

  it('[HC15] an old form, a foreign form’s token: nothing is begun, and what was typed is given back', async () => {
    const guest = new Portal(server);
    await guest.open('contact?lang=en');
    const before = await count();
    const stranger = new Portal(server);
    await stranger.open('contact?lang=en');
    const answer = await guest.sendWithFiles('contact?lang=en', { ...question, form: stranger.token() }, [
      { field: 'files', name: 'a.txt', content: 'a' },
    ]);
    expect(answer.status).toBe(403);
    expect(answer.body).toContain('This form was open for too long.');
    expect(answer.body).toContain(question.message);
    expect(await count()).toEqual(before);
    // Given back it is good: a form that was open for two days is not.
    ticketOf(await guest.sendWithFiles('contact?lang=en', question));
    await guest.open('contact?lang=en');
    server.clock.advance(8 * 24 * hourMs);
    expect((await guest.sendWithFiles('contact?lang=en', question)).status).toBe(403);
    ticketOf(await guest.sendWithFiles('contact?lang=en', question));
  });

  it('[HC15] fields that are too long, missing, or hostile begin nothing, or are words', async () => {
    const guest = new Portal(server);
    await guest.open('contact?lang=en');
    const before = await count();
    for (const [fields, mark] of [
      [{ subject: 'x'.repeat(limits.subjectChars + 1) }, 'subject-wrong'],
      [{ subject: ' \u0007 ' }, 'subject-wrong'],
      [{ message: 'x'.repeat(limits.messageChars + 1) }, 'message-wrong'],
      [{ message: ' \n ' }, 'message-wrong'],
      [{ email: 'nobody' }, 'email-wrong'],
      [{ email: 'a@example.org\r\nBcc: b@example.org' }, 'email-wrong'],
      [{ email: 'a@example.org, b@example.org' }, 'email-wrong'],
    ] as const) {
      const answer = await guest.sendWithFiles('contact?lang=en', { ...question, ...fields });
      expect([mark, answer.status, answer.body.includes(`id="${mark}"`)]).toEqual([mark, 400, true]);
    }
    // A field of ten times what a form holds, more fields than any form has, a body that breaks off.
    const huge = await guest.sendWithFiles('contact?lang=en', { ...question, message: 'x'.repeat(700_000) });
    expect(huge.status).toBe(400);
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`x${at}`, '1']));
    expect((await guest.sendWithFiles('contact?lang=en', { ...question, ...many })).status).toBe(413);
    const broken = { 'content-type': 'multipart/form-data; boundary=none' };
    expect((await guest.sendWithFiles('contact?lang=en', question, [], broken)).status).toBe(400);
    const nothing = { 'content-type': 'multipart/form-data' };
    expect((await guest.sendWithFiles('contact?lang=en', question, [], nothing)).status).toBe(400);
    const long = await guest.post('contact?lang=en', { message: 'x'.repeat(400_000) });
    expect(long.status).toBe(413);
    expect(await count()).toEqual(before);
    await guest.open('contact?lang=en');
    const script = '"><script>alert(1)</script>';
    const id = await ask(guest, { subject: script, message: script, name: script });
    const page = await guest.open(`conversations/${id}?lang=en`);
    expect(page.body).not.toContain('<script>alert');
    expect(page.body).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page.headers['content-security-policy']).not.toMatch(/unsafe|script-src/);
    expect((await guest.open('contact?lang=en')).headers['content-security-policy']).toContain(
      "script-src 'self'; connect-src 'self'; ",
    );
  });

  it('[HC15] files that are refused, too many, of somebody else or already sent leave the form with what is good', async () => {
    const guest = new Portal(server);
    await guest.open('contact?lang=en');
    const before = await countRows(server.storage, ['conversations']);
    const refused = await guest.sendWithFiles('contact?lang=en', question, [
      { field: 'files', name: 'evil.exe', content: 'MZ' },
      { field: 'files', name: 'empty.txt', content: '' },
      { field: 'files', name: '../../etc/passwd.txt', content: 'good' },
    ]);
    expect(refused.status).toBe(400);
    expect(refused.body).toContain('evil.exe: programs and scripts are not taken');
    expect(refused.body).toContain('empty.txt: the file is empty');
    expect(refused.body).not.toContain('../');
    const [, kept = ''] = /name="kept" value="(files:fi_[^"]+)" checked/.exec(refused.body) ?? [];
    expect(kept).not.toBe('');
    // Larger than a part and smaller than the limit it is whole; larger than that it is refused.
    const large = await guest.sendWithFiles('contact?lang=en', { ...question, email: '' }, [
      { field: 'files', name: 'large.txt', content: 'lamp '.repeat(500_000) },
      { field: 'files', name: 'huge.txt', content: 'x'.repeat(limits.fileBytes + 1) },
    ]);
    expect(large.body).toContain('huge.txt: the file is larger than 20 MB');
    const [, wholeId = ''] = /value="files:(fi_[^"]+)" checked> <bdi>large\.txt/.exec(large.body) ?? [];
    const whole = await server.storage.read
      .selectFrom('files')
      .select('size')
      .where('id', '=', wholeId as never)
      .executeTakeFirst();
    expect(whole?.size).toBe(2_500_000);
    await guest.open('contact?lang=en');
    const tooMany = await guest.sendWithFiles(
      'contact?lang=en',
      question,
      Array.from({ length: 14 }, (_, at) => ({ field: 'files', name: `${at}.txt`, content: 'x' })),
    );
    expect(tooMany.status).toBe(413);
    expect(await countRows(server.storage, ['conversations'])).toEqual(before);
    // Somebody else's file is passed over, one's own goes along.
    const stranger = new Portal(server);
    await stranger.open('contact?lang=en');
    const theirs = ticketOf(await stranger.sendWithFiles('contact?lang=en', { ...question, kept }));
    const files = (id: string) =>
      server.storage.read
        .selectFrom('files')
        .select('name')
        .where('conversation_id', '=', id as never)
        .execute();
    expect(await files(theirs)).toEqual([]);
    await guest.open('contact?lang=en');
    const client = /name="client" value="([^"]+)"/.exec(refused.body)?.[1] ?? '';
    const own = ticketOf(await guest.sendWithFiles('contact?lang=en', { ...question, client, kept }));
    expect((await files(own)).length).toBe(1);
  });

  it('[HC15] a network sends so many forms, and a contact form that is off takes none', async () => {
    const guest = new Portal(server);
    const answers: number[] = [];
    for (let at = 0; at < 22; at += 1) {
      await guest.open('contact?lang=en');
      const answer = await guest.sendWithFiles('contact?lang=en', question);
      answers.push(answer.status);
      if (answer.status === 429) {
        expect(answer.headers['retry-after']).toMatch(/^\d+$/);
        expect(answer.body).toContain(question.message);
      }
    }
    expect(answers.filter((status) => status === 303)).toHaveLength(20);
    expect(answers.at(-1)).toBe(429);
    await server.app.sites.changeSite(server.site.id, { contactForm: { isOn: false, fields: [] } });
    const late = new Portal(server);
    const page = await late.open('contact?lang=en');
    expect(page.body).not.toContain('<textarea');
    await late.open('conversations/code?lang=en');
    const before = await count();
    expect((await late.sendWithFiles('contact?lang=en', question)).status).toBe(403);
    expect(await count()).toEqual(before);
    await server.app.sites.changeSite(server.site.id, { contactForm: { isOn: true, fields: [] } });
  });

  it('[HC14, HC19] who may not ask is told so, finds no form, and begins nothing', async () => {
    const admin = await server.logIn('admin', 'Ada');
    const set = (guests: string[]) =>
      server.ask('workspace', `/api/admin/sites/${server.site.id}/help-rights`, {
        ...fromWorkspace(admin.cookie, { guests, users: ['read', 'vote', 'comment', 'ask'] }),
        method: 'PUT',
      });
    expect((await set(['read', 'vote', 'comment'])).status).toBeLessThan(300);
    const guest = new Portal(server);
    const page = await guest.open('contact?lang=en');
    expect(page.body).toContain('Writing to us is not open to you here.');
    expect(page.body).not.toContain('<textarea');
    await guest.open('conversations/code?lang=en');
    const before = await count();
    expect((await guest.sendWithFiles('contact?lang=en', question)).status).toBe(403);
    expect(await count()).toEqual(before);
    await set(['read', 'vote', 'comment', 'ask']);
  });

  it('[HC16] forgotten in a browser, a copy of its cookie opens nothing, and signed addresses end', async () => {
    const guest = new Portal(server);
    const id = await ask(guest, {}, [{ field: 'files', name: 'a.txt', content: 'a' }]);
    const copy = new Portal(server);
    for (const [name, value] of guest.cookies) copy.cookies.set(name, value);
    const page = await copy.open(`conversations/${id}?lang=en`);
    const [, file = ''] = /files\/(fi_[\w-]+)/.exec(page.body) ?? [];
    const address = new URL(String((await copy.open(`conversations/${id}/files/${file}`)).headers.location));
    const read = async () => (await server.ask('files', address.pathname + address.search)).status;
    expect(await read()).toBe(200);
    await guest.open('conversations?lang=en');
    const forgotten = await guest.follow(await guest.post('conversations/forget?lang=en', {}));
    expect(forgotten.body).toContain('This browser has forgotten the conversations.');
    expect(nameOf(guest, 'pl_tickets')).toBe('');
    expect((await copy.open(`conversations/${id}?lang=en`)).status).toBe(404);
    expect(await read()).toBe(403);
    // What it held is not gone on with: the next form begins anew.
    const next = await ask(copy);
    expect((await copy.open(`conversations/${next}?lang=en`)).status).toBe(200);
    expect((await copy.open(`conversations/${id}?lang=en`)).status).toBe(404);
  });

  it('[HC16, MODE17] in session modes what a browser holds ends on the server, in others after the site’s time', async () => {
    const { id: site } = await server.app.sites.addSite({ name: 'Short', domains: ['short.example'] });
    await server.app.sites.changeSite(site, { mode: 'first-party-session' });
    const guest = new Portal(server, site);
    const id = await ask(guest);
    const open = async () => (await guest.open(`conversations/${id}?lang=en`)).status;
    server.clock.advance(3 * hourMs);
    expect(await open()).toBe(200);
    server.clock.advance(5 * hourMs);
    expect(await open()).toBe(404);
    await server.app.sites.changeSite(site, { mode: 'first-party', lifetimeDays: 10 });
    const lasting = new Portal(server, site);
    const second = await ask(lasting);
    server.clock.advance(9 * 24 * hourMs);
    expect((await lasting.open(`conversations/${second}?lang=en`)).status).toBe(200);
    server.clock.advance(9 * 24 * hourMs);
    expect((await lasting.open(`conversations/${second}?lang=en`)).status).toBe(200);
    server.clock.advance(11 * 24 * hourMs);
    expect((await lasting.open(`conversations/${second}?lang=en`)).status).toBe(404);
  });

  it('[AUTH9, HC14] members of another site do not see it', async () => {
    const id = await ask(new Portal(server));
    const { cookie } = await server.logIn('agent', 'Kim', { sites: [other as `st_${string}`] });
    expect((await server.ask('workspace', `/api/agent/conversations/${id}`, fromWorkspace(cookie))).status).toBe(404);
  });

  it('programs are refused as everywhere, and pages are fetched in advance without being read', async () => {
    const guest = new Portal(server);
    const id = await ask(guest);
    const refused = await server.ask('help', `/${server.site.id}/contact`, {
      method: 'POST',
      headers: { ...ownPage, accept: 'application/json', 'content-type': 'text/plain' },
      body: 'x',
    });
    expect([refused.status, refused.json<{ error: { code: string } }>().error.code]).toEqual([
      415,
      'wrong_content_type',
    ]);
    const agent = (await server.logIn('agent', 'Bo')).cookie;
    await server.ask(
      'workspace',
      `/api/agent/conversations/${id}/messages`,
      fromWorkspace(agent, { clientId: 'one-two-three', text: 'Hi' }),
    );
    await guest.open(`conversations/${id}?lang=en`, { 'sec-purpose': 'prefetch;prerender' });
    const row = () =>
      server.storage.read
        .selectFrom('conversations')
        .select('visitor_read_seq')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    expect((await row()).visitor_read_seq).toBe(0);
    await guest.open(`conversations/${id}?lang=en`);
    expect((await row()).visitor_read_seq).toBeGreaterThan(0);
  });
});
