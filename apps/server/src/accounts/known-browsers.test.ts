import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildServer, password } from './testing.ts';

const dayMs = 86_400_000;

describe('a browser that an account logs in with', () => {
  let server: Awaited<ReturnType<typeof buildServer>>;
  beforeEach(async () => {
    server = await buildServer();
    await server.addMember('Ada', ['agent', 'admin']);
    await server.addMember('Bo', ['agent']);
  });
  afterEach(() => server.stop());

  async function logIn(name: string, browser: string | null, kind = 'agent') {
    const body = { email: `${name.toLowerCase()}@shop.example`, password };
    const { status, cookies, headers } = await server.send('POST', `/api/${kind}/login`, { body, cookie: browser });
    expect(status).toBe(200);
    const mark = cookies.find((one) => one.startsWith('porchlight_browser=')) ?? '';
    return { mark, header: headers['set-cookie']?.find((one) => one.startsWith('porchlight_browser=')) };
  }

  it('[AUTH14, AUTH41] is told of at the first login with it, but for the account’s very first', async () => {
    const { mark, header } = await logIn('Ada', null);
    expect(header).toMatch(/^porchlight_browser=[\w-]{43}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Strict$/);
    expect(server.met).toEqual([]);
    const again = await logIn('Ada', mark, 'admin');
    expect([again.mark, server.met]).toEqual([mark, []]);
    const other = await logIn('Ada', null);
    expect(other.mark).not.toBe(mark);
    expect(server.met).toEqual(['new-device Ada']);
    await logIn('Ada', other.mark);
    await logIn('Ada', mark);
    expect(server.met).toEqual(['new-device Ada']);
  });

  it('[AUTH14, AUTH41] is known for each account by itself, and not by what is stored', async () => {
    const ada = await logIn('Ada', null);
    await logIn('Bo', null);
    await logIn('Bo', ada.mark);
    expect(server.met).toEqual(['new-device Bo']);
    const rows = await server.storage.read.selectFrom('known_browsers').selectAll().execute();
    expect(new Set(rows.map((row) => row.browser_hash)).size).toBe(3);
    expect(JSON.stringify(rows)).not.toContain(ada.mark.split('=')[1]);
  });

  it.each(['x', 'a'.repeat(5_000), '%00', 'a b'])('[AUTH14, AUTH41] with the mark %j is a new one', async (value) => {
    await logIn('Ada', null);
    const { mark } = await logIn('Ada', `porchlight_browser=${value}`);
    expect(mark).toMatch(/^porchlight_browser=[\w-]{43}$/);
    expect(server.met).toEqual(['new-device Ada']);
  });

  it('[AUTH14, AUTH41] is forgotten when its mark is over', async () => {
    const { mark } = await logIn('Ada', null);
    server.clock.advance(399 * dayMs);
    await server.accounts.endSessionsOver();
    await logIn('Ada', null);
    expect(server.met).toEqual(['new-device Ada']);
    server.clock.advance(2 * dayMs);
    await server.accounts.endSessionsOver();
    await logIn('Ada', mark);
    expect(server.met).toHaveLength(2);
  });

  it('[AUTH15] that is new stands in the log with where it was', async () => {
    await logIn('Ada', null);
    await logIn('Ada', null);
    const rows = await server.storage.read.selectFrom('audit_log').selectAll().execute();
    expect(rows.find(({ what }) => what === 'login.new-device')).toMatchObject({ who_name: 'Ada', ip: '127.0.0.1' });
  });
});
