import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fakeClock } from '../platform/clock/index.ts';
import { storages, type TestStorage } from '../platform/db/testing.ts';
import { hashSecret } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import { createSetupLink, hasAdmin } from './logins.ts';
import * as store from './store.ts';
import type { MembersTable, SessionsTable } from './tables.ts';
import { openAccountStorage } from './testing.ts';

function buildMember(overrides: Partial<MembersTable> = {}): MembersTable {
  return {
    id: 'me_aaaaaaaaaaaaaaaaaaaaaa',
    email_key: 'ada@shop.example',
    email: 'Ada@shop.example',
    name: 'Ada',
    password_hash: 'phc',
    roles: '["agent"]',
    created_at: 1_000,
    sites: null,
    deactivated_at: null,
    last_login_at: null,
    language: null,
    ...overrides,
  };
}

function buildSession(overrides: Partial<SessionsTable> = {}): SessionsTable {
  return {
    id: `session of ${overrides.token_hash ?? 'hash-1'}`,
    token_hash: 'hash-1',
    previous_hash: null,
    renewed_at: null,
    confirmed_at: 1_000,
    remembered_id: null,
    enrol_only: 0,
    is_by_provider: 0,
    interface: 'agent',
    member_id: 'me_aaaaaaaaaaaaaaaaaaaaaa',
    created_at: 1_000,
    last_input_at: 1_000,
    expires_at: 100_000,
    user_agent: 'Browser',
    ip: null,
    ...overrides,
  };
}

