import type { Role } from './accounts.ts';
import type { PasskeyId } from './ids.ts';

/** A passkey of a member, as its owner sees it. Times in ms. */
export type Passkey = {
  id: PasskeyId;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
  /** Kept by its owner's account elsewhere, so that it outlives this device. */
  isBackedUp: boolean;
};

/** `GET /api/{interface}/factors`: the second factors of whoever is logged in. */
export type FactorsAnswer = {
  /** Whose they are, for what is kept of recovery codes. */
  email: string;
  totp: { createdAt: number } | null;
  passkeys: Passkey[];
  recoveryCodesLeft: number;
  /** A role of this member asks for a second factor: the last one cannot be removed. */
  isRequired: boolean;
  /** False where the workspace is reached by an address that passkeys cannot be bound to. */
  canUsePasskeys: boolean;
};

/**
 * `POST /api/{interface}/factors/totp`: a new key for an authenticator app, told once and stored nowhere until
 * `POST …/totp/activation {enrolment, code}` proves that the app has it. `enrolment` is good for ten minutes.
 */
export type TotpEnrolment = { enrolment: string; secret: string; url: string };

/** What setting up a factor answers: the first one comes with recovery codes, which are told once. */
export type EnrolledAnswer = { recoveryCodes: string[] | null };

/** `POST /api/{interface}/factors/recovery-codes`: ten new ones; those before are worth nothing. */
export type RecoveryCodesAnswer = { recoveryCodes: string[] };

/** Options as browsers take them in JSON (WebAuthn); `POST …/passkey-options`, `…/factors/passkeys/options`. */
export type PasskeyOptionsAnswer = { options: Record<string, unknown> };

/** `GET/PUT /api/admin/second-factor-rule`: the roles that must have a second factor. */
export type SecondFactorRule = { roles: Role[] };
