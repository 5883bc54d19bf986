import { record } from '../audit/index.ts';
import type { Db } from '../platform/db/index.ts';
import { findMember, noteLogin } from './store.ts';
import type { SessionsTable } from './tables.ts';

type Seen = Pick<SessionsTable, 'member_id' | 'created_at' | 'ip' | 'user_agent'>;

/** [AUTH15] Writes down that a member logged in or out, by the session that begins or ends; `at` where it ends. */
export async function recordLogin(
  db: Db,
  what: 'login.succeeded' | 'login.remembered' | 'login.ended',
  session: Seen & Pick<SessionsTable, 'interface' | 'is_by_provider'>,
  at = session.created_at,
): Promise<void> {
  if (what !== 'login.ended') await noteLogin(db, session.member_id, at);
  await recordOwn(
    db,
    what,
    session,
    { interface: session.interface, ...(session.is_by_provider === 1 ? { by: 'login-service' } : {}) },
    at,
  );
}

/** [AUTH15] Writes down what somebody did to their own account. */
export async function recordOwn(
  db: Db,
  what: string,
  { member_id: id, created_at, ip, user_agent }: Seen,
  after?: unknown,
  at = created_at,
): Promise<void> {
  const name = (await findMember(db, id))?.name ?? '';
  await record(db, {
    who: { kind: 'member', id, name },
    from: { ip, userAgent: user_agent === '' ? null : user_agent },
    at,
    what,
    target: { kind: 'member', id, name },
    after,
  });
}
