/** Prefixed ids: the prefix says what a bare string is, in code, in logs and on the wire. */
export type SiteId = `st_${string}`;
export type VisitorId = `vi_${string}`;
export type VisitId = `vs_${string}`;
export type TabId = `tb_${string}`;
export type PageViewId = `pv_${string}`;
export type ConversationId = `cv_${string}`;
export type MessageId = `ms_${string}`;
export type MemberId = `me_${string}`;
export type OfferId = `of_${string}`;
export type FileId = `fi_${string}`;
export type ContactId = `co_${string}`;
/** A user of a site's help center. */
export type UserId = `us_${string}`;
export type PasskeyId = `pk_${string}`;
export type TeamId = `te_${string}`;
export type ApiTokenId = `at_${string}`;
export type AuditId = `au_${string}`;
export type ArticleId = `ar_${string}`;
export type CategoryId = `ct_${string}`;
/** A group of users of a site's help center. */
export type GroupId = `gr_${string}`;
export type ImageId = `im_${string}`;
/** A comment on an article. */
export type CommentId = `cm_${string}`;

export type IdPrefix =
  | 'st'
  | 'vi'
  | 'vs'
  | 'tb'
  | 'pv'
  | 'cv'
  | 'ms'
  | 'me'
  | 'of'
  | 'fi'
  | 'co'
  | 'te'
  | 'at'
  | 'au'
  | 'ar'
  | 'ct'
  | 'gr'
  | 'im'
  | 'cm'
  | 'pk'
  | 'us';

const idPattern = /^(st|vi|vs|tb|pv|cv|ms|me|of|fi|co|te|at|au|ar|ct|gr|im|cm|pk|us)_[A-Za-z0-9_-]{8,43}$/;

/** Tells whether `value` is a well-formed id with this prefix; says nothing about its existence. */
export function isId<P extends IdPrefix>(prefix: P, value: unknown): value is `${P}_${string}` {
  return typeof value === 'string' && value.startsWith(`${prefix}_`) && idPattern.test(value);
}

/** The name that a client gives to a message or note so that a repeat is recognised: 8 to 64 of `A-Za-z0-9_-`. */
export type ClientId = string;

export function isClientId(value: unknown): value is ClientId {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(value);
}

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * Encodes random bytes as base64url without padding, using nothing that a browser or Node lacks.
 * 16 bytes give 22 characters.
 */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 6) {
      bits -= 6;
      text += base64url[(held >> bits) & 63];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + base64url[(held << (6 - bits)) & 63] : text;
}

/** Makes a new id of 128 random bits; `random` is `crypto.getRandomValues` or a seeded stand-in. */
export function makeId<P extends IdPrefix>(prefix: P, random: (bytes: Uint8Array) => Uint8Array): `${P}_${string}` {
  return `${prefix}_${encodeBase64Url(random(new Uint8Array(16)))}`;
}
