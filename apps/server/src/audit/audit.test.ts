import type { AuditAnswer, AuditEntry, CreateIdentityKeyAnswer } from '@porchlight/protocol';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { fakeClock } from '../platform/clock/index.ts';
import { storages, type TestStorage } from '../platform/db/testing.ts';
import { fromWorkspace, refusalOf, startTestServer, type TestServer } from '../testing.ts';
import { recordAlone } from './commands.ts';
import { csvOf } from './csv.ts';
import { bySystem, differenceOf } from './index.ts';
import { type AuditFilter, findEntries } from './store.ts';

const all: AuditFilter = { who: null, what: null, from: null, to: null, sites: null };

describe.each(storages())('the audit log on $name', (kind) => {
  let test: TestStorage;
  const clock = fakeClock(1_000_000);
  beforeEach(async () => {
    test = await kind.open({ registryUrl: new URL('./commands.ts', import.meta.url).href, migrations });
  });
  afterEach(() => test.close());
  const note = (entry: Partial<AuditEntry> & { what: string; site?: `st_${string}`; at?: number }) =>
    test.storage.execute(recordAlone, { ...bySystem, at: clock.now(), ...entry, from: bySystem.from });
  const find = async (filter: Partial<AuditFilter> = {}, before: string | null = null, limit = 50) =>
    findEntries(test.storage.read, { ...all, ...filter }, before, limit);

  it('[AUTH15] is append-only for whoever holds the database, too', async () => {
    await note({ what: 'site.added' });
    const { read } = test.storage;
    await expect(sql`update audit_log set what = 'x'`.execute(read)).rejects.toThrow();
    await expect(sql`delete from audit_log`.execute(read)).rejects.toThrow();
    expect((await find()).map(({ what }) => what)).toEqual(['site.added']);
  });

  it('[AUTH15] is read by who, what, when and site, newest first, page by page', async () => {
    const ada = { kind: 'member', id: 'me_ada', name: 'Ada' } as const;
    await note({ what: 'site.added', at: 1_000, site: 'st_one' });
    await note({ what: 'site.changed', at: 2_000, site: 'st_two', who: ada });
    await note({ what: 'sites.other', at: 3_000 });
    await note({ what: 'login.failed', at: 4_000, who: ada });
    const names = async (...given: Parameters<typeof find>) => (await find(...given)).map(({ what }) => what);
    expect(await names()).toEqual(['login.failed', 'sites.other', 'site.changed', 'site.added']);
    expect(await names({ what: 'site' })).toEqual(['site.changed', 'site.added']);
    expect(await names({ what: 'site.added' })).toEqual(['site.added']);
    expect(await names({ who: 'me_ada' })).toEqual(['login.failed', 'site.changed']);
    expect(await names({ from: 2_000, to: 4_000 })).toEqual(['sites.other', 'site.changed']);
    expect(await names({ sites: ['st_two'] })).toEqual(['site.changed']);
    expect(await names({ sites: [] })).toEqual([]);
    const [first, second] = await find({}, null, 2);
    expect(await names({}, second?.id)).toEqual(['site.changed', 'site.added']);
    expect(first?.id.localeCompare(second?.id ?? '')).toBe(1);
  });

  it('[AUTH15] keeps no secret, whatever a command hands it', async () => {
    await note({ what: 'x.y', after: { password: 'quiet otter', nested: { token_hash: 'abc', name: 'kept' } } });
    const [entry] = await find();
    expect(entry?.after).toBe('{"password":"(not kept)","nested":{"token_hash":"(not kept)","name":"kept"}}');
  });
});

