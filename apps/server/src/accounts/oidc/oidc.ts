import { randomBytes } from 'node:crypto';
import {
  type ChangeOidcRequest,
  type LoginOptions,
  type Member,
  type MemberId,
  mayEnter,
  type OidcSettingsAnswer,
} from '@porchlight/protocol';
import { type Audited, recordAlone } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock/index.ts';
import type { Storage } from '../../platform/db/index.ts';
import { AppError, appError } from '../../platform/errors/index.ts';
import { hashSecret, isSameSecret, newId, newSecret } from '../../platform/ids/index.ts';
import { createOutboundFetch } from '../../platform/outbound/fetch.ts';
import { unusablePassword } from '../password-hash.ts';
import { presentMember } from '../present.ts';
import type { Origin } from '../rules.ts';
import { Sealer } from '../sealing.ts';
import type { Interface } from '../tables.ts';
import { lacksClaims, readName, readVerifiedEmail, rolesOfClaims } from './claims.ts';
import * as commands from './commands.ts';
import { Provider, type Said } from './provider.ts';
import * as store from './store.ts';
import type { OidcAttemptsTable } from './tables.ts';

/** [AUTH19] How long somebody may take at the provider. */
export const attemptMs = 10 * 60_000;
/** Clocks of two machines differ. */
const toleranceMs = 30_000;

/** Where the provider sends the browser back to. */
export const callbackPath = '/login/provider/callback';

type Held = { state: string; nonce: string; verifier: string };

export type OidcOptions = {
  storage: Storage;
  clock: Clock;
  /** The installation's secret. */
  secret: string;
  workspaceOrigin: string;
  /** A provider on this machine, by plain http: in the demo and tests alone. */
  allowsLoopback: boolean;
  /** [AUTH22] The way back in: passwords open logins whatever was set. */
  arePasswordsForced: boolean;
  /** For a whole request to the provider. */
  timeoutMs?: number;
};

/** Who came back from the provider, ready for a session. */
export type Admitted = {
  kind: Interface;
  next: string | null;
  /** Whose session is to be confirmed; null where somebody logs in. */
  sessionId: string | null;
  member: Member;
  /** Sessions that ended because the member's roles changed. */
  ended: string[];
  /** A member from before is known by the provider's word from now on. */
  isLinkedNow: boolean;
  /** When they showed there who they are, where the provider says so. */
  authenticatedAt: number | null;
  hasSecondFactor: boolean;
};

/** Logins through an OpenID Connect provider: rules AUTH18 to AUTH22 in docs/spec/logins.md. */
export class Oidc {
  readonly #o: OidcOptions;
  readonly #sealer: Sealer;
  readonly #provider: Provider;

  constructor(options: OidcOptions) {
    this.#o = options;
    this.#sealer = new Sealer(options.secret, 'login service: sealing');
    const { clock, allowsLoopback, timeoutMs } = options;
    this.#provider = new Provider({
      clock,
      fetch: createOutboundFetch({ allowsLoopback, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
      redirectUri: this.redirectUri,
      allowsHttp: allowsLoopback,
    });
  }

  get redirectUri(): string {
    return `${this.#o.workspaceOrigin}${callbackPath}`;
  }

