import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, refusalOf, startTestServer, type TestServer } from '../../testing.ts';
import { believesProxy, helpOrigin, Portal, password, registerUser } from './testing.ts';

const dayMs = 24 * 3_600_000;

let count = 0;
const newEmail = () => `eve-${++count}@mail.example`;

describe('forms of the help center', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: believesProxy });
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  it('[CSRF1] are taken from its own pages alone', async () => {
    const portal = new Portal(server);
    await portal.open('login');
    const fields = { email: 'a@b.example', password, form: portal.token() };
    const from: [string, Record<string, string | undefined>][] = [
      ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
      ['a subdomain', { origin: 'http://evil.help.localhost', 'sec-fetch-site': 'same-site' }],
      ['the site’s own pages', { origin: 'https://shop.example', 'sec-fetch-site': 'same-site' }],
      ['nowhere', { origin: 'null', 'sec-fetch-site': 'same-origin' }],
      ['a page that lies of one of both', { origin: helpOrigin, 'sec-fetch-site': 'cross-site' }],
    ];
    for (const [name, headers] of from) {
      const answer = await portal.post('login', fields, { ...headers, accept: '*/*' } as Record<string, string>);
      expect([name, ...refusalOf(answer)]).toEqual([name, 403, 'request_not_same_origin']);
    }
    const silent = await server.ask('help', `/${server.site.id}/login`, {
      method: 'POST',
      headers: { cookie: portal.cookie, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    });
    expect(refusalOf(silent)).toEqual([403, 'request_not_same_origin']);
    const shown = await portal.post('login', fields, { 'sec-fetch-site': 'cross-site' });
    expect([shown.status, shown.headers['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
  });

  it.each(['text/plain', 'application/json', 'multipart/form-data; boundary=x', ''])(
    '[CSRF1] are forms: not %j',
    async (type) => {
      const portal = new Portal(server);
      await portal.open('login');
      const answer = await portal.post('login', { email: 'a@b.example', password }, { 'content-type': type });
      expect(answer.status).toBe(415);
    },
  );

  it('[CSRF2] need the token of this browser’s session, for this site', async () => {
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const portal = new Portal(server);
    const [foreign, elsewhere] = [new Portal(server), new Portal(server, other.id)];
    for (const one of [foreign, elsewhere, portal]) await one.open('login');
    const token = portal.token();
    const wrong = [
      '',
      'x',
      foreign.token(),
      elsewhere.token(),
      token.slice(0, -1),
      `${token}A`,
      token.replace('.', '_'),
    ];
    for (const form of wrong) {
      const answer = await portal.post('login', { email: 'who@mail.example', password, form });
      expect([form, answer.status]).toEqual([form, 403]);
      expect(answer.body).toContain('This form was open for long');
    }
    const missing = new Portal(server);
    expect((await missing.post('login', { email: 'who@mail.example', password, form: token })).status).toBe(403);
    // The form that was given back works.
    const answer = await missing.post('login', { email: 'who@mail.example', password });
    expect(answer.status).toBe(401);
  });

  it('[CSRF2] stay good in several tabs, after going back, sent twice, and for days', async () => {
    const portal = new Portal(server);
    const tokens: string[] = [];
    for (const path of ['login', 'register', 'forgot-password']) {
      await portal.open(path);
      tokens.push(portal.token());
    }
    expect(new Set(tokens).size).toBe(3);
    const guest = portal.held('portal');
    server.clock.advance(2 * dayMs);
    for (const form of [...tokens, ...tokens]) {
      const answer = await portal.post('login', { email: newEmail(), password, form });
      expect(answer.status).toBe(401);
    }
    expect(portal.held('portal')).toBe(guest);
    server.clock.advance(5 * dayMs);
    const late = await portal.post('login', { email: newEmail(), password, form: tokens[0] ?? '' });
    expect(late.status).toBe(403);
  });

  it('[CSRF2] give back what was typed, and never a password', async () => {
    const portal = await registerUser(server, newEmail());
    const typed = `Ada "the first" <b>&amp; Co`;
    const back = await portal.post('account', { name: typed, language: 'de', form: 'old' });
    expect(back.status).toBe(403);
    expect(back.body).toContain('value="Ada &quot;the first&quot; &lt;b&gt;&amp;amp; Co"');
    expect(back.body).toMatch(/<option value="de"[^>]* selected>/);
    const secret = 'my secret phrase 42';
    for (const [path, fields] of [
      ['account/password', { current: secret, password: secret }],
      ['account/email', { email: 'x@mail.example', current: secret }],
      ['account/delete', { current: secret }],
    ] as const) {
      const answer = await portal.post(path, { ...fields, form: '' });
      expect([path, answer.status, answer.body.includes(secret)]).toEqual([path, 403, false]);
    }
    // Logged out meanwhile: to the login, and from there back.
    portal.cookies.clear();
    const out = await portal.post('account/password', { current: secret, password: secret });
    expect(out.body).toContain('name="next" value="account/password"');
    expect(out.body).not.toContain(secret);
  });

  it('[CSRF2] tokens of before a login are none after it', async () => {
    const email = newEmail();
    await registerUser(server, email);
    const portal = new Portal(server);
    await portal.open('login');
    const before = portal.token();
    await portal.post('login', { email, password });
    const answer = await portal.post('account', { name: 'Mallory', language: 'en', form: before });
    expect(answer.status).toBe(403);
  });

  it('take no megabyte, and say so', async () => {
    const portal = new Portal(server);
    await portal.open('login');
    const large = await portal.post('login', { email: 'a@b.example', password: 'x'.repeat(1_000_000) });
    expect([large.status, large.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
    await portal.open('login');
    const long = await portal.post('login', { email: 'a@b.example', password: 'x'.repeat(5_000) });
    expect(long.status).toBe(400);
    expect(long.body).toContain('Enter a password of at most 1,024 characters.');
  });

  it.each(['next=https://evil.example', 'next=//evil.example', 'next=../../x', 'next=account%0d%0aset-cookie:x'])(
    'lead nowhere else after a login: %s',
    async (query) => {
      const email = newEmail();
      const portal = await registerUser(server, email);
      await portal.post('logout', {});
      const page = await portal.open(`login?${query}`);
      expect(page.body).not.toContain('evil');
      const next = decodeURIComponent(query.slice(5));
      const answer = await portal.post('login', { email, password, next });
      expect(answer.headers.location).toBe(`/${server.site.id}/account`);
    },
  );

  it('[AUTH31] take addresses with plus, quotes and international domains, and two spellings as one', async () => {
    const site = server.site.id;
    for (const [registered, typed] of [
      ['ada+help@mail.example', 'ADA+help@Mail.example'],
      ['"ada love"@mail.example', '"ada love"@mail.example'],
      ['ada@bücher.example', 'ada@xn--bcher-kva.example'],
      ['andré@mail.example', 'andre\u0301@mail.example'],
    ] as const) {
      const sentTo = registered.replace('bücher', 'xn--bcher-kva');
      const portal = new Portal(server, site);
      await portal.fill('register', { email: registered });
      await server.app.jobs.runDue();
      await server.app.jobs.runDue();
      const mail = server.mails.find(({ to }) => to === sentTo);
      const code = /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(mail?.text ?? '')?.[0] ?? '';
      const made = await portal.fill('register/code', { email: typed, code, name: 'Ada', password });
      expect([typed, made.status]).toEqual([typed, 200]);
      expect((await new Portal(server).fill('login', { email: typed, password })).body).toContain('value="Ada"');
    }
    for (const email of [
      `${'a'.repeat(300)}@mail.example`,
      'nobody',
      'a@b@c',
      'a@b\r\nBcc: x@y.example',
      'A <a@b.example>',
    ]) {
      const answer = await new Portal(server).fill('register', { email });
      expect([email, answer.status]).toEqual([email, 400]);
      expect(answer.body).toContain('No mail can be sent to this address.');
    }
  });

  it('[AUTH31] takes a password in two normal forms for one', async () => {
    const email = newEmail();
    await registerUser(server, email);
    const portal = new Portal(server);
    await portal.fill('login', { email, password });
    await portal.fill('account/password', { current: password, password: 'ein Kännchen für Zoë' });
    const composed = 'ein Ka\u0308nnchen fu\u0308r Zoe\u0308';
    expect((await new Portal(server).fill('login', { email, password: composed })).body).toContain('value="Ada"');
  });

  it('[AUTH31] waits longer and longer, tells it in words and as Retry-After, in the page’s language', async () => {
    const email = newEmail();
    await registerUser(server, email);
    const portal = new Portal(server);
    let answer: Answer | null = null;
    for (let tries = 0; tries < 6; tries++)
      answer = await portal.fill('login?lang=de', { email, password: 'wrong wrong' });
    expect(answer?.status).toBe(429);
    expect(answer?.headers['retry-after']).toBe('10');
    expect(answer?.body).toContain('Zu viele Versuche. Warten Sie 10 Sekunden');
    expect(answer?.body).toContain(`value="${email}"`);
    // The right password waits, too; somebody elsewhere does not.
    expect((await portal.fill('login', { email, password })).status).toBe(429);
    expect((await new Portal(server).fill('login', { email, password })).status).toBe(200);
    server.clock.advance(10_000);
    expect((await portal.fill('login', { email, password })).status).toBe(200);
  });

  it('[AUTH32] codes that are tried out have to wait', async () => {
    const email = newEmail();
    const portal = new Portal(server);
    const fields = { email, name: 'Eve', password };
    for (let tries = 0; tries < 5; tries++)
      expect((await portal.fill('register/code', { ...fields, code: `ABCD-EFGH-234${tries + 2}` })).status).toBe(410);
    expect((await portal.fill('register/code', { ...fields, code: 'ABCD-EFGH-2345' })).status).toBe(429);
    for (const code of ['', '-', "' or 1=1", 'A'.repeat(90)])
      expect([400, 410]).toContain(
        (await new Portal(server).fill('register/code', { ...fields, code, email: newEmail() })).status,
      );
  });
});

describe('sessions of the help center', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({ env: believesProxy });
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  it('[AUTH30] begin where a form is shown, and nowhere else', async () => {
    const portal = new Portal(server);
    await portal.open('cookies');
    await portal.open('account');
    expect(portal.cookies.size).toBe(0);
    const page = await portal.open('login');
    expect(portal.held('portal')).toMatch(/^g\.en\./);
    expect(String(page.headers['set-cookie'])).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
    const german = await portal.open('login?lang=de');
    expect(german.body).toContain('<html lang="de" dir="ltr">');
    expect((await portal.open('register')).body).toContain('<html lang="de" dir="ltr">');
  });

  it('[AUTH30] are never one that was not made here', async () => {
    const email = newEmail();
    const victim = await registerUser(server, email);
    const token = victim.held('portal') ?? '';
    const guest = new Portal(server);
    await guest.open('login');
    const value = guest.held('portal') ?? '';
    const [, , time = '', id = '', mark = ''] = value.split('.');
    const made = ['A'.repeat(43), token.slice(0, -1), `${token}A`, token.toLowerCase(), 'g.en.1.x.y'];
    const guests = [
      `g.de.${time}.${id}.${mark}`,
      `g.en.zzzzzzzz.${id}.${mark}`,
      `g.en.${time}.${'A'.repeat(22)}.${mark}`,
    ];
    for (const planted of [...made, ...guests, '"', ';', '%00']) {
      const portal = new Portal(server);
      portal.hold('portal', planted);
      expect((await portal.open('account')).status).toBe(303);
      await portal.open('login');
      expect(portal.held('portal')).not.toBe(planted);
      await portal.post('login', { email, password });
      expect(portal.held('portal')).not.toBe(planted);
      portal.hold('portal', planted);
      expect((await portal.open('account')).status).toBe(303);
    }
    expect((await victim.open('account')).status).toBe(200);
  });

  it('[AUTH30] open no other interface, and none opens them', async () => {
    const portal = await registerUser(server, newEmail());
    const token = portal.held('portal') ?? '';
    for (const name of ['porchlight_agent', 'porchlight_admin']) {
      const cookie = `${name}=${token}; ${portal.cookie}`;
      const kind = name.slice(11);
      const answer = await server.ask('workspace', `/api/${kind}/session`, { headers: { cookie } });
      expect(answer.status).toBe(401);
      const member = await server.logIn(kind as 'agent', 'Max');
      const there = new Portal(server);
      there.hold('portal', member.cookie.split('=')[1] ?? '');
      expect((await there.open('account')).status).toBe(303);
    }
    const remembered = new Portal(server);
    const email = newEmail();
    await registerUser(server, email);
    await remembered.fill('login', { email, password, remember: '1' });
    const answer = await server.ask('workspace', '/api/agent/resume', {
      method: 'POST',
      headers: {
        origin: 'http://workspace.localhost',
        cookie: `porchlight_remember=${remembered.held('portal_remember')}`,
      },
      body: {},
    });
    expect(answer.status).toBe(401);
  });

  it('[AUTH30] are Secure and bound to their host on https', async () => {
    const https = await startTestServer({ scheme: 'https' });
    const page = await https.ask('help', `/${https.site.id}/login`);
    expect(String(page.headers['set-cookie'])).toMatch(
      /^__Host-porchlight_portal-st_[^=]+=g\.[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    await https.close();
  });

  it('leads password managers to where the password is changed', async () => {
    const wellKnown = () => server.ask('help', '/.well-known/change-password', { headers: { cookie: portal.cookie } });
    const portal = await registerUser(server, newEmail());
    expect((await wellKnown()).headers.location).toBe(`/${server.site.id}/account/password`);
    await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    expect((await wellKnown()).headers.location).toBe(`/${server.site.id}/account/password`);
    portal.cookies.clear();
    expect((await wellKnown()).headers.location).toBe('/');
    const to = await portal.open('account/password');
    expect(to.headers.location).toBe(`/${server.site.id}/login?next=account%2Fpassword`);
  });

  it('[AUTH30] says where pages may send forms, and is kept by nobody', async () => {
    const portal = await registerUser(server, newEmail());
    for (const path of [
      'login',
      'register',
      'register/code',
      'forgot-password',
      'new-password',
      'take-back',
      'account',
      'account/email',
      'account/email/code',
      'account/password',
      'account/sessions',
      'account/delete',
    ]) {
      const page = await portal.open(path);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.headers).toMatchObject({
        'content-security-policy':
          "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'same-origin',
      });
      // Every field says to browsers and password managers what it is.
      for (const [input] of page.body.matchAll(/<input [^>]*>/g))
        if (!/type="(hidden|checkbox)"/.test(input)) expect(input).toMatch(/autocomplete="[a-z-]+"/);
      expect(page.body).not.toMatch(/<script|style=|onclick/);
    }
    expect((await portal.open('login')).body).toMatch(
      /name="password" type="password" autocomplete="current-password"/,
    );
  });
});
