import { record } from '../audit/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Origin } from './rules.ts';
import { findMember, noteLogin } from './store.ts';
import type { MembersTable, SessionsTable } from './tables.ts';

export type Seen = Pick<SessionsTable, 'member_id' | 'created_at' | 'ip' | 'user_agent'>;

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

/** Somebody who does something to their own account, in the form that `recordOwn` takes. */
export function seenOf(memberId: SessionsTable['member_id'], { ip, userAgent }: Origin, at: number): Seen {
  return { member_id: memberId, created_at: at, ip, user_agent: userAgent };
}

/** [REM1, AUTH15] Writes down that a remembered login came back a second time, by somebody who is not known for sure. */
export async function recordTheft(
  db: Db,
  { id, name }: Pick<MembersTable, 'id' | 'name'>,
  {
    created_at: at,
    ip,
    user_agent: userAgent,
    interface: kind,
  }: Omit<Seen, 'member_id'> & Pick<SessionsTable, 'interface'>,
): Promise<void> {
  await record(db, {
    who: { kind: 'member', id: null, name: '' },
    from: { ip, userAgent },
    at,
    what: 'login.remembered-reused',
    target: { kind: 'member', id, name },
    after: { interface: kind },
  });
}

/** [AUTH15] Writes down what somebody did to their own account. */
export async function recordOwn(
  db: Db,
  what: string,
  { member_id: id, created_at, ip, user_agent }: Seen,
  after?: unknown,
  at = created_at,
  before?: unknown,
): Promise<void> {
  const name = (await findMember(db, id))?.name ?? '';
  await record(db, {
    who: { kind: 'member', id, name },
    from: { ip, userAgent: user_agent === '' ? null : user_agent },
    at,
    what,
    target: { kind: 'member', id, name },
    before,
    after,
  });
}
