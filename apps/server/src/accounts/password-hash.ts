import { randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveInTurn } from './password-threads.ts';
import { normalPassword } from './rules.ts';

/** [AUTH3] argon2id with 19 MiB, two passes, one lane: the least that OWASP's password storage sheet asks for. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const saltBytes = 16;
const tagLength = 32;
/** Salt that no real hash has, of members without a password. */
const noSalt = unpadded(Buffer.alloc(saltBytes));

/** The hash of a short secret at the cost of a password's, off the event loop. Throws `too_many_attempts`. */
export function derivePassword(secret: string, nonce: Buffer): Promise<Buffer> {
  return deriveInTurn({ message: Buffer.from(secret), nonce, tagLength, ...cost });
}

/** Hashes a password, off the event loop, to a PHC string. Throws `too_many_attempts` when too many wait. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltBytes);
  const message = Buffer.from(normalPassword(password));
  const tag = await deriveInTurn({ message, nonce, tagLength, ...cost });
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(tag)}`;
}

/**
 * Compares a password with a PHC string in constant time, at the cost that the string names. With null, for a
 * member who does not exist, it does the same work and answers false. Throws `too_many_attempts` like hashing.
 */
export async function isPasswordOf(password: string, phc: string | null): Promise<boolean> {
  const { nonce, tag, ...stored } = readPhc(phc ?? nobodysHash);
  const message = Buffer.from(normalPassword(password));
  const given = await deriveInTurn({ message, nonce, tagLength: tag.length, ...stored });
  return timingSafeEqual(given, tag) && phc !== null;
}

/** Of the form and cost of a real hash, so that nobody takes as long as somebody. */
const nobodysHash = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${noSalt}$${unpadded(Buffer.alloc(tagLength))}`;

function readPhc(phc: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(phc);
  if (!match) throw new Error('A stored password hash is not a PHC string of argon2id.');
  const [, memory, passes, parallelism, salt = '', tag = ''] = match;
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

/** In the place of a hash, for a member without a password: of the same form, and of no password. */
export function unusablePassword(): string {
  const { memory, passes, parallelism } = cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${noSalt}$${unpadded(randomBytes(tagLength))}`;
}

/** Tells whether a member has a password at all. */
export function isUsablePassword(phc: string): boolean {
  return !phc.includes(`$${noSalt}$`);
}