describe('the audit log of a server', () => {
  let server: TestServer;
  let admin: Awaited<ReturnType<TestServer['logIn']>>;
  beforeAll(async () => {
    server = await startTestServer();
    admin = await server.logIn('admin', 'Ada');
  });
  afterAll(() => server.close());
  const ask = (method: string, path: string, body?: object, cookie = admin.cookie) => {
    // Entries of one millisecond stand in any order.
    server.clock.advance(1);
    return server.ask('workspace', path, { ...fromWorkspace(cookie, body), method });
  };
  const read = async (query = '', cookie?: string) =>
    (await ask('GET', `/api/admin/audit${query}`, undefined, cookie)).json<AuditAnswer>().entries;

  it('[AUTH15] tells who changed which setting of a site, from where, and what it was before', async () => {
    await ask('PATCH', `/api/admin/sites/${server.site.id}`, { greeting: 'Hello!', accent: server.site.accent });
    const [entry] = await read('?what=site.changed');
    expect(entry).toEqual({
      id: entry?.id,
      at: server.clock.now() - 1,
      who: { kind: 'member', id: admin.member.id, name: 'Ada' },
      what: 'site.changed',
      target: { kind: 'site', id: server.site.id, name: 'Test shop' },
      from: { country: 'DE', browser: 'Chrome 156, Linux', ip: '127.0.0.1' },
      before: { greeting: '' },
      after: { greeting: 'Hello!' },
    });
    const before = (await read()).length;
    await ask('PATCH', `/api/admin/sites/${server.site.id}`, { greeting: 'Hello!' });
    expect(await read()).toHaveLength(before);
  });

  it('[AUTH15] tells of keys that come and go, and never their secret', async () => {
    const at = `/api/admin/sites/${server.site.id}/identity-keys`;
    const made = (await ask('POST', at, { kind: 'shared-secret' })).json<CreateIdentityKeyAnswer>();
    await ask('DELETE', `${at}/${made.key.id}`);
    const entries = await read('?what=identity-key');
    expect(entries.map(({ what }) => what)).toEqual(['identity-key.removed', 'identity-key.added']);
    expect(JSON.stringify(entries)).not.toContain(made.secret);
  });

  it('[AUTH15] gives it all as a table, and tells that somebody took it', async () => {
    const answer = await ask('GET', '/api/admin/audit.csv?what=site');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="audit.csv"',
      'cache-control': 'no-store',
    });
    const [head, ...rows] = answer.body.trim().split('\r\n');
    expect(head).toBe('at,who,who_id,what,target,target_id,country,browser,ip,before,after');
    expect(rows[0]).toMatch(/^2026-03-02T10:00:00\.\d{3}Z,Ada,me_/);
    expect((await read('?what=audit'))[0]).toMatchObject({ what: 'audit.exported', after: { what: 'site' } });
    await ask('GET', `/api/admin/sites/${server.site.id}/consents.csv`);
    expect((await read('?what=consents'))[0]).toMatchObject({ what: 'consents.exported' });
  });

  it('[AUTH15] is no program to what opens the table', async () => {
    const entry = (name: string): AuditEntry => ({
      id: 'au_aaaaaaaa',
      at: 0,
      who: { kind: 'member', id: 'me_a', name },
      what: 'x.y',
      target: null,
      from: { country: null, browser: null, ip: null },
      before: null,
      after: { a: 'b' },
    });
    const rows = [];
    async function* entries() {
      yield* ['=1+1', '@sum', '-2', 'Ada "the first", Lovelace'].map(entry);
    }
    for await (const row of csvOf(entries())) rows.push(row);
    expect(rows.slice(1).map((row) => row.slice(25, 40))).toEqual([
      expect.stringContaining("'=1+1,"),
      expect.stringContaining("'@sum,"),
      expect.stringContaining("'-2,"),
      expect.stringContaining('"Ada ""the firs'),
    ]);
  });

  it('[AUTH9, AUTH15] shows who looks after one site what is of that site', async () => {
    const limited = await server.logIn('admin', 'Bo', { sites: [server.site.id] });
    const other = await server.app.sites.addSite({ name: 'Other', domains: [] });
    const seen = await read('', limited.cookie);
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ target, what }) => target?.id !== other.id && what !== 'audit.exported')).toBe(true);
  });

  it.each([
    ['?before=1&x=1'],
    ['?from=yesterday'],
    ['?to=-1'],
    ['?what=Login'],
    ['?what=a.b.c'],
    [`?who=${'x'.repeat(100)}`],
  ])('refuses the filter %s in words', async (query) => {
    expect(refusalOf(await ask('GET', `/api/admin/audit${query}`))).toEqual([400, 'invalid_query']);
  });

  it('tells what differs by name', () => {
    expect(differenceOf({ a: 1, b: [1] }, { a: 2, b: [1] })).toEqual({ before: { a: 1 }, after: { a: 2 } });
  });
});

describe('logins in the audit log', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  it('[AUTH15] stand there with where they came from, failures without what was typed', async () => {
    const { cookie, member } = await server.logIn('admin', 'Ada');
    const typed = { email: 'my pass phrase by mistake', password: 'quiet otter under the porch' };
    const headers = { origin: 'http://workspace.localhost' };
    server.clock.advance(1);
    await server.ask('workspace', '/api/admin/login', { method: 'POST', headers, body: typed });
    server.clock.advance(1);
    const wrong = { email: member.email, password: typed.password };
    await server.ask('workspace', '/api/admin/login', { method: 'POST', headers, body: wrong });
    server.clock.advance(1);
    await server.ask('workspace', '/api/admin/logout', { ...fromWorkspace(cookie, {}), method: 'POST' });
    server.clock.advance(1);
    const again = await server.logIn('admin', 'Bo');
    const answer = await server.ask('workspace', '/api/admin/audit?what=login', fromWorkspace(again.cookie));
    const { entries } = answer.json<AuditAnswer>();
    expect(entries.map(({ what, who, target }) => [what, who.name, target?.name ?? null])).toEqual([
      ['login.succeeded', 'Bo', 'Bo'],
      ['login.ended', 'Ada', 'Ada'],
      ['login.failed', '', 'Ada'],
      ['login.failed', '', null],
      ['login.succeeded', 'Ada', 'Ada'],
    ]);
    expect(entries[0]).toMatchObject({ from: { ip: '127.0.0.1', country: 'DE', browser: 'Chrome 156, Linux' } });
    expect(answer.body).not.toContain('pass phrase');
    expect(answer.body).not.toContain('otter');
  });
});
