import type {
  EnrolledAnswer,
  FactorsAnswer,
  Member,
  MemberId,
  PasskeyId,
  Role,
  SecondFactor,
  TotpEnrolment,
} from '@porchlight/protocol';
import { type Audited, recordAlone } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { AppError, appError } from '../../platform/errors/index.ts';
import { hashSecret, newSecret } from '../../platform/ids/index.ts';
import { AccountThrottle, factorPolicies } from '../account-throttle.ts';
import { findMember } from '../store.ts';
import type { Interface } from '../tables.ts';
import { Challenges, type ChallengeUse } from './challenges.ts';
import * as commands from './commands.ts';
import { factorFailed, type Proof, stepOver } from './commands.ts';
import { Passkeys } from './passkeys.ts';
import type { AssertionResponse, FactorConfirmation, RegistrationResponse, SecondFactorInput } from './schema.ts';
import { FactorSecrets, newCodeSalt } from './secrets.ts';
import * as store from './store.ts';
import { Totp } from './totp.ts';

/** [AUTH4] How long a login waits for its second step. */
const pendingMs = 5 * 60_000;

/** Where something is proved: in which interface, by which browser (hash of what only it has), from which network. */
export type Place = { interface: Interface; browserHash: string; network: string; from: Audited['from'] };

/** What was proved, and by what. */
export type Proved = { memberId: MemberId; factor: SecondFactor };

/** Second factors of members: authenticator apps, passkeys, recovery codes [AUTH4]. */
export class Factors {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #secrets: FactorSecrets;
  readonly #totp: Totp;
  readonly #passkeys: Passkeys;
  readonly #throttle: AccountThrottle;

  constructor(options: { storage: Storage; clock: Clock; secret: string; workspaceOrigin: string }) {
    const { storage, clock, secret, workspaceOrigin } = options;
    this.#storage = storage;
    this.#clock = clock;
    this.#secrets = new FactorSecrets(secret);
    this.#totp = new Totp(this.#secrets, clock);
    this.#passkeys = new Passkeys(new Challenges(this.#secrets, clock), workspaceOrigin);
    this.#throttle = new AccountThrottle(factorPolicies, clock);
  }

  /** The factors that a member can use now, recovery codes last; empty when none was set up. */
  async findOf(memberId: MemberId): Promise<SecondFactor[]> {
    const db = this.#storage.read;
    const found: SecondFactor[] = [];
    if ((await store.findPasskeys(db, memberId)).length > 0) found.push('passkey');
    if (await store.findTotp(db, memberId)) found.push('totp');
    if ((await store.countCodes(db, memberId)) > 0) found.push('recovery-code');
    return found;
  }

  /** What a member may set up, where a role asks for it. */
  get kinds(): SecondFactor[] {
    return this.#passkeys.isPossible ? ['passkey', 'totp'] : ['totp'];
  }

  /** Tells whether a role of theirs must have a second factor. */
  async isRequiredOf(member: Pick<Member, 'roles'>): Promise<boolean> {
    const roles = await this.readRule();
    return member.roles.some((role) => roles.includes(role));
  }

  /** Tells whether a role of theirs asks for a factor that they have not set up. */
  async mustEnrol(member: Pick<Member, 'id' | 'roles'>): Promise<boolean> {
    return (await this.isRequiredOf(member)) && (await this.findOf(member.id)).length === 0;
  }

