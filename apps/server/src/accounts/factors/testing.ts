import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto';
import { TOTP } from 'otpauth';

/** What an authenticator app with this key shows at `atMs`. */
export function codeAt(secret: string, atMs: number): string {
  return new TOTP({ secret }).generate({ timestamp: atMs });
}

type Options = Record<string, unknown>;
type Overrides = {
  origin?: string;
  rpId?: string;
  isVerified?: boolean;
  counter?: number;
  userHandle?: string;
  challenge?: string;
};

/** Just what CBOR needs here: small numbers, bytes, texts, maps. */
function encodeCbor(value: unknown): Buffer {
  const head = (major: number, length: number) =>
    length < 24
      ? Buffer.from([(major << 5) | length])
      : length < 256
        ? Buffer.from([(major << 5) | 24, length])
        : Buffer.from([(major << 5) | 25, length >> 8, length & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  const entries = [...(value as Map<unknown, unknown>)];
  return Buffer.concat([head(5, entries.length), ...entries.flatMap((pair) => pair.map(encodeCbor))]);
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();

/** An authenticator in software with one passkey (ES256), that tests can have lie. */
export function makeAuthenticator({ origin, rpId }: { origin: string; rpId: string }) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  const id = randomBytes(32);
  let counter = 0;
  let userHandle = '';

  const clientData = (type: string, options: Options, over: Overrides) =>
    Buffer.from(
      JSON.stringify({
        type,
        challenge: over.challenge ?? options.challenge,
        origin: over.origin ?? origin,
        crossOrigin: false,
      }),
    );
  const authenticatorData = (over: Overrides, credential: Buffer | null) => {
    counter += 1;
    const head = Buffer.alloc(37);
    sha256(over.rpId ?? rpId).copy(head);
    head[32] = 1 | (over.isVerified === false ? 0 : 4) | (credential ? 64 : 0);
    head.writeUInt32BE(over.counter ?? counter, 33);
    return credential ? Buffer.concat([head, credential]) : head;
  };
  const answer = (response: Record<string, unknown>) => ({
    id: id.toString('base64url'),
    rawId: id.toString('base64url'),
    type: 'public-key',
    clientExtensionResults: {},
    response,
  });

  return {
    /** Answers options for a new passkey. */
    create(options: Options, over: Overrides = {}) {
      userHandle = (options.user as { id: string }).id;
      const key = new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x as string, 'base64url')],
        [-3, Buffer.from(y as string, 'base64url')],
      ]);
      const credential = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, encodeCbor(key)]);
      const attestation = new Map<string, unknown>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authenticatorData(over, credential)],
      ]);
      return answer({
        clientDataJSON: clientData('webauthn.create', options, over).toString('base64url'),
        attestationObject: encodeCbor(attestation).toString('base64url'),
        transports: ['internal'],
      });
    },
    /** Answers options for a passkey that is there. */
    get(options: Options, over: Overrides = {}) {
      const data = authenticatorData(over, null);
      const client = clientData('webauthn.get', options, over);
      const signature = createSign('sha256')
        .update(Buffer.concat([data, sha256(client)]))
        .sign(privateKey);
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle: over.userHandle ?? userHandle,
      });
    },
  };
}
