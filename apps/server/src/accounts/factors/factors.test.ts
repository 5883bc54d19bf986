import type { Member } from '@porchlight/protocol';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bySystem } from '../../audit/index.ts';
import { migrations } from '../../migrations/index.ts';
import { fakeClock } from '../../platform/clock/index.ts';
import { storages, type TestStorage } from '../../platform/db/testing.ts';
import { Factors, type Place } from './factors.ts';
import { assertionResponse, registrationResponse } from './schema.ts';
import { findEnrolled } from './store.ts';
import { codeAt, makeAuthenticator } from './testing.ts';

const minute = 60_000;
const origin = 'https://work.example';
const ada: Member = {
  id: 'me_aaaaaaaaaaaaaaaaaaaaaa',
  name: 'Ada',
  email: 'ada@shop.example',
  roles: ['agent'],
  sites: null,
};
const bo: Member = { ...ada, id: 'me_bbbbbbbbbbbbbbbbbbbbbb', name: 'Bo', email: 'bo@shop.example' };
const at: Place = { interface: 'agent', browserHash: 'browser-1', network: '192.0.2.1', from: bySystem.from };
const wrong = { code: 'second_factor_failed' };
const over = { code: 'second_step_over' };
const newAuthenticator = () => makeAuthenticator({ origin, rpId: 'work.example' });
type Authenticator = ReturnType<typeof newAuthenticator>;

