import type { ContactId, SiteId, VisitorId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import type { Claims } from './rules.ts';
import type { ContactLoginsTable, ContactsTable, IdentityKeysTable } from './tables.ts';

/** A site's identity keys, oldest first. */
export async function findKeys(db: Db, site: SiteId): Promise<IdentityKeysTable[]> {
  return db
    .selectFrom('identity_keys')
    .selectAll()
    .where('site_id', '=', site)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
}

export async function insertKey(db: Db, row: IdentityKeysTable): Promise<void> {
  await db.insertInto('identity_keys').values(row).execute();
}

/** Deletes a key with the logins that it proved; answers with it, or null where there is none. */
export async function deleteKey(db: Db, site: SiteId, id: string): Promise<IdentityKeysTable | null> {
  const row = await db
    .deleteFrom('identity_keys')
    .where('site_id', '=', site)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  await db.deleteFrom('contact_logins').where('site_id', '=', site).where('key_id', '=', id).execute();
  return row;
}

/** Notes that a key proved a token, at most once in `everyMs`. */
export async function noteKeyUse(db: Db, id: string, now: number, everyMs: number): Promise<void> {
  await db
    .updateTable('identity_keys')
    .set({ last_used_at: now })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', now - everyMs)]))
    .execute();
}

/** Keeps what a token says of somebody: a new contact with the id given, or the one that there is. What it does not say stays. */
export async function putContact(
  db: Db,
  input: { site: SiteId; newId: ContactId; claims: Claims; now: number },
): Promise<ContactsTable> {
  const { site, newId, claims, now } = input;
  const said = {
    ...(claims.name === null ? {} : { name: claims.name }),
    ...(claims.email === null ? {} : { email: claims.email, is_email_verified: claims.isEmailVerified ? 1 : 0 }),
  };
  return db
    .insertInto('contacts')
    .values({
      site_id: site,
      external_id: claims.externalId,
      id: newId,
      name: null,
      email: null,
      is_email_verified: 0,
      created_at: now,
      last_seen_at: now,
      ...said,
    })
    .onConflict((conflict) => conflict.columns(['site_id', 'external_id']).doUpdateSet({ last_seen_at: now, ...said }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function findContact(db: Db, site: SiteId, id: ContactId): Promise<ContactsTable | null> {
  const row = await db
    .selectFrom('contacts')
    .selectAll()
    .where('id', '=', id)
    .where('site_id', '=', site)
    .executeTakeFirst();
  return row ?? null;
}

/** The contact whom a visitor was found to be; null for guests. */
export async function findContactOf(db: Db, site: SiteId, visitor: VisitorId): Promise<ContactsTable | null> {
  const row = await db
    .selectFrom('visitors')
    .innerJoin('contacts', 'contacts.id', 'visitors.contact_id')
    .selectAll('contacts')
    .where('visitors.site_id', '=', site)
    .where('visitors.id', '=', visitor)
    .executeTakeFirst();
  return row ?? null;
}

/** Keeps a login, and drops those that are over. */
export async function insertLogin(db: Db, row: ContactLoginsTable): Promise<void> {
  await db.deleteFrom('contact_logins').where('expires_at', '<=', row.created_at).execute();
  await db.insertInto('contact_logins').values(row).execute();
}

/** A login that still opens something: not over, its visitor not revoked and still that contact's. */
export async function findLogin(db: Db, site: SiteId, hash: string, now: number): Promise<ContactLoginsTable | null> {
  const row = await db
    .selectFrom('contact_logins as logins')
    .innerJoin('visitors', (join) =>
      join
        .onRef('visitors.site_id', '=', 'logins.site_id')
        .onRef('visitors.id', '=', 'logins.visitor_id')
        .onRef('visitors.contact_id', '=', 'logins.contact_id'),
    )
    .selectAll('logins')
    .where('logins.login_hash', '=', hash)
    .where('logins.site_id', '=', site)
    .where('logins.expires_at', '>', now)
    .where('visitors.revoked_at', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/** Takes name and address from a contact. */
export async function forgetPerson(db: Db, site: SiteId, id: ContactId): Promise<void> {
  await db
    .updateTable('contacts')
    .set({ name: null, email: null, is_email_verified: 0 })
    .where('site_id', '=', site)
    .where('id', '=', id)
    .execute();
}
