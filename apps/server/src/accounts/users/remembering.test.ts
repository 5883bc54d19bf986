import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds, startTestServerOn, type TestServer } from '../../testing.ts';
import { believesProxy, Portal, password, registerUser } from './testing.ts';

const minuteMs = 60_000;
const dayMs = 24 * 3_600_000;

let count = 0;
const newEmail = () => `rem-${++count}@mail.example`;

describe.each(databaseKinds)('remembered logins of users on %s', (kind) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServerOn(kind, { env: believesProxy });
    await server.app.sites.changeSite(server.site.id, { registration: 'open' });
  });
  afterAll(() => server.close());

  /** Somebody who chose to stay logged in, and whose session is over. */
  async function remember(): Promise<{ portal: Portal; email: string }> {
    const email = newEmail();
    await registerUser(server, email);
    const portal = new Portal(server);
    await portal.fill('login', { email, password, remember: '1' });
    server.clock.advance(8 * dayMs);
    return { portal, email };
  }

  it('[REM1] begin a session again, and are replaced at each use', async () => {
    const { portal } = await remember();
    const [token, before] = [portal.held('portal'), portal.held('portal_remember')];
    const page = await portal.open('account');
    expect(page.status).toBe(200);
    expect(portal.held('portal')).not.toBe(token);
    expect(portal.held('portal_remember')).not.toBe(before);
    const line = [page.headers['set-cookie'] ?? []].flat().find((one) => one.includes('remember'));
    // Counted from the login, not from its use.
    expect(Number(/Max-Age=(\d+)/.exec(line ?? '')?.[1])).toBeLessThanOrEqual(22 * 86_400);
    server.clock.advance(23 * dayMs);
    expect((await portal.open('account')).status).toBe(303);
    expect(portal.held('portal_remember')).toBeUndefined();
  });

  it('[REM1] are asked for by twenty tabs at once, and nobody is logged out', async () => {
    const { portal } = await remember();
    const tabs = Array.from({ length: 20 }, () => {
      const tab = new Portal(server);
      for (const [name, value] of portal.cookies) tab.cookies.set(name, value);
      return tab;
    });
    const answers = await Promise.all(tabs.map((tab) => tab.open('account')));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(tabs.map((tab) => tab.held('portal_remember'))).size).toBe(1);
    // Whichever answer came last: it goes on.
    server.clock.advance(8 * dayMs);
    expect((await (tabs[7] as Portal).open('account')).status).toBe(200);
  });

  it('[REM1] used after the successor was are theft: all logins end, and the user is told', async () => {
    const { portal, email } = await remember();
    const other = new Portal(server);
    await other.fill('login', { email, password });
    const stolen = portal.held('portal_remember') ?? '';
    await portal.open('account');
    server.clock.advance(3 * 3_600_000);
    await portal.open('account');
    await other.fill('login', { email, password });
    // A moment later it is a request that was on its way.
    const early = new Portal(server);
    early.hold('portal_remember', stolen);
    expect((await early.open('account')).headers.location).toContain('account?again=1');
    expect((await early.open('account?again=1')).headers.location).toContain('login?next=account');
    expect((await early.post('account', { name: 'Eve', language: 'en' })).status).toBe(403);
    expect((await other.open('account')).status).toBe(200);
    server.clock.advance(minuteMs);
    const thief = new Portal(server);
    thief.hold('portal_remember', stolen);
    expect((await thief.open('account')).status).toBe(303);
    expect([(await portal.open('account')).status, (await other.open('account')).status]).toEqual([303, 303]);
    await server.app.jobs.runDue();
    expect(server.mails.find(({ to }) => to === email)?.subject).toBe('You were logged out everywhere');
    const told = await portal.fill('login', { email, password });
    expect(told.body).toContain('All your logins were ended');
    await portal.post('account/notice', {});
    expect((await portal.open('account')).body).not.toContain('All your logins were ended');
  });

  it('[REM1] that were made up, or cut, end nothing', async () => {
    const { portal } = await remember();
    const good = portal.held('portal_remember') ?? '';
    const wrong = [
      good.slice(0, -1),
      `${good}A`,
      `${good.slice(0, 26)}${'A'.repeat(65)}`,
      'rm_x',
      `rm_${'A'.repeat(22)}.${'A'.repeat(65)}`,
    ];
    for (const value of wrong) {
      const one = new Portal(server);
      one.hold('portal_remember', value);
      expect((await one.open('account')).status).toBe(303);
    }
    expect((await portal.open('account')).status).toBe(200);
  });

  it('[REM2] prove nobody: what is sensitive asks for the password', async () => {
    const { portal, email } = await remember();
    await new Portal(server).fill('login', { email, password });
    expect((await portal.fill('account/sessions', {})).body).toContain('Confirm that it is you');
  });

  it('[REM1] end with logging out, and with a login that does not ask for it', async () => {
    const { portal, email } = await remember();
    const held = portal.held('portal_remember') ?? '';
    await portal.fill('login', { email, password });
    expect(portal.held('portal_remember')).toBeUndefined();
    const copy = new Portal(server);
    copy.hold('portal_remember', held);
    expect((await copy.open('account')).status).toBe(303);
    await portal.fill('login', { email, password, remember: '1' });
    const again = portal.held('portal_remember') ?? '';
    await portal.open('account');
    await portal.post('logout', {});
    copy.hold('portal_remember', again);
    expect((await copy.open('account')).status).toBe(303);
  });

  it('[REM1] wait for a page that somebody opens', async () => {
    const { portal } = await remember();
    const held = portal.held('portal_remember');
    await portal.open('account', { 'sec-purpose': 'prefetch;prerender' });
    expect(portal.held('portal_remember')).toBe(held);
  });
});