  readRule(): Promise<Role[]> {
    return store.findRule(this.#storage.read);
  }

  async changeRule(roles: Role[], by: Audited): Promise<void> {
    await this.#storage.execute(commands.putRule, { roles, by, at: this.#clock.now() });
  }

  /** Keeps a login whose first step was right until its second step; answers with what the page keeps in memory. */
  async hold(at: Place, memberId: MemberId, isRemembered: boolean, isByProvider = false): Promise<string> {
    const pending = newSecret();
    await this.#storage.execute(commands.insertPending, {
      token_hash: hashSecret(pending),
      member_id: memberId,
      interface: at.interface,
      browser_hash: at.browserHash,
      is_remembered: isRemembered ? 1 : 0,
      is_by_provider: isByProvider ? 1 : 0,
      expires_at: this.#clock.now() + pendingMs,
    });
    return pending;
  }

  /** The second step of a login. Throws `second_step_over`, `second_factor_failed` and `too_many_attempts`. */
  async finish(
    at: Place,
    input: SecondFactorInput,
  ): Promise<Proved & { isRemembered: boolean; isByProvider: boolean }> {
    const held = await this.#findHeld(at, input.pending);
    if (!held) throw stepOver();
    const { member_id: memberId, token_hash: pendingHash } = held;
    await this.#attempt('login.failed', at, { memberId, factor: input.factor }, async () => {
      const use = { purpose: 'second-step', interface: at.interface, browserHash: at.browserHash, member: memberId };
      const proof =
        input.factor === 'passkey'
          ? await this.#proveByPasskey(input.response, use as ChallengeUse)
          : await this.#proveByCode(memberId, input.factor, input.code);
      await this.#use(proof, pendingHash);
    });
    return {
      memberId,
      factor: input.factor,
      isRemembered: held.is_remembered === 1,
      isByProvider: held.is_by_provider === 1,
    };
  }

  /** A login by a passkey alone: it proves the device and the person. Throws as `finish`. */
  async logIn(at: Place, response: AssertionResponse): Promise<Proved> {
    const passkey = await store.findPasskeyByCredential(this.#storage.read, response.id);
    // By credential too, so that guessing at one slows nobody else down.
    const tried = { memberId: passkey?.member_id ?? null, factor: 'passkey' } as const;
    await this.#attempt('login.failed', at, { ...tried, key: hashSecret(response.id) }, async () => {
      if (!passkey) throw factorFailed();
      const use: ChallengeUse = {
        purpose: 'login',
        interface: at.interface,
        browserHash: at.browserHash,
        member: null,
      };
      await this.#use(await this.#passkeys.check(response, use, passkey), null);
    });
    return { memberId: (passkey as NonNullable<typeof passkey>).member_id, factor: 'passkey' };
  }

  /** Whoever is logged in proves once more that it is they. Throws `second_factor_failed` and `too_many_attempts`. */
  async confirm(at: Place, memberId: MemberId, input: FactorConfirmation): Promise<void> {
    await this.#attempt('login.confirmation-failed', at, { memberId, factor: input.factor }, async () => {
      const use: ChallengeUse = {
        purpose: 'confirmation',
        interface: at.interface,
        browserHash: at.browserHash,
        member: memberId,
      };
      const proof =
        input.factor === 'passkey'
          ? await this.#proveByPasskey(input.response, use)
          : await this.#proveByCode(memberId, input.factor, input.code);
      await this.#use(proof, null);
    });
  }

  /** Options for a passkey at the login: any of this host, or, with `pending`, those of the member who is half in. */
  async askAtLogin(at: Place, pending: string | null): Promise<Record<string, unknown>> {
    this.#needPasskeys();
    const place = { interface: at.interface, browserHash: at.browserHash };
    if (pending === null) return this.#passkeys.askFor({ ...place, purpose: 'login', member: null }, null);
    const held = await this.#findHeld(at, pending);
    if (!held) throw stepOver();
    const known = await store.findPasskeys(this.#storage.read, held.member_id);
    return this.#passkeys.askFor({ ...place, purpose: 'second-step', member: held.member_id }, known);
  }

  /** Options for a passkey that confirms. */
  async askToConfirm(at: Place, memberId: MemberId): Promise<Record<string, unknown>> {
    this.#needPasskeys();
    const known = await store.findPasskeys(this.#storage.read, memberId);
    const { interface: kind, browserHash } = at;
    return this.#passkeys.askFor({ purpose: 'confirmation', interface: kind, browserHash, member: memberId }, known);
  }

  /** Options for a new passkey. */
  async askForNew(at: Place, member: Member): Promise<Record<string, unknown>> {
    this.#needPasskeys();
    const known = await store.findPasskeys(this.#storage.read, member.id);
    const { interface: kind, browserHash } = at;
    const use: ChallengeUse = { purpose: 'enrolment', interface: kind, browserHash, member: member.id };
    return this.#passkeys.askForNew(use, member, known);
  }

  async addPasskey(
    at: Place,
    member: Member,
    { name, response }: { name: string; response: RegistrationResponse },
    by: Audited,
  ): Promise<EnrolledAnswer> {
    this.#needPasskeys();
    const { interface: kind, browserHash } = at;
    const use: ChallengeUse = { purpose: 'enrolment', interface: kind, browserHash, member: member.id };
    const now = this.#clock.now();
    const checked = await this.#passkeys.checkNew(response, use, { memberId: member.id, name, now });
    return this.#withCodes(member.id, (codeHashes) =>
      this.#storage.execute(commands.addPasskey, { ...checked, codeHashes, by }),
    );
  }

  proposeTotp(member: Member): Promise<TotpEnrolment> {
    return this.#totp.propose(member.id, member.email);
  }

  /** Sets up the app, once its code shows that it has the key. Throws `second_factor_failed`, `second_step_over`. */
  async addTotp(
    at: Place,
    member: Member,
    input: { enrolment: string; code: string },
    by: Audited,
  ): Promise<EnrolledAnswer> {
    const secret = this.#totp.readEnrolment(input.enrolment, member.id);
    if (secret === null) throw appError('second_step_over', 'This set-up waited too long. Begin it again.');
    const step = await this.#throttle.attempt(member.id, at.network, async () => {
      const found = await this.#totp.findStep(secret, input.code);
      if (found === null) throw factorFailed();
      return found;
    });
    const row = {
      member_id: member.id,
      sealed_secret: this.#totp.seal(secret, member.id),
      created_at: this.#clock.now(),
      last_step: step,
    };
    return this.#withCodes(member.id, (codeHashes) => this.#storage.execute(commands.addTotp, { row, codeHashes, by }));
  }

  async renamePasskey(memberId: MemberId, id: PasskeyId, name: string, by: Audited): Promise<void> {
    await this.#storage.execute(commands.renamePasskey, { memberId, id, name, by, at: this.#clock.now() });
  }

  /** Removes the app (`passkey` null) or a passkey. Throws `second_factor_kept` and `passkey_not_found`. */
  async remove(member: Member, passkey: PasskeyId | null, by: Audited): Promise<void> {
    const mustKeepOne = await this.isRequiredOf(member);
    const at = this.#clock.now();
    await this.#storage.execute(commands.removeFactor, { memberId: member.id, passkey, mustKeepOne, by, at });
  }

  /** Ten new recovery codes, told once; throws `second_factor_needed` where they would stand in for nothing. */
  async replaceCodes(memberId: MemberId, by: Audited): Promise<string[]> {
    if (!(await store.hasFactor(this.#storage.read, memberId))) throw commands.factorNeeded();
    const { codes, codeHashes } = await this.#secrets.makeCodes(memberId);
    await this.#storage.execute(commands.replaceCodes, { memberId, codeHashes, by, at: this.#clock.now() });
    return codes;
  }

  /** Takes all factors of a member away; whoever calls this ends their sessions too. */
  async reset({ id, name }: Pick<Member, 'id' | 'name'>, by: Audited): Promise<void> {
    await this.#storage.execute(commands.resetFactors, { member: { id, name }, by, at: this.#clock.now() });
  }

  /** What the owner of these factors sees. */
  async read(member: Member): Promise<FactorsAnswer> {
    const db = this.#storage.read;
    const totp = await store.findTotp(db, member.id);
    const passkeys = await store.findPasskeys(db, member.id);
    return {
      email: member.email,
      totp: totp && { createdAt: totp.created_at },
      passkeys: passkeys.map((row) => ({
        id: row.id,
        name: row.name,
        createdAt: row.created_at,
        lastUsedAt: row.last_used_at,
        isBackedUp: row.is_backed_up === 1,
      })),
      recoveryCodesLeft: await store.countCodes(db, member.id),
      isRequired: await this.isRequiredOf(member),
      canUsePasskeys: this.#passkeys.isPossible,
    };
  }

  /** Forgets logins that waited too long and challenges whose time is over; call it every minute. */
  async endOver(): Promise<void> {
    await this.#storage.execute(commands.deleteOver, { now: this.#clock.now() });
  }

  /** Tries a factor, throttled; writes down what was wrong [AUTH15]. `key`: by what it is counted, else the member. */
  async #attempt(
    what: 'login.failed' | 'login.confirmation-failed',
    at: Place,
    { memberId, factor, key }: { memberId: MemberId | null; factor: SecondFactor; key?: string },
    run: () => Promise<void>,
  ): Promise<void> {
    try {
      await this.#throttle.attempt(key ?? String(memberId), at.network, run);
    } catch (error) {
      if (error instanceof AppError && error.code === 'second_factor_failed') {
        const name = memberId === null ? '' : ((await findMember(this.#storage.read, memberId))?.name ?? '');
        await this.#storage.execute(recordAlone, {
          who: { kind: 'member', id: null, name: '' },
          from: at.from,
          at: this.#clock.now(),
          what,
          target: memberId && { kind: 'member', id: memberId, name },
          after: { interface: at.interface, factor },
        });
      }
      throw error;
    }
  }

  #findHeld(at: Place, pending: string) {
    const tokenHash = hashSecret(pending);
    const { interface: kind, browserHash } = at;
    return store.findPending(this.#storage.read, { tokenHash, interface: kind, browserHash, now: this.#clock.now() });
  }

  async #proveByCode(memberId: MemberId, factor: 'totp' | 'recovery-code', code: string): Promise<Proof> {
    if (factor === 'recovery-code') {
      const salt = (await store.findCodeSalt(this.#storage.read, memberId)) ?? newCodeSalt();
      return { kind: 'recovery-code', memberId, codeHash: await this.#secrets.hashCode(memberId, code, salt) };
    }
    const row = await store.findTotp(this.#storage.read, memberId);
    const secret = row && this.#totp.unseal(row.sealed_secret, memberId);
    const step = secret ? await this.#totp.findStep(secret, code) : null;
    if (step === null) throw factorFailed();
    return { kind: 'totp', memberId, step };
  }

  async #proveByPasskey(response: AssertionResponse, use: ChallengeUse): Promise<Proof> {
    const passkey = await store.findPasskeyByCredential(this.#storage.read, response.id);
    if (passkey?.member_id !== use.member) throw factorFailed();
    return this.#passkeys.check(response, use, passkey as NonNullable<typeof passkey>);
  }

  async #use(proof: Proof, pendingHash: string | null): Promise<void> {
    await this.#storage.execute(commands.useFactor, { proof, pendingHash, now: this.#clock.now() });
  }

  async #withCodes(memberId: MemberId, add: (codeHashes: string[]) => Promise<boolean>): Promise<EnrolledAnswer> {
    // Hashing them takes its time, and only the first factor comes with some.
    const isFirst = !(await store.hasFactor(this.#storage.read, memberId));
    const { codes, codeHashes } = isFirst ? await this.#secrets.makeCodes(memberId) : { codes: [], codeHashes: [] };
    const areKept = await add(codeHashes);
    return { recoveryCodes: areKept ? codes : null };
  }

  #needPasskeys(): void {
    if (this.#passkeys.isPossible) return;
    throw appError('passkey_not_found', 'Passkeys need https and a name, not an address. Use an authenticator app.');
  }
}
