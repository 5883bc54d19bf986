import { createHmac } from 'node:crypto';
import { type FileId, isId } from '@porchlight/protocol';
import { appError } from '../platform/errors/index.ts';
import { isSameSecret } from '../platform/ids/index.ts';

/** Who an address was signed for, by what lets them in: the hash of a visitor's key, a member's session, a user's. */
export type Reader = { kind: 'key' | 'session' | 'user'; hash: string };
export type Variant = 'content' | 'preview';
export type LinkClaims = { file: FileId; variant: Variant; reader: Reader; expiresAt: number };

/** [FILE8] The path and query of a file's address: who may read what until when, signed with HMAC-SHA256. */
export function signLink(secret: string, { file, variant, reader, expiresAt }: LinkClaims): string {
  const body = Buffer.from(JSON.stringify([reader.kind, reader.hash, expiresAt])).toString('base64url');
  return `/f/${file}/${variant}?link=v1.${body}.${sign(secret, file, variant, body)}`;
}

/** Reads an address; throws `link_invalid`, or `link_expired`. Whether its reader still may is the caller's to look up. */
export function readLink(
  secret: string,
  { file, variant, link }: { file: string; variant: string; link: unknown },
  nowMs: number,
): LinkClaims {
  const [version, body = '', signature = '', ...rest] = typeof link === 'string' ? link.split('.') : [];
  const isWhole =
    version === 'v1' &&
    rest.length === 0 &&
    body.length < 512 &&
    isId('fi', file) &&
    (variant === 'content' || variant === 'preview') &&
    isSameSecret(signature, sign(secret, file, variant, body));
  if (!isWhole) throw isInvalid();
  const [kind, hash, expiresAt] = JSON.parse(Buffer.from(body, 'base64url').toString()) as [
    Reader['kind'],
    string,
    number,
  ];
  if (expiresAt <= nowMs)
    throw appError(
      'link_expired',
      'This address was good for a few minutes. Open the file from its conversation again.',
    );
  return { file, variant, reader: { kind, hash }, expiresAt };
}

/** The one answer for addresses that were not made here and for readers who may not any more. */
export function isInvalid() {
  return appError('link_invalid', 'This address opens no file. Open the file from its conversation.');
}

function sign(secret: string, file: string, variant: string, body: string): string {
  return createHmac('sha256', secret).update(`file-link.${file}.${variant}.${body}`).digest('base64url');
}
