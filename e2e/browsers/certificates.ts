import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A chain for TLS, and the pin by which Chromium accepts its leaf. */
export type Certificates = {
  /** The certificate authority, for programs that check the chain. */
  ca: string;
  /** The leaf with its authority behind it. */
  cert: string;
  key: string;
  /** Base64 SHA-256 of the leaf's SubjectPublicKeyInfo. */
  spki: string;
};

const validityMs = 30 * 86_400_000;

/**
 * Makes a test authority and a leaf for the names (`*.` allowed), valid from an hour ago for 30 days.
 *
 * Nothing of it outlives the process: no key lies in the repository, and no machine has to trust one.
 */
export function makeCertificates(names: readonly string[], nowMs = Date.now()): Certificates {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const validity = sequence(time(nowMs - 3_600_000), time(nowMs + validityMs));
  const issuer = commonName('Porchlight test authority');
  const caText = certificate(authority.privateKey, [
    issuer,
    validity,
    issuer,
    publicKeyInfo(authority.publicKey),
    extensions([
      extension('2.5.29.19', sequence(boolean(true)), true),
      extension('2.5.29.15', der(0x03, Buffer.from([1, 0x06])), true),
    ]),
  ]);
  const altNames = sequence(...names.map((name) => der(0x82, Buffer.from(name, 'latin1'))));
  const leafText = certificate(authority.privateKey, [
    issuer,
    validity,
    commonName(names[0] ?? 'localhost'),
    publicKeyInfo(leaf.publicKey),
    extensions([
      extension('2.5.29.17', altNames),
      extension('2.5.29.37', sequence(oid('1.3.6.1.5.5.7.3.1'))),
      extension('2.5.29.19', sequence(), true),
    ]),
  ]);
  return {
    ca: caText,
    cert: leafText + caText,
    key: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    spki: createHash('sha256').update(publicKeyInfo(leaf.publicKey)).digest('base64'),
  };
}

// The few parts of DER (ITU-T X.690) that a certificate needs; Node reads certificates and writes none.

function certificate(signer: KeyObject, fields: Buffer[]): string {
  const [issuer, validity, subject, publicKey, extensionList] = fields as [Buffer, Buffer, Buffer, Buffer, Buffer];
  const algorithm = sequence(oid('1.2.840.10045.4.3.2'));
  const serial = Buffer.concat([Buffer.from([0x40]), randomBytes(15)]);
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    issuer,
    validity,
    subject,
    publicKey,
    extensionList,
  );
  const signature = sign('sha256', body, signer);
  const whole = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts));
const boolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));
const publicKeyInfo = (key: KeyObject) => key.export({ type: 'spki', format: 'der' });
const commonName = (name: string) => sequence(der(0x31, sequence(oid('2.5.4.3'), der(0x0c, Buffer.from(name)))));
const extensions = (list: Buffer[]) => der(0xa3, sequence(...list));
const extension = (id: string, value: Buffer, isCritical = false) =>
  sequence(oid(id), ...(isCritical ? [boolean(true)] : []), der(0x04, value));

/** UTCTime, which ends in 2049. */
function time(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const septets = [part & 0x7f];
    for (let left = part >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
    bytes.push(...septets);
  }
  return der(0x06, Buffer.from(bytes));
}
