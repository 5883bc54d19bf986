import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../../scripts/testing/postgres.ts';
import { type Answer, fromWorkspace, refusalOf, startTestServer, type TestServer } from '../../testing.ts';

const first = 'a long enough pass phrase';
const second = 'quiet otter under the porch';
const newDevice = 'A login from a new device';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

describe.each(['sqlite', 'postgres'])('links by mail on %s', (kind) => {
  let server: TestServer;
  let drop: () => Promise<void> = async () => undefined;
  let admin: string;
  let counted = 0;

  beforeAll(async () => {
    const database = kind === 'postgres' ? await createTestDatabase() : null;
    if (database) drop = () => database.drop();
    server = await startTestServer(database ? { databaseUrl: database.url } : {});
    admin = (await server.logIn('admin')).cookie;
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });

  /** Each question comes from a network of its own, unless a test is about that. */
  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> =>
    server.ask('workspace', path, {
      method: 'POST',
      headers: { origin: 'http://workspace.localhost', ...headers },
      body,
    });
  const asAdmin = (path: string, body?: object) => server.ask('workspace', path, fromWorkspace(admin, body));
  const newAddress = () => {
    counted += 1;
    return `person-${counted}@shop.example`;
  };
  const sendAll = async () => {
    // A request for a new password is one job, and its mail another.
    while ((await server.app.jobs.count()).waiting > 0) await server.app.jobs.runDue();
  };
  /** The token of the newest mail to an address. */
  const tokenFor = async (to: string): Promise<string> => {
    await sendAll();
    const mail = server.mails.find((one) => one.to === to && one.text.includes('#'));
    const [, token = ''] = /#([A-Za-z0-9_-]{43})\n/.exec(mail?.text ?? '') ?? [];
    expect(mail?.html).toContain(`#${token}"`);
    return token;
  };
  const mailsTo = async (to: string) => {
    await sendAll();
    // Logins of tests come from a browser that keeps nothing: each is new.
    return server.mails.map((one) => (one.to === to ? one.subject : newDevice)).filter((one) => one !== newDevice);
  };
  const invite = (email: string, more: object = {}) =>
    asAdmin('/api/admin/invitations', { email, roles: ['agent'], sites: null, language: 'en', ...more });
  const accept = (token: string, more: object = {}) =>
    post('/api/invitations/acceptances', { token, name: 'Mia', password: second, ...more });
  const logIn = (email: string, password: string, at = 'agent') => post(`/api/${at}/login`, { email, password });
  const cookieOf = (answer: Answer) => String([answer.headers['set-cookie']].flat()[0]).split(';')[0] ?? '';
  /** A member with a session. */
  const addMember = async () => {
    const email = newAddress();
    const member = await server.app.accounts.addMember({ name: 'Jonas', email, password: first, roles: ['agent'] });
    return { email, member, cookie: cookieOf(await logIn(email, first)) };
  };
  const isLive = async (cookie: string) =>
    (await server.ask('workspace', '/api/agent/session', fromWorkspace(cookie))).status === 200;

  describe('[AUTH11] an invitation', () => {
    it('makes a member with its roles and sites, who chooses name and password and logs in', async () => {
      const email = newAddress();
      const invited = await invite(email, { roles: ['agent', 'viewer'], sites: [server.site.id], language: 'de' });
      expect(invited.status).toBe(201);
      const token = await tokenFor(email);
      expect(server.mails[0]).toMatchObject({ subject: 'Deine Einladung in den Arbeitsplatz' });
      expect(server.mails[0]?.text).toContain(`http://workspace.localhost/invitation#${token}`);
      expect((await post('/api/links/look', { purpose: 'invitation', token })).json()).toEqual({ email });
      expect((await accept(token)).status).toBe(201);
      const login = await logIn(email, second);
      expect(login.status).toBe(200);
      const rows = await server.storage.read
        .selectFrom('members')
        .select(['name', 'roles', 'sites', 'language'])
        .where('email', '=', email)
        .execute();
      expect(rows).toEqual([
        { name: 'Mia', roles: '["agent","viewer"]', sites: JSON.stringify([server.site.id]), language: 'de' },
      ]);
      const { invitations } = (await asAdmin('/api/admin/invitations')).json<{ invitations: { email: string }[] }>();
      expect(invitations.map((one) => one.email)).not.toContain(email);
    });

    it('is good once, also of two at the same moment, and not used up by a bad password', async () => {
      const email = newAddress();
      await invite(email);
      const token = await tokenFor(email);
      expect(refusalOf(await accept(token, { password: 'short' }))).toEqual([400, 'password_too_short']);
      expect(refusalOf(await accept(token, { name: ' \n ' }))).toEqual([400, 'invalid_body']);
      const both = await Promise.all([accept(token), accept(token)]);
      expect(both.map((one) => one.status).sort()).toEqual([201, 410]);
      expect(refusalOf(await accept(token))).toEqual([410, 'link_invalid_or_used']);
    });

    it('sent again or withdrawn, ends the link before', async () => {
      const email = newAddress();
      const { id } = (await invite(email)).json<{ id: string }>();
      const former = await tokenFor(email);
      const again = `/api/admin/invitations/${id}/mails`;
      expect(refusalOf(await asAdmin(again, {}))).toEqual([429, 'too_many_requests']);
      server.clock.advance(minuteMs + 1);
      expect((await asAdmin(again, {})).status).toBe(204);
      const token = await tokenFor(email);
      expect(token).not.toBe(former);
      expect(refusalOf(await accept(former))).toEqual([410, 'link_invalid_or_used']);
      const withdrawn = await server.ask('workspace', `/api/admin/invitations/${id}`, {
        ...fromWorkspace(admin, {}),
        method: 'DELETE',
      });
      expect(withdrawn.status).toBe(204);
      expect(refusalOf(await accept(token))).toEqual([410, 'link_invalid_or_used']);
      expect(refusalOf(await asAdmin(again, {}))).toEqual([404, 'invitation_not_found']);
    });

    it('to an address that was invited already gives it the newer roles; to a member it is refused', async () => {
      const email = newAddress();
      const { id } = (await invite(email)).json<{ id: string }>();
      const former = await tokenFor(email);
      expect((await invite(email.toUpperCase(), { roles: ['viewer'] })).json()).toMatchObject({
        id,
        roles: ['viewer'],
      });
      expect(refusalOf(await accept(former))).toEqual([410, 'link_invalid_or_used']);
      const { email: known } = await addMember();
      expect(refusalOf(await invite(known))).toEqual([409, 'email_taken']);
    });

    it.each([
      ['no roles', { roles: [] }],
      ['a role that is none', { roles: ['owner'] }],
      ['a site that is none', { sites: ['x'] }],
      ['no sites at all', { sites: [] }],
      ['a list of addresses', { email: 'a@shop.example,b@shop.example' }],
      ['a header', { email: 'a@shop.example\r\nBcc: b@shop.example' }],
      ['300 characters', { email: `${'a'.repeat(280)}@shop.example.org` }],
      ['more fields', { isAdmin: true }],
    ])('with %s is refused', async (_name, change) => {
      expect(refusalOf(await invite(newAddress(), change))).toEqual([400, 'invalid_body']);
    });

    it('[MAIL4] goes to addresses with plus, quotes and an international domain', async () => {
      for (const [typed, sent] of [
        [`plus+${kind}@shop.example`, `plus+${kind}@shop.example`],
        [`"with space ${kind}"@shop.example`, `"with space ${kind}"@shop.example`],
        [`${kind}@bücher.example`, `${kind}@xn--bcher-kva.example`],
      ] as const) {
        expect((await invite(typed)).status).toBe(201);
        expect(await mailsTo(sent)).toHaveLength(1);
      }
    });

    it('is made, sent and withdrawn by those alone who may change members', async () => {
      const { cookie } = await server.logIn('agent');
      const path = '/api/admin/invitations';
      expect((await server.ask('workspace', path, fromWorkspace(cookie))).status).toBe(401);
      expect((await server.ask('workspace', path, fromWorkspace(cookie, { email: 'a@b.example' }))).status).toBe(401);
    });
  });

  describe('[AUTH10] a link', () => {
    it.each([
      ['malformed', 'x'],
      ['oversized', 'A'.repeat(200)],
      ['forged', 'A'.repeat(43)],
      ['empty', ''],
    ])('that is %s is refused everywhere alike', async (_name, token) => {
      const answers = [
        await accept(token),
        await post('/api/password-resets/completions', { token, password: second }),
        await post('/api/email-changes/confirmations', { token }),
        await post('/api/email-changes/undoings', { token }),
        await post('/api/links/look', { purpose: 'password-reset', token }),
      ];
      for (const answer of answers) expect(refusalOf(answer)).toEqual([410, 'link_invalid_or_used']);
    });

    it('opens nothing but what it is for, and nothing after its time', async () => {
      const email = newAddress();
      await invite(email);
      const token = await tokenFor(email);
      expect(refusalOf(await post('/api/password-resets/completions', { token, password: second }))[0]).toBe(410);
      expect(refusalOf(await post('/api/email-changes/confirmations', { token }))[0]).toBe(410);
      server.clock.advance(7 * dayMs);
      expect(refusalOf(await accept(token))).toEqual([410, 'link_invalid_or_used']);
      admin = (await server.logIn('admin')).cookie;
    });

    it('[MAIL1] stands nowhere in the database, before nor after its mail', async () => {
      const email = newAddress();
      await invite(email);
      const before = JSON.stringify(await server.storage.read.selectFrom('jobs').selectAll().execute());
      const token = await tokenFor(email);
      const links = JSON.stringify(await server.storage.read.selectFrom('links').selectAll().execute());
      expect(before).toContain(email);
      expect(before + links).not.toContain(token);
    });
  });

  it('[AUTH16, AUTH43] an invitation that reaches further than they do is not an admin’s of some sites to send or withdraw', async () => {
    const made = (await invite(newAddress())).json<{ id: string }>();
    const limited = await server.logIn('admin', 'Limited', { sites: [server.site.id] });
    const at = `/api/admin/invitations/${made.id}`;
    for (const [method, path] of [
      ['POST', `${at}/mails`],
      ['DELETE', at],
    ] as const) {
      const answer = await server.ask('workspace', path, { ...fromWorkspace(limited.cookie, {}), method });
      expect(refusalOf(answer)).toEqual([403, 'permission_missing']);
    }
    server.clock.advance(2 * minuteMs);
    expect((await asAdmin(`${at}/mails`, {})).status).toBe(204);
    const listed = await server.ask('workspace', '/api/admin/audit?what=member.invited-again', fromWorkspace(admin));
    expect(listed.body).toContain(made.id);
  });

  describe('[AUTH12] a forgotten password', () => {
    const ask = (email: string) => post('/api/password-resets', { email, language: 'en' });
    const complete = (token: string, password = second) =>
      post('/api/password-resets/completions', { token, password });

    it('is asked for with the same answer and the same work for every address', async () => {
      const { email } = await addMember();
      const stranger = newAddress();
      await sendAll();
      const answers = [await ask(email), await ask(stranger)];
      expect(answers.map(({ status, body }) => [status, body])).toEqual([
        [202, '{}'],
        [202, '{}'],
      ]);
      const queued = await server.storage.read.selectFrom('jobs').select(['kind', 'payload']).execute();
      expect(queued.map((job) => job.kind)).toEqual(['password-reset', 'password-reset']);
      expect(await mailsTo(email)).toEqual(['Choose a new password']);
      expect(await mailsTo(stranger)).toEqual([]);
    });

    it('is replaced by the link, once: all logins end, and the account is told', async () => {
      const { email, cookie } = await addMember();
      await ask(email);
      const token = await tokenFor(email);
      expect(await isLive(cookie)).toBe(true);
      expect(refusalOf(await complete(token, 'password1234'))).toEqual([400, 'password_too_common']);
      expect((await complete(token)).status).toBe(204);
      expect(await isLive(cookie)).toBe(false);
      expect((await logIn(email, first)).status).toBe(401);
      expect((await logIn(email, second)).status).toBe(200);
      expect(await mailsTo(email)).toEqual(['Your password was changed', 'Choose a new password']);
      expect(server.mails.find((mail) => mail.to === email)?.text).toContain('From: Germany');
      expect(refusalOf(await complete(token))).toEqual([410, 'link_invalid_or_used']);
    });

    it('ends every other link for the same', async () => {
      const { email } = await addMember();
      await ask(email);
      const former = await tokenFor(email);
      await ask(email);
      const token = await tokenFor(email);
      expect(token).not.toBe(former);
      const both = await Promise.all([complete(former), complete(token)]);
      expect(both.map((one) => one.status).sort()).toEqual([204, 410]);
    });

    it('brings no more than three mails an hour, and says the same', async () => {
      const { email } = await addMember();
      for (let at = 0; at < 5; at += 1) {
        expect((await ask(email)).status).toBe(202);
        await sendAll();
      }
      expect(await mailsTo(email)).toHaveLength(3);
      // Counted by what was typed, so that it tells nothing.
      const refused = await ask(email);
      expect(refusalOf(refused)).toEqual([429, 'too_many_attempts']);
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    });

    it('does nothing for who is deactivated, and its link ends after an hour', async () => {
      const { email } = await addMember();
      await ask(email);
      const token = await tokenFor(email);
      server.clock.advance(hourMs);
      expect(refusalOf(await complete(token))).toEqual([410, 'link_invalid_or_used']);
    });
  });

  describe('[AUTH13] another address', () => {
    const ask = (cookie: string, email: string) =>
      server.ask('workspace', '/api/agent/email-changes', fromWorkspace(cookie, { email, language: 'en' }));
    const confirm = (token: string) => post('/api/email-changes/confirmations', { token });
    const undo = (token: string) => post('/api/email-changes/undoings', { token });

    it('confirms first; the old one is told and can take it back with everything ended', async () => {
      const { email, cookie } = await addMember();
      const next = newAddress();
      expect((await ask(cookie, next)).status).toBe(202);
      const token = await tokenFor(next);
      expect((await logIn(email, first)).status).toBe(200);
      expect((await confirm(token)).status).toBe(204);
      expect((await logIn(email, first)).status).toBe(401);
      expect((await logIn(next, first)).status).toBe(200);
      expect(refusalOf(await confirm(token))).toEqual([410, 'link_invalid_or_used']);
      server.clock.advance(6 * dayMs);
      const back = await tokenFor(email);
      expect(await mailsTo(email)).toEqual(['Your address was changed']);
      const live = cookieOf(await logIn(next, first));
      expect((await undo(back)).status).toBe(204);
      expect(await isLive(live)).toBe(false);
      expect((await logIn(next, first)).status).toBe(401);
      const reset = await tokenFor(email);
      expect((await mailsTo(email))[0]).toBe('Choose a new password');
      expect((await post('/api/password-resets/completions', { token: reset, password: second })).status).toBe(204);
      expect((await logIn(email, second)).status).toBe(200);
      expect(refusalOf(await undo(back))).toEqual([410, 'link_invalid_or_used']);
      admin = (await server.logIn('admin')).cookie;
    });

    it('changed twice, goes back to the first owner for good', async () => {
      const { email, cookie } = await addMember();
      const [next, last] = [newAddress(), newAddress()];
      await ask(cookie, next);
      await confirm(await tokenFor(next));
      await ask(cookie, last);
      await confirm(await tokenFor(last));
      const [owner, thief] = [await tokenFor(email), await tokenFor(next)];
      expect((await undo(owner)).status).toBe(204);
      expect(refusalOf(await undo(thief))).toEqual([410, 'link_invalid_or_used']);
      expect((await logIn(email, first)).status).toBe(200);
    });

    it('of another member is asked for with the same answer, and gets no mail', async () => {
      const { cookie } = await addMember();
      const { email: taken } = await addMember();
      const answer = await ask(cookie, taken);
      expect([answer.status, answer.body]).toEqual([202, '{}']);
      expect(await mailsTo(taken)).toEqual([]);
    });

    it('taken by somebody meanwhile is refused at the confirmation', async () => {
      const { cookie } = await addMember();
      const next = newAddress();
      await ask(cookie, next);
      const token = await tokenFor(next);
      await server.app.accounts.addMember({ name: 'Zoe', email: next, password: first, roles: ['agent'] });
      expect(refusalOf(await confirm(token))).toEqual([409, 'email_taken']);
    });

    it('is asked for three times an hour, by a session that was confirmed lately', async () => {
      const { cookie, email } = await addMember();
      expect(refusalOf(await ask(cookie, email.toUpperCase()))).toEqual([400, 'address_invalid']);
      for (let at = 0; at < 3; at += 1) expect((await ask(cookie, newAddress())).status).toBe(202);
      expect(refusalOf(await ask(cookie, newAddress()))).toEqual([429, 'too_many_requests']);
      server.clock.advance(11 * minuteMs);
      expect(refusalOf(await ask(cookie, newAddress()))).toEqual([403, 'confirmation_needed']);
    });
  });

  it('[AUTH15] writes down who was invited, and what was done by links', async () => {
    const rows = await server.storage.read.selectFrom('audit_log').selectAll().execute();
    const whats = new Set(rows.filter((row) => row.who_kind === 'member').map((row) => row.what));
    for (const what of ['invited', 'invitation-withdrawn', 'added', 'password-changed'])
      expect(whats).toContain(`member.${what}`);
    for (const what of ['address-changed', 'address-taken-back', 'address-change-asked', 'password-reset-asked'])
      expect(whats).toContain(`member.${what}`);
    const own = rows.filter(({ what }) => /^member\.(invit|password|address)/.test(what));
    expect(own.filter(({ ip }) => ip === null).map(({ what }) => what)).toEqual([]);
    expect(rows.find(({ what }) => what === 'member.invitation-withdrawn')?.before).toContain('"roles":["agent"]');
    expect(rows.find(({ what }) => what === 'member.address-change-asked')?.after).toContain('"email"');
  });

  it('[AUTH14] tells an account by mail, in its language, and never throws for what cannot be sent', async () => {
    const { member, email } = await addMember();
    await server.app.accountMail.tell(member, 'remembered-login-reused');
    await server.app.accountMail.tell(member, 'new-device', { browser: 'Firefox 150', os: 'Linux', country: 'AT' });
    expect(await mailsTo(email)).toEqual(['You were logged out everywhere']);
    expect(server.mails.filter((one) => one.to === email && one.subject === newDevice)).toHaveLength(1);
    expect(server.mails.map((mail) => mail.text).join()).toContain('With: Firefox 150 on Linux');
  });
});

it('[MAIL2] says that mail is not set up where nobody said how, to everybody alike', async () => {
  const server = await startTestServer({ hasMail: false });
  try {
    const { cookie } = await server.logIn('admin');
    const invited = await server.ask(
      'workspace',
      '/api/admin/invitations',
      fromWorkspace(cookie, { email: 'a@shop.example', roles: ['agent'], sites: null, language: 'en' }),
    );
    expect(refusalOf(invited)).toEqual([409, 'mail_not_set_up']);
    const reset = await server.ask('workspace', '/api/password-resets', {
      method: 'POST',
      headers: { origin: 'http://workspace.localhost' },
      body: { email: 'nobody@shop.example', language: 'en' },
    });
    expect(refusalOf(reset)).toEqual([409, 'mail_not_set_up']);
  } finally {
    await server.close();
  }
});
