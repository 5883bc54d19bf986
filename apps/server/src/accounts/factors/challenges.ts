import { randomBytes } from 'node:crypto';
import type { MemberId } from '@porchlight/protocol';
import type { Clock } from '../../platform/clock/index.ts';
import { hashSecret } from '../../platform/ids/index.ts';
import type { Interface } from '../tables.ts';
import type { FactorSecrets } from './secrets.ts';

/** What the answer to a challenge is good for, and in which browser. `member` null: whoever has the passkey. */
export type ChallengeUse = {
  purpose: 'login' | 'second-step' | 'confirmation' | 'enrolment';
  interface: Interface;
  /** Hash of what only this browser has: its attempt cookie, or its session. */
  browserHash: string;
  member: MemberId | null;
};

const challengeMs = 5 * 60_000;

/**
 * Challenges that carry their own end and use, signed: asking for many costs the server no memory. The answered ones
 * are noted, so that each is answered once.
 */
export class Challenges {
  readonly #secrets: FactorSecrets;
  readonly #clock: Clock;

  constructor(secrets: FactorSecrets, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** A challenge of 128 random bits, good for five minutes, base64url. */
  make(use: ChallengeUse): string {
    const head = Buffer.alloc(22);
    randomBytes(16).copy(head);
    head.writeUIntBE(this.#clock.now() + challengeMs, 16, 6);
    return Buffer.concat([head, this.#secrets.signChallenge(textOf(head, use))]).toString('base64url');
  }

  /** Tells whether it was made here, for this use, and its time is not over. */
  isGood(challenge: string, use: ChallengeUse): boolean {
    const bytes = Buffer.from(challenge, 'base64url');
    if (bytes.length !== 54 || bytes.toString('base64url') !== challenge) return false;
    const head = bytes.subarray(0, 22);
    return (
      head.readUIntBE(16, 6) > this.#clock.now() && this.#secrets.isChallenge(textOf(head, use), bytes.subarray(22))
    );
  }

  /** How a good challenge is noted as answered. */
  noteOf(challenge: string): { challengeHash: string; challengeExpiresAt: number } {
    const bytes = Buffer.from(challenge, 'base64url');
    return { challengeHash: hashSecret(challenge), challengeExpiresAt: bytes.readUIntBE(16, 6) };
  }
}

function textOf(head: Buffer, use: ChallengeUse): string {
  return [head.toString('base64url'), use.purpose, use.interface, use.browserHash, use.member ?? ''].join('|');
}