  /** The ways in, for the login page. */
  async readOptions(): Promise<LoginOptions> {
    const settings = await store.findSettings(this.#o.storage.read);
    return {
      hasPasswords: this.#hasPasswords(settings),
      provider: settings?.isOn ? { label: settings.label } : null,
    };
  }

  /** Whether a member logs in through the provider that is set up now. */
  async isLinked(member: MemberId): Promise<boolean> {
    const settings = await store.findSettings(this.#o.storage.read);
    return settings?.isOn === true && (await store.findLinkOf(this.#o.storage.read, settings.issuer, member)) !== null;
  }

  /** [AUTH22] Throws `passwords_off` where nobody gets in but through the provider. */
  async assertPasswords(): Promise<void> {
    if (!this.#hasPasswords(await store.findSettings(this.#o.storage.read)))
      throw appError('passwords_off', 'Passwords are turned off here. Log in through the login service.');
  }

  #hasPasswords(settings: store.StoredSettings | null): boolean {
    return this.#o.arePasswordsForced || !settings?.isOn || !settings.arePasswordsOff;
  }

  async readSettings(isThroughProvider: boolean): Promise<OidcSettingsAnswer> {
    const stored = await store.findSettings(this.#o.storage.read);
    const { sealedSecret = null, ...settings } = stored ?? {};
    return {
      settings: stored ? (settings as OidcSettingsAnswer['settings']) : null,
      hasSecret: sealedSecret !== null,
      redirectUri: this.redirectUri,
      isThroughProvider,
      arePasswordsForced: this.#o.arePasswordsForced,
    };
  }

  /**
   * [AUTH18, AUTH22] Changes the settings; answers with the sessions that ended. Throws `oidc_settings_invalid`,
   * `oidc_unavailable`, and `passwords_needed` where nobody could be sure to get in again.
   */
  async changeSettings(
    { secret, ...wanted }: ChangeOidcRequest,
    { isThroughProvider, by }: { isThroughProvider: boolean; by: Audited },
  ): Promise<string[]> {
    const { storage, clock } = this.#o;
    const former = await store.findSettings(storage.read);
    const isElsewhere = former?.issuer !== wanted.issuer || former.clientId !== wanted.clientId;
    // What was entered for one provider is never sent to another.
    if (former?.sealedSecret && isElsewhere && (secret === undefined || secret === null))
      throw appError('oidc_settings_invalid', 'Enter the client secret anew: issuer or client id are others now.', {
        problems: [{ path: 'secret', message: 'must be entered anew' }],
      });
    const sealedSecret =
      secret === undefined || secret === null
        ? (former?.sealedSecret ?? null)
        : secret === ''
          ? null
          : this.#sealer.seal(secret, wanted.issuer);
    const wereOff = former?.isOn === true && former.arePasswordsOff;
    const areOff = wanted.isOn && wanted.arePasswordsOff;
    if (areOff && (isElsewhere || (!wereOff && !isThroughProvider)))
      throw appError(
        'passwords_needed',
        isElsewhere
          ? 'Passwords stay on until somebody has come in through this login service. Save it with passwords first.'
          : 'Log in to the administration through the login service first: then it is known to let you in.',
      );
    const settings = { ...wanted, arePasswordsOff: areOff, sealedSecret };
    if (wanted.isOn) await this.#provider.check(settings, this.#openSecret(settings));
    return storage.execute(commands.changeSettings, { settings, by, at: clock.now() });
  }

  /**
   * [AUTH19] Begins a login, or a confirmation of the session `sessionId`, for one browser. Throws `oidc_not_set_up` and
   * `oidc_unavailable`.
   */
  async begin(
    kind: Interface,
    browserHash: string,
    { next = null, sessionId = null }: { next?: string | null | undefined; sessionId?: string | null } = {},
  ): Promise<string> {
    const { storage, clock } = this.#o;
    const settings = await this.#needSettings();
    const held: Held = { state: newSecret(), nonce: newSecret(), verifier: newSecret() };
    const isFresh = sessionId !== null;
    const url = await this.#provider.begin(settings, this.#openSecret(settings), { ...held, isFresh });
    const now = clock.now();
    const id = randomBytes(16).toString('base64url');
    await storage.execute(commands.insertAttempt, {
      id,
      state_hash: hashSecret(held.state),
      browser_hash: browserHash,
      interface: kind,
      session_id: sessionId,
      next,
      sealed: this.#sealer.seal(JSON.stringify(held), id),
      sealed_answer: null,
      created_at: now,
      expires_at: now + attemptMs,
    });
    return url;
  }

  /**
   * [AUTH19] Keeps what came back from the provider with the browser, once, out of the address. Answers with the name of
   * the attempt; null where none of this browser waits for it.
   */
  async noteAnswer(
    browserHash: string | null,
    params: Record<string, string>,
  ): Promise<{ id: string; kind: Interface } | null> {
    if (browserHash === null) return null;
    const { storage, clock } = this.#o;
    const now = clock.now();
    const stateHash = hashSecret(params.state ?? '');
    const found = await store.findWaiting(storage.read, { stateHash, browserHash, now });
    if (!found) return null;
    const sealedAnswer = this.#sealer.seal(JSON.stringify(params), found.id);
    const { id, interface: kind } = found;
    return (await storage.execute(commands.answerAttempt, { id, sealedAnswer, now })) ? { id, kind } : null;
  }

  /**
   * Finishes a login that came back, once. Throws `oidc_over`, `oidc_cancelled`, `oidc_failed`, `oidc_unavailable`,
   * `oidc_no_account` and `oidc_no_role`; what went wrong stands in the audit log.
   */
  async finish(id: string, browserHash: string | null, origin: Origin): Promise<Admitted> {
    const { storage, clock } = this.#o;
    const now = clock.now();
    const attempt = browserHash === null ? null : await storage.execute(commands.takeAttempt, { id, browserHash, now });
    if (!attempt) throw over();
    try {
      return await this.#admit(attempt, origin);
    } catch (error) {
      if (error instanceof AppError && error.code !== 'oidc_cancelled')
        await storage.execute(recordAlone, {
          who: { kind: 'member', id: null, name: '' },
          from: { ip: origin.ip, userAgent: origin.userAgent },
          at: now,
          what: 'login.failed',
          after: { interface: attempt.interface, by: 'login-service', why: error.code, detail: detailOf(error) },
        });
      throw error;
    }
  }

  /** Forgets attempts whose time is over; call it every minute. */
  async endOver(): Promise<void> {
    await this.#o.storage.execute(commands.deleteOver, { now: this.#o.clock.now() });
  }

  async #admit(attempt: OidcAttemptsTable, origin: Origin): Promise<Admitted> {
    const settings = await this.#needSettings();
    const said = await this.#readSaid(attempt, settings);
    const isConfirmation = attempt.session_id !== null;
    if (isConfirmation && (said.authenticatedAt ?? 0) < attempt.created_at - toleranceMs)
      throw appError('oidc_failed', 'The login service did not ask anew who you are. Confirm in another way.');
    const { clock, storage } = this.#o;
    const email = readVerifiedEmail(said.claims);
    const mayBeNew = !isConfirmation && email !== null;
    const { member, ended, isLinkedNow } = await storage.execute(commands.admit, {
      issuer: said.issuer,
      subject: said.subject,
      roles: isConfirmation ? null : rolesOfClaims(settings, said.claims),
      newRole: settings.defaultRole,
      email: isConfirmation ? null : email,
      linksByEmail: settings.linksByEmail,
      createsMembers: settings.createsMembers,
      newMember: mayBeNew
        ? { id: newId('me'), name: readName(said.claims, email), passwordHash: unusablePassword() }
        : null,
      from: { ip: origin.ip, userAgent: origin.userAgent },
      at: clock.now(),
    });
    const found = presentMember(member);
    if (!isConfirmation && !mayEnter(found.roles, attempt.interface))
      throw appError('role_missing', 'Your roles do not open this. Ask an admin if you need it.');
    return {
      kind: attempt.interface,
      next: attempt.next,
      sessionId: attempt.session_id,
      member: found,
      ended,
      isLinkedNow,
      authenticatedAt: said.authenticatedAt === null ? null : Math.min(said.authenticatedAt, clock.now()),
      hasSecondFactor: settings.hasSecondFactor,
    };
  }

  async #readSaid(attempt: OidcAttemptsTable, settings: store.StoredSettings): Promise<Said> {
    const sealed = this.#sealer.open(attempt.sealed, attempt.id);
    const answer = this.#sealer.open(attempt.sealed_answer ?? '', attempt.id);
    if (sealed === null || answer === null) throw over();
    const { state, nonce, verifier } = JSON.parse(sealed) as Held;
    const params = JSON.parse(answer) as Record<string, string>;
    if (!isSameSecret(params.state ?? '', state)) throw over();
    if (params.iss !== undefined && params.iss !== settings.issuer)
      throw appError('oidc_failed', 'Another login service answered than the one that was asked. Log in once more.');
    if (params.error !== undefined) throw refused(params.error);
    return this.#provider.finish(
      settings,
      this.#openSecret(settings),
      { params, state, nonce, verifier },
      (claims) => !lacksClaims(settings, claims),
    );
  }

  async #needSettings(): Promise<store.StoredSettings> {
    const settings = await store.findSettings(this.#o.storage.read);
    if (!settings?.isOn) throw appError('oidc_not_set_up', 'No login service is set up here. Log in by password.');
    return settings;
  }

  #openSecret({ sealedSecret, issuer }: store.StoredSettings): string | null {
    return sealedSecret === null ? null : this.#sealer.open(sealedSecret, issuer);
  }
}

/** What the provider refused with (https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1). */
function refused(error: string): AppError {
  if (error === 'access_denied')
    return appError('oidc_cancelled', 'The login was cancelled at the login service, or it does not let you in here.');
  return appError('oidc_failed', 'The login service refused this login. Log in once more.', {
    cause: new Error(error),
  });
}

/** For admins: what a library or the provider said, without what was sent. */
function detailOf({ cause }: AppError): string | null {
  if (!(cause instanceof Error)) return null;
  const { error, code } = cause as { error?: unknown; code?: unknown };
  const parts = [error, code, cause.message].filter((part) => typeof part === 'string');
  return parts.join(': ').slice(0, 300);
}

const over = () =>
  appError('oidc_over', 'This login waited too long, was finished already, or began in another browser. Begin again.');
