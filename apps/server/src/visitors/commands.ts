import type { SiteId, VisitorId } from '@porchlight/protocol';
import { type Audited, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { adoptIds, type Join, joinVisitors, partVisitors } from './alias-store.ts';
import { insertHandoff, type Redemption, redeemHandoff as redeem } from './handoff-store.ts';
import * as store from './store.ts';
import type { HandoffsTable } from './tables.ts';

/** [VIS4] Edges that one request found out. */
export const joinAliases = defineCommand<Join[], null>({
  name: 'visitors.join-aliases',
  async run(db, joins) {
    for (const join of joins) await joinVisitors(db, join);
    return null;
  },
});

/** [VIS4] A member says that two visitors are not one; tells whether they were joined. */
export const partAliases = defineCommand<
  { site: SiteId; visitor: VisitorId; other: VisitorId; by: Audited; at: number },
  { wereJoined: boolean }
>({
  name: 'visitors.part-aliases',
  async run(db, { by, ...input }) {
    const wereJoined = await partVisitors(db, input);
    const { site, visitor, other, at } = input;
    const target = { kind: 'visitor', id: visitor, name: '' };
    if (wereJoined) await record(db, { ...by, at, what: 'visitor.parted', site, target, before: { joined: other } });
    return { wereJoined };
  },
});

/** [VIS5] Keeps the ids that an earlier system had given. */
export const adopt = defineCommand<
  { site: SiteId; visitor: VisitorId; ids: { name: string; value: string }[]; at: number },
  null
>({
  name: 'visitors.adopt',
  async run(db, input) {
    await adoptIds(db, input);
    return null;
  },
});

export const registerHandoff = defineCommand<HandoffsTable, null>({
  name: 'visitors.register-handoff',
  async run(db, row) {
    await insertHandoff(db, row);
    return null;
  },
});

export const redeemHandoff = defineCommand<Redemption, { isKnown: boolean; handoff: HandoffsTable | null }>({
  name: 'visitors.redeem-handoff',
  run: redeem,
});

/** [VIS4] From now on the cookies of this visitor are as weak as the readable id that they were made from. */
export const weaken = defineCommand<{ site: SiteId; visitor: VisitorId; at: number }, null>({
  name: 'visitors.weaken',
  async run(db, { site, visitor, at }) {
    await store.weakenVisitor(db, site, visitor, at);
    return null;
  },
});

/** [VIS6] These ids are nobody's from now on. */
export const revoke = defineCommand<{ site: SiteId; visitors: VisitorId[]; at: number }, null>({
  name: 'visitors.revoke',
  async run(db, { site, visitors, at }) {
    await store.revokeVisitors(db, site, visitors, at);
    return null;
  },
});
