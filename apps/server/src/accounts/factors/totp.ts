import type { MemberId } from '@porchlight/protocol';
import type { Clock } from '../../platform/clock/index.ts';
import type { FactorSecrets } from './secrets.ts';

const issuer = 'Porchlight';
const stepMs = 30_000;
const enrolmentMs = 10 * 60_000;

// Few log in by a code, so what reads them is loaded with the first.
const load = () => import('otpauth');

/** One-time codes of authenticator apps: RFC 6238 as every app has it, SHA-1, six digits, 30 seconds. */
export class Totp {
  readonly #secrets: FactorSecrets;
  readonly #clock: Clock;

  constructor(secrets: FactorSecrets, clock: Clock) {
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** A new key; nothing is stored: `enrolment` holds it sealed, for this member and ten minutes. */
  async propose(memberId: MemberId, email: string): Promise<{ enrolment: string; secret: string; url: string }> {
    const { Secret, TOTP } = await load();
    const secret = new Secret({ size: 20 });
    const until = this.#clock.now() + enrolmentMs;
    return {
      enrolment: this.#secrets.seal(`${until}.${secret.base32}`, `enrolment ${memberId}`),
      secret: secret.base32,
      url: new TOTP({ issuer, label: email, secret }).toString(),
    };
  }

  /** The key of an enrolment that is this member's and not over; null otherwise. */
  readEnrolment(enrolment: string, memberId: MemberId): string | null {
    const [until, secret] = this.#secrets.open(enrolment, `enrolment ${memberId}`)?.split('.') ?? [];
    return secret && Number(until) > this.#clock.now() ? secret : null;
  }

  /** The form in which a key is stored. */
  seal(secret: string, memberId: MemberId): string {
    return this.#secrets.seal(secret, `totp ${memberId}`);
  }

  unseal(sealed: string, memberId: MemberId): string | null {
    return this.#secrets.open(sealed, `totp ${memberId}`);
  }

  /** The time step that a code belongs to, this one or a neighbour, for clocks that are off; null for a wrong code. */
  async findStep(secret: string, code: string): Promise<number | null> {
    const { Secret, TOTP } = await load();
    const token = code.replaceAll(/\s/g, '');
    if (!/^\d{6}$/.test(token)) return null;
    const timestamp = this.#clock.now();
    const delta = new TOTP({ secret: Secret.fromBase32(secret) }).validate({ token, timestamp, window: 1 });
    return delta === null ? null : Math.floor(timestamp / stepMs) + delta;
  }
}
