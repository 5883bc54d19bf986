import type { ContactId, SiteId, VisitorId } from '@porchlight/protocol';
import { type Audited, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import {
  findVisitor,
  holdVisitor,
  insertVisitor,
  linkContact,
  revokeVisitors,
  type VisitorsTable,
} from '../visitors/index.ts';
import type { Claims } from './rules.ts';
import * as store from './store.ts';
import type { ContactsTable, IdentityKeysTable } from './tables.ts';

/** A site has at most this many identity keys: each may have to be tried with each token. */
export const keysMost = 10;
/** When a key was used last is told by the day, not by the second. */
const noteUseMs = 5 * 60_000;

export const addKey = defineCommand<{ row: IdentityKeysTable; by: Audited }, null>({
  name: 'contacts.add-key',
  async run(db, { row, by }) {
    if ((await store.findKeys(db, row.site_id)).length >= keysMost)
      throw appError('identity_key_invalid', `A site has at most ${keysMost} keys. Delete one that is not used.`);
    await store.insertKey(db, row);
    const { kind, algorithm, source } = row;
    const matter = { what: 'identity-key.added', site: row.site_id, target: targetOf(row) };
    await record(db, { ...by, ...matter, at: row.created_at, after: { kind, algorithm, source } });
    return null;
  },
});

/** Deletes a key with the logins that it proved; answers with it, or null where there is none. */
export const removeKey = defineCommand<{ site: SiteId; id: string; by: Audited; at: number }, IdentityKeysTable | null>(
  {
    name: 'contacts.remove-key',
    async run(db, { site, id, by, at }) {
      const row = await store.deleteKey(db, site, id);
      if (row) await record(db, { ...by, at, what: 'identity-key.removed', site, target: targetOf(row) });
      return row;
    },
  },
);

function targetOf({ id, kind, source }: IdentityKeysTable) {
  return { kind: 'identity-key', id, name: source === null ? kind : `${kind}, ${source}` };
}

export type IdentifyInput = {
  site: SiteId;
  /** The visitor whose visit the page named. */
  visitor: VisitorId;
  /** Everybody whom the browser proved, that visitor among them. */
  proven: VisitorId[];
  claims: Claims;
  keyId: string;
  newContact: ContactId;
  /** Takes their place where one of them is somebody else already. */
  successor: VisitorsTable;
  login: { hash: string; expiresAt: number };
  now: number;
};

/**
 * [CNV7, VIS7] Links a visitor to the contact that a token names, and keeps the login that its page gets. Where the
 * browser was another contact until now, all that it proved to be is revoked, and a new visitor takes its place. Throws
 * `visit_unknown` where somebody logged out meanwhile.
 */
export const identify = defineCommand<IdentifyInput, { contact: ContactsTable; isSwitched: boolean }>({
  name: 'contacts.identify',
  retryOnConflict: true,
  async run(db, input) {
    const { site, visitor, proven, claims, keyId, successor, login, now } = input;
    const held: VisitorsTable[] = [];
    // In one order, so that two requests of one browser never wait for each other.
    for (const id of [...proven].sort()) {
      await holdVisitor(db, site, id);
      const row = await findVisitor(db, site, id);
      if (row) held.push(row);
    }
    if (!held.some((row) => row.id === visitor))
      throw appError('visit_unknown', 'This visit is over. Send a page view first.');
    const contact = await store.putContact(db, { site, newId: input.newContact, claims, now });
    const isSwitched = held.some((row) => row.contact_id !== null && row.contact_id !== contact.id);
    if (isSwitched) {
      await revokeVisitors(db, site, proven, now);
      await insertVisitor(db, successor);
    }
    const own = isSwitched ? successor.id : visitor;
    await linkContact(db, site, own, contact.id);
    await store.insertLogin(db, {
      login_hash: login.hash,
      site_id: site,
      contact_id: contact.id,
      visitor_id: own,
      key_id: keyId,
      created_at: now,
      expires_at: login.expiresAt,
    });
    await store.noteKeyUse(db, keyId, now, noteUseMs);
    return { contact, isSwitched };
  },
});

/**
 * [VIS7] Keeps the contact of a user of the help center, and links the visitor of their browser to it where that is
 * nobody else's yet.
 */
export const linkUser = defineCommand<
  { site: SiteId; visitor: VisitorId | null; claims: Claims; newContact: ContactId; now: number },
  ContactId
>({
  name: 'contacts.link-user',
  async run(db, { site, visitor, claims, newContact, now }) {
    const contact = await store.putContact(db, { site, newId: newContact, claims, now });
    if (visitor === null) return contact.id;
    await holdVisitor(db, site, visitor);
    const row = await findVisitor(db, site, visitor);
    if (row && row.contact_id === null) await linkContact(db, site, visitor, contact.id);
    return contact.id;
  },
});

/** Forgets who a contact is, where a user deleted their account; what they wrote stays with the site. */
export const forgetPerson = defineCommand<{ site: SiteId; contact: ContactId }, null>({
  name: 'contacts.forget-person',
  async run(db, { site, contact }) {
    await store.forgetPerson(db, site, contact);
    return null;
  },
});
