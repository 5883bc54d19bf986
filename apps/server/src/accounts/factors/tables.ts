import type { MemberId, PasskeyId } from '@porchlight/protocol';
import type { Interface } from '../tables.ts';

/** Times are integer ms; `last_step` is the newest time step whose code was taken. */
export type TotpFactorsTable = {
  member_id: MemberId;
  sealed_secret: string;
  created_at: number;
  last_step: number;
};

/** `public_key` is COSE, base64url; `transports` a JSON list; `is_backed_up` 0 or 1. */
export type PasskeysTable = {
  id: PasskeyId;
  member_id: MemberId;
  credential_id: string;
  public_key: string;
  counter: number;
  transports: string;
  name: string;
  is_backed_up: number;
  created_at: number;
  last_used_at: number | null;
};

export type RecoveryCodesTable = { code_hash: string; member_id: MemberId; used_at: number | null };

/** A login whose password was right and whose second factor is awaited. */
export type PendingLoginsTable = {
  token_hash: string;
  member_id: MemberId;
  interface: Interface;
  browser_hash: string;
  is_remembered: number;
  /** 1: the first step was the organisation's login service. */
  is_by_provider: number;
  expires_at: number;
};

export type UsedChallengesTable = { challenge_hash: string; expires_at: number };

declare module '../../platform/db/tables.ts' {
  interface Tables {
    totp_factors: TotpFactorsTable;
    passkeys: PasskeysTable;
    recovery_codes: RecoveryCodesTable;
    pending_logins: PendingLoginsTable;
    used_challenges: UsedChallengesTable;
  }
}
