import type { ConversationId, SiteId, VisitId } from '@porchlight/protocol';
import type { Db } from '../platform/db/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import type { ConversationKeysTable, KeyEventsTable, KeyFamiliesTable } from './tables.ts';

export async function findKey(db: Db, keyHash: string): Promise<ConversationKeysTable | null> {
  return (
    (await db.selectFrom('conversation_keys').selectAll().where('key_hash', '=', keyHash).executeTakeFirst()) ?? null
  );
}

export async function findKeys(db: Db, keyHashes: readonly string[]): Promise<ConversationKeysTable[]> {
  if (keyHashes.length === 0) return [];
  return db.selectFrom('conversation_keys').selectAll().where('key_hash', 'in', keyHashes).execute();
}

type Granted = Pick<ConversationKeysTable, 'key_hash' | 'site_id' | 'conversation_id' | 'created_at'> &
  Partial<ConversationKeysTable>;

/** Keeps a key, and that it was granted, by what. */
export async function grantKey(db: Db, key: Granted, by: string, at: number): Promise<void> {
  const row = { revoked_at: null, used_at: null, family_id: null, source_hash: null, visit_id: null, login_id: null };
  const whole: ConversationKeysTable = { ...row, ...key };
  await db.insertInto('conversation_keys').values(whole).execute();
  await noteKeys(db, [whole], { kind: 'granted', detail: by, at });
}

/** Writes down what happened to these keys. */
export async function noteKeys(
  db: Db,
  keys: readonly ConversationKeysTable[],
  what: Pick<KeyEventsTable, 'kind' | 'detail' | 'at'>,
): Promise<void> {
  if (keys.length === 0) return;
  await db
    .insertInto('key_events')
    .values(
      keys.map((key) => ({
        // Sorts by its time; the prefix of any id would do.
        id: newSortableId('ms', what.at),
        site_id: key.site_id,
        conversation_id: key.conversation_id,
        visit_id: key.visit_id,
        key_hash: key.key_hash,
        family_id: key.family_id,
        ...what,
      })),
    )
    .execute();
}

/** What happened to the keys of these conversations, or in this visit; oldest first, the newest `limit`. */
export async function findKeyEvents(
  db: Db,
  site: SiteId,
  of: { visit: VisitId } | { conversations: readonly ConversationId[] },
  limit: number,
): Promise<KeyEventsTable[]> {
  if ('conversations' in of && of.conversations.length === 0) return [];
  const query = db.selectFrom('key_events').selectAll().where('site_id', '=', site);
  const rows = await ('visit' in of
    ? query.where('visit_id', '=', of.visit)
    : query.where('conversation_id', 'in', of.conversations)
  )
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.sort((a, b) => a.at - b.at || order.indexOf(a.kind) - order.indexOf(b.kind));
}

/** What happens in one moment happens in this order. */
const order: readonly KeyEventsTable['kind'][] = ['granted', 'joined', 'token-reused', 'revoked'];

/** The families that these keys belong to, with how often their tokens came back (`generation`) and how they ended. */
export async function findKeyFamilies(
  db: Db,
  site: SiteId,
  conversations: readonly ConversationId[],
): Promise<KeyFamiliesTable[]> {
  if (conversations.length === 0) return [];
  return db
    .selectFrom('key_families')
    .selectAll()
    .where('site_id', '=', site)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('conversation_keys')
        .select('family_id')
        .where('conversation_id', 'in', conversations)
        .where('family_id', 'is not', null)
        .$castTo<{ family_id: string }>(),
    )
    .orderBy('created_at')
    .execute();
}
