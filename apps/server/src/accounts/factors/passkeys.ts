import { isIP } from 'node:net';
import type { Member, MemberId } from '@porchlight/protocol';
import { newId } from '../../platform/ids/index.ts';
import type { Challenges, ChallengeUse } from './challenges.ts';
import { factorFailed, type Proof } from './commands.ts';
import type { AssertionResponse, RegistrationResponse } from './schema.ts';
import type { PasskeysTable } from './tables.ts';

const timeoutMs = 5 * 60_000;
/** Ed25519, ES256, RS256: what authenticators offer. */
const algorithms = [-8, -7, -257];

// Certificates and CBOR are heavy: loaded with the first passkey, not with the server.
const load = () => import('@simplewebauthn/server');

/** Passkeys (WebAuthn), bound to the workspace's host; each use proves presence and the person (PIN, finger, face). */
export class Passkeys {
  readonly #challenges: Challenges;
  readonly #origin: string;
  readonly #host: string;

  constructor(challenges: Challenges, workspaceOrigin: string) {
    this.#challenges = challenges;
    this.#origin = workspaceOrigin;
    this.#host = new URL(workspaceOrigin).hostname;
  }

  /** Browsers have passkeys for names on https and under `localhost`; not for addresses. */
  get isPossible(): boolean {
    const isLocal = this.#host === 'localhost' || this.#host.endsWith('.localhost');
    return (isLocal || this.#origin.startsWith('https:')) && isIP(this.#host.replaceAll(/[[\]]/g, '')) === 0;
  }

  /** Options for `navigator.credentials.get`; `known` null lets the person choose any passkey of this host. */
  askFor(use: ChallengeUse, known: readonly PasskeysTable[] | null): Record<string, unknown> {
    return {
      challenge: this.#challenges.make(use),
      rpId: this.#host,
      timeout: timeoutMs,
      userVerification: 'required',
      ...(known === null ? {} : { allowCredentials: known.map(describe) }),
    };
  }

  /** Options for `navigator.credentials.create`: kept by the authenticator, found without a name, none twice. */
  askForNew(use: ChallengeUse, member: Member, known: readonly PasskeysTable[]): Record<string, unknown> {
    return {
      challenge: this.#challenges.make(use),
      rp: { id: this.#host, name: 'Porchlight' },
      user: { id: handleOf(member.id), name: member.email, displayName: member.name },
      pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
      timeout: timeoutMs,
      attestation: 'none',
      excludeCredentials: known.map(describe),
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    };
  }

  /** Checks an answer against the passkey that it names; throws `second_factor_failed`. */
  async check(response: AssertionResponse, use: ChallengeUse, passkey: PasskeysTable): Promise<Proof> {
    const { userHandle } = response.response;
    // An authenticator that says whose passkey it is must say the same as we.
    if (userHandle && userHandle !== handleOf(passkey.member_id)) throw factorFailed();
    const { verifyAuthenticationResponse } = await load();
    const expected = this.#expect(use);
    const verified = await verifyAuthenticationResponse({
      response: response as Parameters<typeof verifyAuthenticationResponse>[0]['response'],
      ...expected.options,
      credential: {
        id: passkey.credential_id,
        publicKey: new Uint8Array(Buffer.from(passkey.public_key, 'base64url')),
        counter: passkey.counter,
      },
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (!verified.verified) throw factorFailed();
    return {
      kind: 'passkey',
      passkeyId: passkey.id,
      counter: verified.authenticationInfo.newCounter,
      isBackedUp: verified.authenticationInfo.credentialBackedUp,
      ...this.#challenges.noteOf(expected.challenge()),
    };
  }

  /** Checks a new passkey; throws `second_factor_failed`. */
  async checkNew(
    response: RegistrationResponse,
    use: ChallengeUse,
    { memberId, name, now }: { memberId: MemberId; name: string; now: number },
  ): Promise<{ row: PasskeysTable; challengeHash: string; challengeExpiresAt: number }> {
    const { verifyRegistrationResponse } = await load();
    const expected = this.#expect(use);
    const verified = await verifyRegistrationResponse({
      response: response as Parameters<typeof verifyRegistrationResponse>[0]['response'],
      ...expected.options,
      supportedAlgorithmIDs: algorithms,
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    if (!verified.verified) throw factorFailed();
    const { credential, credentialBackedUp } = verified.registrationInfo;
    const row: PasskeysTable = {
      id: newId('pk'),
      member_id: memberId,
      credential_id: credential.id,
      public_key: Buffer.from(credential.publicKey).toString('base64url'),
      counter: credential.counter,
      transports: JSON.stringify(response.response.transports ?? []),
      name,
      is_backed_up: credentialBackedUp ? 1 : 0,
      created_at: now,
      last_used_at: null,
    };
    return { row, ...this.#challenges.noteOf(expected.challenge()) };
  }

  /** What each answer of an authenticator must fit, and which challenge it answered. */
  #expect(use: ChallengeUse) {
    let answered = '';
    const options = {
      expectedChallenge: (challenge: string) => {
        answered = challenge;
        return this.#challenges.isGood(challenge, use);
      },
      expectedOrigin: this.#origin,
      expectedRPID: this.#host,
      requireUserVerification: true,
    };
    return { options, challenge: () => answered };
  }
}

/** Every way in which an answer can be wrong looks alike outside. */
function refusalOf(error: unknown): unknown {
  return error instanceof Error ? factorFailed() : error;
}

/** What the authenticator keeps of its owner: the random id, no name. */
function handleOf(memberId: MemberId): string {
  return Buffer.from(memberId).toString('base64url');
}

function describe(passkey: PasskeysTable) {
  return { id: passkey.credential_id, type: 'public-key', transports: JSON.parse(passkey.transports) as string[] };
}
