import { randomBytes } from 'node:crypto';
import type { LinkPurpose } from '@porchlight/protocol';
import { sql } from 'kysely';
import { linkTokenOf } from '../mail/index.ts';
import type { Db } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { hashSecret } from '../platform/ids/index.ts';

/** A link that is good once, for one purpose. Its token is derived from its id and kept nowhere [AUTH10]. */
export type LinksTable = {
  id: string;
  token_hash: string;
  purpose: LinkPurpose;
  /** The member that it is about, or is to be. */
  subject_id: string;
  /** The address that it is about. */
  detail: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
};

declare module '../platform/db/tables.ts' {
  interface Tables {
    links: LinksTable;
  }
}

const hourMs = 3_600_000;
/** [AUTH10] Life of each kind of link, in ms. */
export const linkLifeMs: Record<LinkPurpose, number> = {
  invitation: 7 * 24 * hourMs,
  'password-reset': hourMs,
  'email-change': 24 * hourMs,
  'email-changed': 7 * 24 * hourMs,
};
const keptMs = 30 * 24 * hourMs;

export const linkInvalid = () =>
  appError('link_invalid_or_used', 'This link was used, has expired or is not from here. Ask for a new one.');

/** Makes a link that nobody knows yet; `id` where a repeat must make the same one. */
export function newLink(
  secret: string,
  link: { purpose: LinkPurpose; subject: string; detail?: string | null; now: number; id?: string },
): LinksTable {
  const { purpose, subject, detail = null, now, id = randomBytes(16).toString('base64url') } = link;
  return {
    id,
    token_hash: hashSecret(linkTokenOf(secret, id)),
    purpose,
    subject_id: subject,
    detail,
    created_at: now,
    expires_at: now + linkLifeMs[purpose],
    used_at: null,
  };
}

/** The hash of a token; throws `link_invalid_or_used` for what cannot be one. */
export function readLinkToken(token: string): string {
  if (!/^[A-Za-z0-9_-]{43}$/.test(token)) throw linkInvalid();
  return hashSecret(token);
}

/** Keeps a link; false where it is there already. */
export async function insertLink(db: Db, row: LinksTable): Promise<boolean> {
  const rows = await db
    .insertInto('links')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return rows.length > 0;
}

/** Ends the links of these purposes about a member, those made at `since` (ms) or later. */
export async function endLinks(db: Db, subject: string, purposes: readonly LinkPurpose[], since = 0): Promise<void> {
  // Kept as used: how many were made in an hour is counted by them.
  await db
    .updateTable('links')
    .set({ used_at: sql<number>`created_at` })
    .where('subject_id', '=', subject)
    .where('purpose', 'in', purposes)
    .where('used_at', 'is', null)
    .where('created_at', '>=', since)
    .execute();
}

/** How many links of a purpose were made about a member since then. */
export async function countLinks(db: Db, subject: string, purpose: LinkPurpose, since: number): Promise<number> {
  const row = await db
    .selectFrom('links')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('subject_id', '=', subject)
    .where('purpose', '=', purpose)
    .where('created_at', '>', since)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

type Named = { tokenHash: string; purpose: LinkPurpose; now: number };

/** A link that is good now; using it up is the command's to do. Throws `link_invalid_or_used`. */
export async function getLink(db: Db, { tokenHash, purpose, now }: Named): Promise<LinksTable> {
  const row = await db
    .selectFrom('links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) throw linkInvalid();
  return row;
}

/** Uses a link up inside a command: of several at once, one. Throws `link_invalid_or_used`. */
export async function useLink(db: Db, { tokenHash, purpose, now }: Named): Promise<LinksTable> {
  const row = await db
    .updateTable('links')
    .set({ used_at: now })
    .where('token_hash', '=', tokenHash)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (!row) throw linkInvalid();
  return row;
}

export async function forgetLinks(db: Db, now: number): Promise<void> {
  await db
    .deleteFrom('links')
    .where('expires_at', '<=', now - keptMs)
    .execute();
}