describe.each(storages())('second factors on $name', (kind) => {
  let test: TestStorage;
  let clock: ReturnType<typeof fakeClock>;
  let factors: Factors;
  beforeEach(async () => {
    test = await kind.open({ registryUrl: new URL('../../commands.ts', import.meta.url).href, migrations });
    clock = fakeClock(Date.UTC(2026, 10, 22));
    factors = new Factors({ storage: test.storage, clock, secret: 'a secret', workspaceOrigin: origin });
  });
  afterEach(() => test.close());

  const codeOf = (secret: string, offMs = 0) => codeAt(secret, clock.now() + offMs);

  /** Sets up an app; its code's step is used by that, so the clock moves on. */
  async function setUpApp(member = ada) {
    const { enrolment, secret } = await factors.proposeTotp(member);
    const { recoveryCodes } = await factors.addTotp(at, member, { enrolment, code: codeOf(secret) }, bySystem);
    clock.advance(minute);
    return { secret, recoveryCodes: recoveryCodes ?? [] };
  }

  async function setUpPasskey(authenticator: Authenticator, member = ada, name = 'Laptop') {
    const made = authenticator.create(await factors.askForNew(at, member));
    return factors.addPasskey(at, member, { name, response: registrationResponse.parse(made) }, bySystem);
  }

  const passkeyLogin = async (authenticator: Authenticator, lie: Parameters<Authenticator['get']>[1] = {}) =>
    factors.logIn(at, assertionResponse.parse(authenticator.get(await factors.askAtLogin(at, null), lie)));

  const finishBy = (pending: string, factor: 'totp' | 'recovery-code', code: string, place = at) =>
    factors.finish(place, { pending, factor, code });

  describe('codes of an app', () => {
    it('[AUTH4] are set up only by a code, and the key is stored sealed', async () => {
      const { enrolment, secret, url } = await factors.proposeTotp(ada);
      expect(url).toMatch(/^otpauth:\/\/totp\/Porchlight:ada%40shop\.example\?/);
      await expect(factors.addTotp(at, ada, { enrolment, code: '000000' }, bySystem)).rejects.toMatchObject(wrong);
      expect(await factors.findOf(ada.id)).toEqual([]);
      await factors.addTotp(at, ada, { enrolment, code: codeOf(secret) }, bySystem);
      expect(await factors.findOf(ada.id)).toEqual(['totp', 'recovery-code']);
      const row = await test.storage.read.selectFrom('totp_factors').selectAll().executeTakeFirstOrThrow();
      expect(JSON.stringify(row)).not.toContain(secret);
    });

    it('[AUTH4] an enrolment is its member’s own, untouched, and ten minutes old at most', async () => {
      const { enrolment, secret } = await factors.proposeTotp(ada);
      await expect(factors.addTotp(at, bo, { enrolment, code: codeOf(secret) }, bySystem)).rejects.toMatchObject(over);
      const tampered = `${enrolment.slice(0, -3)}AAA`;
      await expect(
        factors.addTotp(at, ada, { enrolment: tampered, code: codeOf(secret) }, bySystem),
      ).rejects.toMatchObject(over);
      clock.advance(10 * minute);
      await expect(factors.addTotp(at, ada, { enrolment, code: codeOf(secret) }, bySystem)).rejects.toMatchObject(over);
    });

    it('[AUTH4] a code is taken once, also of two logins at the same moment', async () => {
      const { secret } = await setUpApp();
      const pendings = await Promise.all([1, 2, 3].map(() => factors.hold(at, ada.id, false)));
      const code = codeOf(secret);
      const tries = await Promise.allSettled(pendings.map((pending) => finishBy(pending, 'totp', code)));
      expect(tries.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
      await expect(finishBy(await factors.hold(at, ada.id, false), 'totp', code)).rejects.toMatchObject(wrong);
    });

    it('[AUTH4] the one that set the app up opens nothing afterwards', async () => {
      const { enrolment, secret } = await factors.proposeTotp(ada);
      const code = codeOf(secret);
      await factors.addTotp(at, ada, { enrolment, code }, bySystem);
      await expect(finishBy(await factors.hold(at, ada.id, false), 'totp', code)).rejects.toMatchObject(wrong);
    });

    it.each([
      [-30_000, true],
      [30_000, true],
      [-60_000, false],
      [60_000, false],
    ])('[AUTH4] a clock that is %s ms off: %s', async (offMs, isTaken) => {
      const { secret } = await setUpApp();
      clock.advance(minute);
      const login = finishBy(await factors.hold(at, ada.id, false), 'totp', codeOf(secret, offMs));
      await (isTaken
        ? expect(login).resolves.toMatchObject({ memberId: ada.id })
        : expect(login).rejects.toMatchObject(wrong));
    });

    it('[AUTH4] an earlier step is not taken after a later one', async () => {
      const { secret } = await setUpApp();
      await finishBy(await factors.hold(at, ada.id, false), 'totp', codeOf(secret, 30_000));
      const earlier = finishBy(await factors.hold(at, ada.id, false), 'totp', codeOf(secret));
      await expect(earlier).rejects.toMatchObject(wrong);
    });

    it('reads a code as people type it, and nothing else', async () => {
      const { secret } = await setUpApp();
      const pending = await factors.hold(at, ada.id, false);
      for (const code of ['', '12345', '1234567', 'abcdef', '½23456']) {
        await expect(finishBy(pending, 'totp', code)).rejects.toMatchObject(wrong);
      }
      clock.advance(minute);
      const code = codeOf(secret);
      const typed = `${code.slice(0, 3)} ${code.slice(3)}`;
      expect(await finishBy(pending, 'totp', typed)).toMatchObject({ factor: 'totp', isRemembered: false });
    });
  });

  describe('a login between its steps', () => {
    it('[AUTH4] ends after five minutes and after one use', async () => {
      const { recoveryCodes } = await setUpApp();
      const late = await factors.hold(at, ada.id, false);
      clock.advance(5 * minute);
      await expect(finishBy(late, 'recovery-code', recoveryCodes[0] as string)).rejects.toMatchObject(over);
      const pending = await factors.hold(at, ada.id, true);
      expect(await finishBy(pending, 'recovery-code', recoveryCodes[0] as string)).toMatchObject({
        isRemembered: true,
      });
      await expect(finishBy(pending, 'recovery-code', recoveryCodes[1] as string)).rejects.toMatchObject(over);
      // What was refused for its login is not used up.
      const next = await factors.hold(at, ada.id, false);
      await finishBy(next, 'recovery-code', recoveryCodes[1] as string);
    });

    it('[AUTH4] belongs to one browser and one interface, and is no other text', async () => {
      const { secret } = await setUpApp();
      const pending = await factors.hold(at, ada.id, false);
      const code = codeOf(secret);
      for (const [given, place] of [
        [pending, { ...at, browserHash: 'browser-2' }],
        [pending, { ...at, interface: 'admin' as const }],
        [`${pending.slice(0, -1)}_`, at],
        ['', at],
      ] as const) {
        await expect(finishBy(given, 'totp', code, place)).rejects.toMatchObject(over);
      }
      await finishBy(pending, 'totp', code);
    });

    it('[AUTH4] is stored as a hash, and forgotten when its time is over', async () => {
      const pending = await factors.hold(at, ada.id, false);
      const rows = () => test.storage.read.selectFrom('pending_logins').selectAll().execute();
      expect(JSON.stringify(await rows())).not.toContain(pending);
      clock.advance(5 * minute);
      await factors.endOver();
      expect(await rows()).toEqual([]);
    });

    it('[AUTH4] many wrong codes wait, from everywhere, and no right one gets by meanwhile', async () => {
      const { secret } = await setUpApp();
      const pending = await factors.hold(at, ada.id, false);
      const tries = await Promise.allSettled(
        Array.from({ length: 40 }, (_, index) =>
          finishBy(pending, 'totp', '000000', { ...at, network: `192.0.2.${index}` }),
        ),
      );
      const codes = tries.map((one) => (one.status === 'rejected' ? one.reason.code : ''));
      expect(codes.filter((code) => code === 'second_factor_failed')).toHaveLength(10);
      expect(codes.filter((code) => code === 'too_many_attempts')).toHaveLength(30);
      const right = () => finishBy(pending, 'totp', codeOf(secret), { ...at, network: '198.51.100.7' });
      await expect(right()).rejects.toMatchObject({ code: 'too_many_attempts', retryAfterS: expect.any(Number) });
      clock.advance(30_000);
      expect(await right()).toMatchObject({ memberId: ada.id });
    });
  });

  describe('recovery codes', () => {
    it('[AUTH4] come with the first factor, ten, and are stored as hashes', async () => {
      const { recoveryCodes } = await setUpApp();
      expect(new Set(recoveryCodes).size).toBe(10);
      const stored = JSON.stringify(await test.storage.read.selectFrom('recovery_codes').selectAll().execute());
      for (const code of recoveryCodes) expect(stored).not.toContain(code);
      const hashes = (await test.storage.read.selectFrom('recovery_codes').select('code_hash').execute()).map(
        ({ code_hash }) => code_hash.split('.'),
      );
      // One salt for the set, of 128 bits; with another one nothing of it comes again.
      expect(new Set(hashes.map(([salt]) => salt)).size).toBe(1);
      expect(hashes.every(([salt = '', hash = '']) => salt.length === 22 && hash.length === 43)).toBe(true);
      expect((await setUpPasskey(newAuthenticator())).recoveryCodes).toBeNull();
      expect((await factors.read(ada)).recoveryCodesLeft).toBe(10);
    });

    it('[AUTH4] one of them opens one login, whatever runs at the same moment', async () => {
      const { recoveryCodes } = await setUpApp();
      const [code = ''] = recoveryCodes;
      const pendings = await Promise.all([1, 2, 3, 4].map(() => factors.hold(at, ada.id, false)));
      const tries = await Promise.allSettled(pendings.map((pending) => finishBy(pending, 'recovery-code', code)));
      expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect((await factors.read(ada)).recoveryCodesLeft).toBe(9);
    });

    it('[AUTH4] are nobody else’s, and read as people type them', async () => {
      const { recoveryCodes } = await setUpApp();
      await setUpApp(bo);
      const [code = ''] = recoveryCodes;
      const foreign = finishBy(await factors.hold(at, bo.id, false), 'recovery-code', code);
      await expect(foreign).rejects.toMatchObject(wrong);
      const typed = ` ${code.toUpperCase().replace('-', ' ')} `;
      await finishBy(await factors.hold(at, ada.id, false), 'recovery-code', typed);
    });

    it('[AUTH4] new ones end those before, and there are none without a factor', async () => {
      await expect(factors.replaceCodes(ada.id, bySystem)).rejects.toMatchObject({ code: 'second_factor_needed' });
      const { recoveryCodes } = await setUpApp();
      const fresh = await factors.replaceCodes(ada.id, bySystem);
      const old = finishBy(await factors.hold(at, ada.id, false), 'recovery-code', recoveryCodes[0] as string);
      await expect(old).rejects.toMatchObject(wrong);
      await finishBy(await factors.hold(at, ada.id, false), 'recovery-code', fresh[0] as string);
      await factors.remove(ada, null, bySystem);
      expect((await factors.read(ada)).recoveryCodesLeft).toBe(0);
    });
  });

  describe('passkeys', () => {
    it('[AUTH4] log in alone, by the passkey that the person chose, and note their use', async () => {
      const authenticator = newAuthenticator();
      await setUpPasskey(authenticator);
      clock.advance(minute);
      expect(await passkeyLogin(authenticator)).toEqual({ memberId: ada.id, factor: 'passkey' });
      expect((await factors.read(ada)).passkeys).toMatchObject([{ name: 'Laptop', lastUsedAt: clock.now() }]);
    });

    it.each([
      ['another origin', { origin: 'https://work.example.evil.example' }],
      ['another host', { rpId: 'evil.example' }],
      ['nobody verified', { isVerified: false }],
      ['a counter that stands still', { counter: 1 }],
      ['another owner', { userHandle: Buffer.from(bo.id).toString('base64url') }],
      ['a challenge of its own', { challenge: 'AAAA' }],
    ])('[AUTH4] are refused with %s', async (_name, lie) => {
      const authenticator = newAuthenticator();
      await setUpPasskey(authenticator);
      await expect(passkeyLogin(authenticator, lie)).rejects.toMatchObject(wrong);
    });

    it.each([
      ['another origin', { origin: 'https://evil.example' }],
      ['another host', { rpId: 'evil.example' }],
      ['nobody verified', { isVerified: false }],
      ['a challenge of its own', { challenge: 'AAAA' }],
    ])('[AUTH4] are not set up with %s', async (_name, lie) => {
      const made = newAuthenticator().create(await factors.askForNew(at, ada), lie);
      const adding = factors.addPasskey(at, ada, { name: 'Key', response: registrationResponse.parse(made) }, bySystem);
      await expect(adding).rejects.toMatchObject(wrong);
      expect(await factors.findOf(ada.id)).toEqual([]);
    });

    it('[AUTH4] an answer is taken once, in its browser, in its interface, for its purpose, in its time', async () => {
      const authenticator = newAuthenticator();
      await setUpPasskey(authenticator);
      const answer = async () => assertionResponse.parse(authenticator.get(await factors.askAtLogin(at, null)));
      const first = await answer();
      const both = await Promise.allSettled([factors.logIn(at, first), factors.logIn(at, first)]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      await expect(factors.logIn({ ...at, browserHash: 'browser-2' }, await answer())).rejects.toMatchObject(wrong);
      await expect(factors.logIn({ ...at, interface: 'admin' }, await answer())).rejects.toMatchObject(wrong);
      const confirming = factors.confirm(at, ada.id, { factor: 'passkey', response: await answer() });
      await expect(confirming).rejects.toMatchObject(wrong);
      const late = await answer();
      clock.advance(5 * minute);
      await expect(factors.logIn(at, late)).rejects.toMatchObject(wrong);
    });

    it('[AUTH4] another member’s passkey is no second step and no confirmation', async () => {
      const [own, foreign] = [newAuthenticator(), newAuthenticator()];
      await setUpPasskey(own);
      await setUpPasskey(foreign, bo);
      const pending = await factors.hold(at, ada.id, false);
      const options = await factors.askAtLogin(at, pending);
      expect(options.allowCredentials).toHaveLength(1);
      const step = (by: Authenticator) =>
        factors.finish(at, { pending, factor: 'passkey', response: assertionResponse.parse(by.get(options)) });
      await expect(step(foreign)).rejects.toMatchObject(wrong);
      expect(await step(own)).toMatchObject({ memberId: ada.id, factor: 'passkey' });
      const asked = await factors.askToConfirm(at, ada.id);
      const confirm = (by: Authenticator) =>
        factors.confirm(at, ada.id, { factor: 'passkey', response: assertionResponse.parse(by.get(asked)) });
      await expect(confirm(foreign)).rejects.toMatchObject(wrong);
      await confirm(own);
    });

    it('[AUTH4] one authenticator’s key belongs to one member, and one answer sets up one', async () => {
      const authenticator = newAuthenticator();
      const made = authenticator.create(await factors.askForNew(at, ada));
      const add = () =>
        factors.addPasskey(at, ada, { name: 'Key', response: registrationResponse.parse(made) }, bySystem);
      await add();
      await expect(add()).rejects.toMatchObject(wrong);
      await expect(setUpPasskey(authenticator, bo)).rejects.toMatchObject({ code: 'passkey_known' });
      expect(await factors.findOf(bo.id)).toEqual([]);
    });

    it('have names, which their owner changes, and go one by one', async () => {
      const authenticator = newAuthenticator();
      await setUpPasskey(authenticator);
      const [passkey] = (await factors.read(ada)).passkeys;
      const id = passkey?.id as `pk_${string}`;
      await factors.renamePasskey(ada.id, id, 'Work laptop', bySystem);
      expect((await factors.read(ada)).passkeys).toMatchObject([{ name: 'Work laptop' }]);
      const gone = { code: 'passkey_not_found' };
      await expect(factors.renamePasskey(bo.id, id, 'Mine', bySystem)).rejects.toMatchObject(gone);
      await expect(factors.remove(bo, id, bySystem)).rejects.toMatchObject(gone);
      await factors.remove(ada, id, bySystem);
      expect(await factors.findOf(ada.id)).toEqual([]);
      await expect(passkeyLogin(authenticator)).rejects.toMatchObject(wrong);
    });

    it('[AUTH4] need a name on https, or this machine', () => {
      const isPossible = (workspaceOrigin: string) =>
        new Factors({ storage: test.storage, clock, secret: 's', workspaceOrigin }).kinds.includes('passkey');
      expect(isPossible('https://work.example')).toBe(true);
      expect(isPossible('http://work.localhost:8080')).toBe(true);
      expect(isPossible('http://work.example')).toBe(false);
      expect(isPossible('https://192.0.2.1')).toBe(false);
      expect(isPossible('https://[2001:db8::1]')).toBe(false);
    });
  });

  it('[AUTH4] a role that asks for a factor keeps the last one, and only that', async () => {
    await factors.changeRule(['agent'], bySystem);
    expect(await factors.isRequiredOf(ada)).toBe(true);
    expect(await factors.isRequiredOf({ roles: ['viewer'] })).toBe(false);
    await setUpApp();
    await setUpPasskey(newAuthenticator());
    await factors.remove(ada, null, bySystem);
    const [passkey] = (await factors.read(ada)).passkeys;
    const last = factors.remove(ada, passkey?.id ?? null, bySystem);
    await expect(last).rejects.toMatchObject({ code: 'second_factor_kept' });
    expect((await factors.read(ada)).passkeys).toHaveLength(1);
    const { totp, passkey: passkeys } = await findEnrolled(test.storage.read);
    expect([totp.size, [...passkeys]]).toEqual([0, [ada.id]]);
  });

  it('[AUTH4] a reset takes everything of one member, also logins between two steps', async () => {
    const authenticator = newAuthenticator();
    const { secret, recoveryCodes } = await setUpApp();
    await setUpPasskey(authenticator);
    await setUpApp(bo);
    const pending = await factors.hold(at, ada.id, false);
    await factors.reset(ada, bySystem);
    expect(await factors.findOf(ada.id)).toEqual([]);
    expect(await factors.findOf(bo.id)).toEqual(['totp', 'recovery-code']);
    await expect(finishBy(pending, 'totp', codeOf(secret))).rejects.toMatchObject(over);
    const again = await factors.hold(at, ada.id, false);
    await expect(finishBy(again, 'recovery-code', recoveryCodes[0] as string)).rejects.toMatchObject(wrong);
    await expect(passkeyLogin(authenticator)).rejects.toMatchObject(wrong);
    const log = await test.storage.read.selectFrom('audit_log').select(['what', 'target_id']).orderBy('id').execute();
    const told = log.filter(({ what }) => what !== 'login.failed');
    expect(told.at(-1)).toEqual({ what: 'member.factors-reset', target_id: ada.id });
    expect(log.map(({ what }) => what)).toContain('factor.added');
  });
});