describe.each(storages())('accounts on $name', (kind) => {
  let test: TestStorage;
  beforeEach(async () => {
    test = await openAccountStorage(kind);
  });
  afterEach(async () => {
    await test.close();
  });

  it('keeps members, in the order in which they came, each address once', async () => {
    const { storage } = test;
    const ada = buildMember();
    const bo = buildMember({ id: 'me_bbbbbbbbbbbbbbbbbbbbbb', email_key: 'bo@shop.example', created_at: 2_000 });
    await storage.execute(commands.insertMember, bo);
    await storage.execute(commands.insertMember, ada);
    const again = buildMember({ id: 'me_cccccccccccccccccccccc' });
    await expect(storage.execute(commands.insertMember, again)).rejects.toMatchObject({ code: 'email_taken' });
    expect(await store.findMembers(storage.read)).toEqual([ada, bo]);
    expect(await store.findMemberByEmail(storage.read, 'ada@shop.example')).toEqual(ada);
    expect(await store.findMemberByEmail(storage.read, 'nobody@shop.example')).toBeNull();
  });

  it('finds nobody who was deactivated', async () => {
    const { storage } = test;
    await storage.execute(commands.insertMember, buildMember({ deactivated_at: 5 }));
    await storage.execute(commands.startSession, { session: buildSession(), replacedHash: null });
    expect(await store.findMembers(storage.read)).toEqual([]);
    expect(await store.findMemberByEmail(storage.read, 'ada@shop.example')).toBeNull();
    expect(await store.findSession(storage.read, 'token_hash', 'hash-1', 'agent')).toBeNull();
  });

  it('[AUTH1] finds a session for its own interface only', async () => {
    const { storage } = test;
    await storage.execute(commands.insertMember, buildMember());
    await storage.execute(commands.startSession, { session: buildSession(), replacedHash: null });
    expect(await store.findSession(storage.read, 'token_hash', 'hash-1', 'agent')).toEqual({
      session: buildSession(),
      member: buildMember({ last_login_at: 1_000 }),
    });
    expect(await store.findSession(storage.read, 'token_hash', 'hash-1', 'admin')).toBeNull();
    expect(await store.findSession(storage.read, 'token_hash', 'hash-2', 'agent')).toBeNull();
  });

  it('[AUTH2] ends the session that a new one replaces, and says whether it was there', async () => {
    const { storage } = test;
    await storage.execute(commands.insertMember, buildMember());
    const start = (hash: string, replacedHash: string | null) =>
      storage.execute(commands.startSession, { session: buildSession({ token_hash: hash }), replacedHash });
    expect(await start('hash-1', null)).toBeNull();
    expect(await start('hash-2', 'hash-1')).toBe('session of hash-1');
    expect(await start('hash-3', 'planted')).toBeNull();
    expect(await store.findSession(storage.read, 'token_hash', 'hash-1', 'agent')).toBeNull();
    const leave = (tokenHash: string | null) =>
      storage.execute(commands.logOut, { tokenHash, series: null, kind: 'agent', now: 2_000 });
    expect(await leave('hash-9')).toBeNull();
    expect(await leave(null)).toBeNull();
    expect(await leave('hash-2')).toBe('session of hash-2');
    expect(await leave('hash-2')).toBeNull();
  });

  it('[AUTH2] moves the time of last use forward only', async () => {
    const { storage } = test;
    await storage.execute(commands.insertMember, buildMember());
    await storage.execute(commands.startSession, { session: buildSession(), replacedHash: null });
    await storage.execute(commands.touchSession, { id: 'session of hash-1', at: 3_000 });
    await storage.execute(commands.touchSession, { id: 'session of hash-1', at: 2_000 });
    expect((await store.findSession(storage.read, 'token_hash', 'hash-1', 'agent'))?.session.last_input_at).toBe(3_000);
  });

  it('[AUTH2] deletes what is over, by the limits of each interface', async () => {
    const { storage } = test;
    await storage.execute(commands.insertMember, buildMember());
    const rows = [
      buildSession({ token_hash: 'idle', last_input_at: 9_000 }),
      buildSession({ token_hash: 'used', last_input_at: 9_001 }),
      buildSession({ token_hash: 'at its end', last_input_at: 9_999, expires_at: 10_000 }),
      buildSession({ token_hash: 'idle admin', interface: 'admin', last_input_at: 9_500 }),
      buildSession({ token_hash: 'used admin', interface: 'admin', last_input_at: 9_501 }),
    ];
    for (const session of rows) await storage.execute(commands.startSession, { session, replacedHash: null });
    const ended = await storage.execute(commands.endSessionsOver, {
      now: 10_000,
      idleMs: { agent: 1_000, admin: 500 },
    });
    expect(ended.toSorted()).toEqual(['at its end', 'idle', 'idle admin'].map((hash) => `session of ${hash}`));
    expect(await store.findSession(storage.read, 'token_hash', 'used', 'agent')).not.toBeNull();
    expect(await store.findSession(storage.read, 'token_hash', 'used admin', 'admin')).not.toBeNull();
  });

  it('[AUTH6] takes a set-up link once, within its time, and only the newest', async () => {
    const { storage } = test;
    const clock = fakeClock(1_000_000);
    const first = await createSetupLink(storage, clock);
    const { token, expiresAt } = await createSetupLink(storage, clock);
    const input = (link: string, at: number) => ({
      linkHash: hashSecret(link),
      member: buildMember({ roles: '["admin"]', created_at: at }),
      session: buildSession({ interface: 'admin' }),
    });
    const invalid = { code: 'setup_link_invalid' };
    await expect(storage.execute(commands.setUp, input(first.token, 1_000_000))).rejects.toMatchObject(invalid);
    await expect(storage.execute(commands.setUp, input('guessed', 1_000_000))).rejects.toMatchObject(invalid);
    await expect(storage.execute(commands.setUp, input(token, expiresAt))).rejects.toMatchObject(invalid);
    expect(await hasAdmin(storage)).toBe(false);
    await storage.execute(commands.setUp, input(token, expiresAt - 1));
    expect(await hasAdmin(storage)).toBe(true);
    await expect(storage.execute(commands.setUp, input(token, expiresAt - 1))).rejects.toMatchObject(invalid);
  });

  it('[AUTH6] leaves the set-up link open when the address is taken', async () => {
    const { storage } = test;
    await storage.execute(commands.insertMember, buildMember());
    const { token } = await createSetupLink(storage, fakeClock(1_000_000));
    const linkHash = hashSecret(token);
    const member = buildMember({ id: 'me_bbbbbbbbbbbbbbbbbbbbbb', created_at: 1_000_001 });
    const session = buildSession({ member_id: member.id });
    await expect(storage.execute(commands.setUp, { linkHash, member, session })).rejects.toMatchObject({
      code: 'email_taken',
    });
    expect(await store.isSetupLinkOpen(storage.read, linkHash, 1_000_001)).toBe(true);
  });

  it('[AUTH6] refuses the link once there is an admin, however they came', async () => {
    const { storage } = test;
    const { token } = await createSetupLink(storage, fakeClock(1_000_000));
    await storage.execute(commands.insertMember, buildMember({ roles: '["admin"]' }));
    const id = `me_${'b'.repeat(22)}` as const;
    const member = buildMember({ id, email_key: 'b@shop.example', created_at: 1_000_001 });
    const session = buildSession({ member_id: id });
    await expect(
      storage.execute(commands.setUp, { linkHash: hashSecret(token), member, session }),
    ).rejects.toMatchObject({ code: 'setup_link_invalid' });
  });

  it('[AUTH6] gives a link to one of two who use it at the same moment', async () => {
    const { storage } = test;
    const { token } = await createSetupLink(storage, fakeClock(1_000_000));
    const linkHash = hashSecret(token);
    const attempts = ['a', 'b'].map((letter) =>
      storage.execute(commands.setUp, {
        linkHash,
        member: buildMember({
          roles: '["admin"]',
          id: `me_${letter.repeat(22)}`,
          email_key: `${letter}@shop.example`,
          created_at: 1_000_001,
        }),
        session: buildSession({ token_hash: letter, member_id: `me_${letter.repeat(22)}` }),
      }),
    );
    const outcomes = (await Promise.allSettled(attempts)).map((outcome) => outcome.status);
    expect(outcomes.toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await store.findMembers(storage.read)).toHaveLength(1);
  });
});
