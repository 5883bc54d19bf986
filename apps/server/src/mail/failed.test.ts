import type { AuditAnswer, JobsAnswer } from '@porchlight/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../../../scripts/testing/postgres.ts';
import { giveBackJob, leaseJobs } from '../platform/jobs/commands.ts';
import { fromWorkspace, refusalOf, startTestServer, type TestServer } from '../testing.ts';

const dayMs = 86_400_000;

describe.each(['sqlite', 'postgres'])('mail that could not be sent on %s', (kind) => {
  let server: TestServer;
  let drop: () => Promise<void> = async () => undefined;
  let cookie: string;
  beforeAll(async () => {
    const database = kind === 'postgres' ? await createTestDatabase() : null;
    if (database) drop = () => database.drop();
    server = await startTestServer(database ? { databaseUrl: database.url } : {});
    cookie = (await server.logIn('admin')).cookie;
  });
  afterAll(async () => {
    await server.close();
    await drop();
  });

  const send = (method: string, path: string, body?: object, by = cookie) =>
    server.ask('workspace', `/api/admin/jobs${path}`, { ...fromWorkspace(by, body), method });
  const read = async () => (await send('GET', '')).json<JobsAnswer>();
  const logged = async (what: string) =>
    (await server.ask('workspace', `/api/admin/audit?what=${what}`, fromWorkspace(cookie))).json<AuditAnswer>().entries;

  /** An invitation whose mail was refused for good. */
  async function fail(email: string): Promise<void> {
    const body = { email, roles: ['agent'], sites: null, language: 'en' };
    await server.ask('workspace', '/api/admin/invitations', fromWorkspace(cookie, body));
    const now = server.clock.now();
    const lease = { kinds: ['mail'], lease: 'worker', now, until: now + 1_000, limit: 5 };
    for (const { id } of await server.storage.execute(leaseJobs, lease)) {
      const error = '550 no such mailbox';
      await server.storage.execute(giveBackJob, { id, lease: 'worker', now, runAt: null, error });
    }
  }
  beforeEach(async () => {
    for (const { id } of (await read()).failed) await send('DELETE', `/${id}`);
    server.clock.advance(1_000);
  });

  it('[JOB3] is listed with why, for whom, and whether another try can help', async () => {
    await fail('nobody@shop.example');
    const { dead, failed } = await read();
    expect([dead, failed]).toEqual([
      1,
      [
        {
          id: failed[0]?.id,
          what: 'invitation',
          to: 'nobody@shop.example',
          createdAt: server.clock.now(),
          failedAt: server.clock.now(),
          error: '550 no such mailbox',
          isOver: false,
        },
      ],
    ]);
    expect(JSON.stringify(failed)).not.toContain('link');
    server.clock.advance(8 * dayMs);
    cookie = (await server.logIn('admin')).cookie;
    expect((await read()).failed[0]?.isOver).toBe(true);
  });

  it('[JOB3] [AUTH15] is tried again one by one or all at once, and who did so is written down', async () => {
    await fail('nobody@shop.example');
    server.clock.advance(1_000);
    await fail('other@shop.example');
    const [last] = (await read()).failed;
    expect((await send('POST', `/${last?.id}/revivals`, {})).status).toBe(204);
    expect(refusalOf(await send('POST', `/${last?.id}/revivals`, {}))).toEqual([404, 'job_not_found']);
    expect((await read()).failed.map(({ to }) => to)).toEqual(['nobody@shop.example']);
    expect((await send('POST', '/revivals', {})).status).toBe(204);
    expect(await read()).toMatchObject({ dead: 0, failed: [] });
    const names = (await logged('mail.tried-again')).slice(0, 2).map(({ target, who }) => [target?.name, who.kind]);
    expect(names.sort()).toEqual([
      ['nobody@shop.example', 'member'],
      ['other@shop.example', 'member'],
    ]);
    await server.app.jobs.runDue();
    expect(server.mails.map(({ to }) => to)).toContain('other@shop.example');
  });

  it('[JOB3] [AUTH15] is put away for good, which is written down', async () => {
    await fail('nobody@shop.example');
    const [one] = (await read()).failed;
    expect((await send('DELETE', `/${one?.id}`)).status).toBe(204);
    expect(refusalOf(await send('DELETE', `/${one?.id}`))).toEqual([404, 'job_not_found']);
    expect((await logged('mail.put-away'))[0]).toMatchObject({
      target: { kind: 'mail', name: 'nobody@shop.example' },
      before: { mail: 'invitation', error: '550 no such mailbox' },
    });
  });

  it.each(['x', '%00', 'ms_'.repeat(80)])('[JOB3] is not found by the id %j', async (id) => {
    expect((await send('DELETE', `/${id}`)).status).toBe(404);
    expect((await send('POST', `/${id}/revivals`, {})).status).toBe(404);
  });

  it('[AUTH8] is for whoever may change how people log in', async () => {
    const other = await server.logIn('admin', 'Sue', { roles: ['supervisor'] });
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/revivals'],
      ['DELETE', '/x'],
    ] as const) {
      const answer = await send(method, path, method === 'POST' ? {} : undefined, other.cookie);
      expect(refusalOf(answer)).toEqual([403, 'permission_missing']);
    }
  });
});
