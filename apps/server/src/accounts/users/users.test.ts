import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { countRows, databaseKinds, startTestServerOn, type TestServer } from '../../testing.ts';
import { believesProxy, Portal, password, readMailedCode, registerUser } from './testing.ts';

const hourMs = 3_600_000;

describe.each(databaseKinds)('users of a help center on %s', (kind) => {
  let server: TestServer;
  let count = 0;
  const newEmail = () => `ada-${kind}-${++count}@mail.example`;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  const sentTo = (email: string) => server.mails.filter((mail) => mail.to === email);
  const audited = async (what: string) =>
    (await server.storage.read.selectFrom('audit_log').selectAll().where('what', '=', what).execute()).at(-1);

  it('[AUTH32, AUTH33] becomes one by a code that was mailed, and is logged in', async () => {
    const email = newEmail();
    const portal = new Portal(server);
    const sent = await portal.fill('register', { email });
    expect(sent.status).toBe(200);
    expect(sent.body).toContain(`value="${email}"`);
    const guest = portal.held('portal');
    const code = (await readMailedCode(server, email)) ?? '';
    const mail = sentTo(email)[0];
    expect(mail?.text).toContain(`http://help.localhost/${server.site.id}/register/code?lang=en`);
    // No address holds what opens something.
    expect(mail?.text.match(/https?:\S+/g)?.join()).not.toContain(code);
    const account = await portal.fill('register/code', { email, code: code.toLowerCase(), name: 'Ada', password });
    expect(account.body).toContain('value="Ada"');
    expect(account.body).toContain(email);
    // [AUTH30] A guest's value is never taken over.
    expect(portal.held('portal')).not.toBe(guest);
    expect(await audited('user.registered')).toMatchObject({ who_kind: 'user', site_id: server.site.id });
    const again = await new Portal(server).fill('register/code', { email, code, name: 'Eve', password });
    expect(again.status).toBe(410);
  });

  it('[AUTH32] a code counts once, also where it is sent several times at once', async () => {
    const email = newEmail();
    await new Portal(server).fill('register', { email });
    const code = (await readMailedCode(server, email)) ?? '';
    const portals = Array.from({ length: 4 }, () => new Portal(server));
    for (const portal of portals) await portal.open('register/code');
    const answers = await Promise.all(
      portals.map((portal) => portal.post('register/code', { email, code, name: 'Ada', password })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([303, 410, 410, 410]);
  });

  it('[AUTH32] answers alike for an address that is known, and tells its owner', async () => {
    const email = newEmail();
    await registerUser(server, email);
    const strange = newEmail();
    const [known, unknown] = [new Portal(server), new Portal(server)];
    const shown = async (portal: Portal, path: string, address: string) =>
      (await portal.fill(path, { email: address })).body
        .replaceAll(address, 'X')
        .replace(/name="form" value="[^"]+"/, '');
    for (const path of ['register', 'forgot-password'])
      expect(await shown(known, path, email)).toBe(await shown(unknown, path, strange));
    await readMailedCode(server, email);
    expect(sentTo(email).map(({ subject }) => subject)).toContain('You have an account already');
    expect(sentTo(strange).map(({ subject }) => subject)).toEqual(['Your code to create an account']);
  });

  it('[AUTH32] mails an address three times in an hour', async () => {
    const email = newEmail();
    for (let tries = 0; tries < 5; tries++) await new Portal(server).fill('register', { email });
    await readMailedCode(server, email);
    expect(sentTo(email)).toHaveLength(3);
    server.clock.advance(hourMs + 1);
    await readMailedCode(server, email);
    expect(sentTo(email)).toHaveLength(3);
  });

  it('[AUTH31] logs in and out; a session that ended opens nothing', async () => {
    const email = newEmail();
    await registerUser(server, email);
    const portal = new Portal(server);
    expect((await portal.open('account')).headers.location).toBe(`/${server.site.id}/login?next=account`);
    const wrong = await portal.fill('login', { email, password: 'not this one, surely' });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toContain(`value="${email}"`);
    expect(wrong.body).not.toContain('not this one');
    const account = await portal.fill('login', { email, password });
    expect(account.body).toContain('value="Ada"');
    const token = portal.held('portal') ?? '';
    const row = await server.storage.read.selectFrom('user_sessions').select('token_hash').execute();
    expect(JSON.stringify(row)).not.toContain(token);
    await portal.post('logout', {});
    expect(portal.held('portal')).toBeUndefined();
    portal.hold('portal', token);
    expect((await portal.open('account')).status).toBe(303);
    expect(await audited('login.failed')).toMatchObject({ who_name: '', target_name: 'Ada' });
  });

  it('[AUTH30] ends a session after two hours without a page, and after seven days', async () => {
    const portal = await registerUser(server, newEmail());
    for (let at = 0; at < 7 * 24 * hourMs - 1.5 * hourMs; at += 1.5 * hourMs) {
      expect((await portal.open('account')).status).toBe(200);
      server.clock.advance(1.5 * hourMs);
    }
    expect((await portal.open('account')).status).toBe(200);
    server.clock.advance(1.5 * hourMs);
    expect((await portal.open('account')).status).toBe(303);
    const idle = await registerUser(server, newEmail());
    server.clock.advance(2 * hourMs + 1);
    expect((await idle.open('account')).status).toBe(303);
    await server.app.sweep();
    expect(await countRows(server.storage, ['user_sessions'])).toEqual({ user_sessions: 0 });
  });

  it('[AUTH33] makes nobody where registration is off, and by invitation whom an admin invited', async () => {
    const email = newEmail();
    const { cookie } = await server.logIn('admin');
    const invite = (address: string) =>
      server.ask('workspace', `/api/admin/sites/${server.site.id}/users/invitations`, {
        method: 'POST',
        headers: { cookie, origin: 'http://workspace.localhost' },
        body: { email: address, language: 'de' },
      });
    await server.app.sites.changeSite(server.site.id, { registration: 'off' });
    expect((await invite(email)).status).toBe(403);
    await server.app.sites.changeSite(server.site.id, { registration: 'invitation' });
    const portal = new Portal(server);
    await portal.open('login');
    expect((await portal.post('register', { email })).status).toBe(403);
    expect((await invite(email)).status).toBe(202);
    const code = (await readMailedCode(server, email)) ?? '';
    expect(sentTo(email)[0]?.subject).toBe('Ihre Einladung in unsere Hilfe');
    await server.app.sites.changeSite(server.site.id, { registration: 'off' });
    expect((await portal.fill('register/code', { email, code, name: 'Ada', password })).status).toBe(403);
    await server.app.sites.changeSite(server.site.id, { registration: 'invitation' });
    const account = await portal.fill('register/code', { email, code, name: 'Ada', password });
    expect(account.body).toContain('value="Ada"');
  });

  it('[AUTH34] sets a forgotten password by a code, and ends every login', async () => {
    const email = newEmail();
    const before = await registerUser(server, email);
    const portal = new Portal(server);
    await portal.fill('forgot-password', { email });
    const code = (await readMailedCode(server, email)) ?? '';
    const short = await portal.fill('new-password', { email, code, password: 'short' });
    expect(short.status).toBe(400);
    const other = await portal.fill('new-password', { email: newEmail(), code, password: 'a wholly other phrase' });
    expect(other.status).toBe(410);
    const done = await portal.fill('new-password', { email, code, password: 'a wholly other phrase' });
    expect(done.body).toContain('Your new password is set.');
    expect((await before.open('account')).status).toBe(303);
    expect((await portal.fill('new-password', { email, code, password: 'and one more phrase' })).status).toBe(410);
    expect((await portal.fill('login', { email, password: 'a wholly other phrase' })).status).toBe(200);
    await readMailedCode(server, email);
    expect(sentTo(email)[0]?.subject).toBe('Your password was changed');
  });

  it('[AUTH35] changes the address once the new one confirmed; the old one takes it back', async () => {
    const [old, next] = [newEmail(), newEmail()];
    const portal = await registerUser(server, old);
    expect((await portal.fill('account/email', { email: next, current: 'not my password' })).status).toBe(403);
    const asked = await portal.fill('account/email', { email: next, current: password });
    expect(asked.body).toContain(`value="${next}"`);
    const code = (await readMailedCode(server, next)) ?? '';
    const stranger = await registerUser(server, newEmail());
    expect((await stranger.fill('account/email/code', { email: next, code })).status).toBe(410);
    const changed = await portal.fill('account/email/code', { email: next, code });
    expect(changed.body).toContain(next);
    const back = (await readMailedCode(server, old)) ?? '';
    expect(sentTo(old)[0]?.subject).toBe('Your address was changed');
    const taken = await new Portal(server).fill('take-back', { email: old, code: back });
    expect(taken.body).toContain('The address is yours again.');
    expect((await portal.open('account')).status).toBe(303);
    const reset = (await readMailedCode(server, old)) ?? '';
    const set = await new Portal(server).fill('new-password', {
      email: old,
      code: reset,
      password: 'a safe new phrase',
    });
    expect(set.body).toContain('Your new password is set.');
    expect((await new Portal(server).fill('login', { email: next, password })).status).toBe(401);
    expect(await audited('user.address-taken-back')).toMatchObject({ target_name: 'Ada' });
  });

  it('[AUTH35] says nothing of an address that is somebody else’s', async () => {
    const [mine, theirs] = [newEmail(), newEmail()];
    await registerUser(server, theirs);
    const portal = await registerUser(server, mine);
    const before = sentTo(theirs).length;
    const asked = await portal.fill('account/email', { email: theirs, current: password });
    expect(asked.status).toBe(200);
    await readMailedCode(server, theirs);
    expect(sentTo(theirs)).toHaveLength(before);
  });

  it('[AUTH36] deletes an account with all that belongs to it', async () => {
    const email = newEmail();
    const portal = await registerUser(server, email, { name: 'Grace' });
    const { contact_id } = await server.storage.read
      .selectFrom('users')
      .selectAll()
      .where('email', '=', email)
      .executeTakeFirstOrThrow();
    expect((await portal.fill('account/delete', { current: 'wrong password here' })).status).toBe(403);
    const done = await portal.fill('account/delete', { current: password });
    expect(done.body).toContain('Your account is deleted.');
    expect((await new Portal(server).fill('login', { email, password })).status).toBe(401);
    const contact = await server.storage.read
      .selectFrom('contacts')
      .selectAll()
      .where('id', '=', contact_id ?? ('' as never))
      .executeTakeFirst();
    expect(contact).toMatchObject({ name: null, email: null });
    expect(await audited('user.deleted')).toMatchObject({ who_name: '' });
    await readMailedCode(server, email);
    expect(sentTo(email)[0]?.subject).toBe('Your account was deleted');
  });

  it('[REM2] changes the password for who knows it, ends all others, and gives this session another token', async () => {
    const email = newEmail();
    const other = await registerUser(server, email);
    const portal = new Portal(server);
    await portal.fill('login', { email, password, remember: '1' });
    const [token, remembered] = [portal.held('portal'), portal.held('portal_remember')];
    expect(remembered).toMatch(/^rm_/);
    const wrong = await portal.fill('account/password', {
      current: 'nope nope nope',
      password: 'a wholly other phrase',
    });
    expect(wrong.status).toBe(403);
    const done = await portal.fill('account/password', { current: password, password: 'a wholly other phrase' });
    expect(done.body).toContain('all other logins have ended');
    expect(portal.held('portal')).not.toBe(token);
    expect(portal.held('portal_remember')).toBeUndefined();
    expect((await other.open('account')).status).toBe(303);
    expect(await countRows(server.storage, ['remembered_logins'])).toEqual({ remembered_logins: 0 });
  });

  it('[AUTH5] shows where one is signed in, and ends one or all others', async () => {
    const email = newEmail();
    const first = await registerUser(server, email);
    const second = new Portal(server);
    const third = new Portal(server);
    for (const one of [second, third]) await one.fill('login', { email, password });
    const list = await first.open('account/sessions');
    expect(list.body.match(/<li><div>/g)).toHaveLength(3);
    expect(list.body).toContain('Germany');
    const [id = ''] = [...list.body.matchAll(/name="id" value="([^"]+)"/g)].map((match) => match[1]);
    expect((await first.post('account/sessions', { id })).status).toBe(303);
    const alive = [await second.open('account'), await third.open('account')].map(({ status }) => status);
    expect(alive.toSorted()).toEqual([200, 303]);
    // [REM2] Later the password is asked for first.
    server.clock.advance(11 * 60_000);
    await first.open('account/sessions');
    const asked = await first.post('account/sessions', {});
    expect(asked.body).toContain('Confirm that it is you');
    expect((await first.post('account/sessions', { current: 'not this one' })).status).toBe(403);
    expect((await first.post('account/sessions', { current: password })).status).toBe(303);
    expect([(await second.open('account')).status, (await third.open('account')).status]).toEqual([303, 303]);
    expect((await first.open('account')).status).toBe(200);
  });

  it('[LANG1] stay in the language of the address from form to form, whatever the profile says', async () => {
    const email = newEmail();
    const portal = await registerUser(server, email);
    await new Portal(server).fill('login', { email, password });
    const arabic = '<html lang="ar" dir="rtl">';
    expect((await portal.open('account?lang=ar')).body).toContain(arabic);
    server.clock.advance(11 * 60_000);
    const list = await portal.open('account/sessions?lang=ar');
    const [, action = ''] = /<form method="post" action="\/[^/]+\/([^"]+)"/.exec(list.body) ?? [];
    expect(action).toBe('account/sessions?lang=ar');
    const asked = await portal.post(action, {});
    expect(asked.body).toContain(arabic);
    expect(asked.body).toContain('/account/sessions?lang=ar"');
    const ended = await portal.post('account/sessions?lang=ar', { current: password });
    expect((await portal.follow(ended)).body).toContain(arabic);
    // What the profile says counts where the address says nothing, and at once where it is chosen.
    expect((await portal.open('account')).body).toContain('<html lang="en" dir="ltr">');
    await portal.open('account?lang=ar');
    const saved = await portal.post('account?lang=ar', { name: 'Ada', language: 'de' });
    expect((await portal.follow(saved)).body).toContain('<html lang="de" dir="ltr">');
  });

  it('[AUTH37] lets admins end logins and deactivate, audited; users of other sites are unknown', async () => {
    const email = newEmail();
    const portal = await registerUser(server, email, { name: 'Linus' });
    const { cookie } = await server.logIn('admin');
    const other = await server.app.sites.addSite({ name: 'Other', domains: ['other.example'] });
    const ask = (method: string, path: string, body: object | null = null, site: string = server.site.id) =>
      server.ask('workspace', `/api/admin/sites/${site}/users${path}`, {
        method,
        headers: { cookie, origin: 'http://workspace.localhost' },
        body,
      });
    const [user] = (await ask('GET', `?query=${encodeURIComponent(email)}`)).json<{ users: { id: string }[] }>().users;
    expect(user).toMatchObject({ name: 'Linus', email, sessions: 1, isDeactivated: false });
    expect((await ask('GET', '?query=%25')).json<{ users: [] }>().users).toEqual([]);
    const id = user?.id ?? '';
    expect((await ask('PATCH', `/${id}`, { isDeactivated: true }, other.id)).status).toBe(404);
    expect((await ask('DELETE', `/${id}/sessions`)).status).toBe(204);
    expect((await portal.open('account')).status).toBe(303);
    await portal.fill('login', { email, password });
    expect((await ask('PATCH', `/${id}`, { isDeactivated: true })).status).toBe(204);
    expect((await portal.open('account')).status).toBe(303);
    expect((await portal.fill('login', { email, password })).status).toBe(401);
    expect((await ask('PATCH', `/${id}`, { isDeactivated: false })).status).toBe(204);
    expect((await portal.fill('login', { email, password })).status).toBe(200);
    for (const what of ['user.logins-ended', 'user.deactivated', 'user.reactivated'])
      expect(await audited(what)).toMatchObject({ who_kind: 'member', target_name: 'Linus', site_id: server.site.id });
  });

  it('[AUTH30] a user of one site is a stranger at another', async () => {
    const other = await server.app.sites.addSite({ name: 'Other', domains: [`o${kind}.example`] });
    await server.app.sites.changeSite(other.id, { registration: 'open' });
    const email = newEmail();
    const portal = await registerUser(server, email);
    const there = new Portal(server, other.id);
    there.hold('portal', portal.held('portal') ?? '');
    expect((await there.open('account')).status).toBe(303);
    expect((await there.fill('login', { email, password })).status).toBe(401);
    // The same address is another account there.
    const account = await registerUser(server, email, { site: other.id, name: 'Other Ada' });
    expect((await account.open('account')).body).toContain('value="Other Ada"');
  });
});
