import type { GroupId, HelpRight, HelpRights, SiteId } from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import { type Audited, record } from '../audit/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { defaultRights } from './rules.ts';
import * as store from './store.ts';

type By = { site: SiteId; by: Audited; at: number };

/** [HC19] Says what guests and users may. */
export const saveRights = defineCommand<{ rights: HelpRights } & By, null>({
  name: 'groups.save-rights',
  async run(db, { site, rights, by, at }) {
    const before = (await store.findRights(db, site)) ?? defaultRights;
    await store.saveRights(db, site, rights);
    await record(db, { ...by, at, what: 'help-center.rights-changed', site, before, after: rights });
    return null;
  },
});

/** Makes a group. Throws `group_name_taken`, and `invalid_body` where there are very many. */
export const addGroup = defineCommand<{ id: GroupId; name: string; may: HelpRight[] } & By, null>({
  name: 'groups.add',
  retryOnConflict: true,
  async run(db, { site, id, name, may, by, at }) {
    if ((await store.findGroups(db, site)).length >= limits.groupsPerSite)
      throw appError('invalid_body', `A site has ${limits.groupsPerSite} groups at most. Delete one first.`);
    const row = { id, site_id: site, name, name_key: keyOf(name), may: JSON.stringify(may), created_at: at };
    if (!(await store.saveGroup(db, row))) throw nameTaken();
    await record(db, { ...by, at, what: 'group.added', site, target: targetOf(id, name), after: { name, may } });
    return null;
  },
});

/** Changes what is named of a group. Throws `group_not_found`, `group_name_taken`. */
export const changeGroup = defineCommand<
  { id: string; name?: string | undefined; may?: HelpRight[] | undefined } & By,
  null
>({
  name: 'groups.change',
  retryOnConflict: true,
  async run(db, { site, id, name, may, by, at }) {
    const row = await store.findGroup(db, site, id);
    if (!row) throw groupNotFound();
    const next = {
      ...row,
      ...(name === undefined ? {} : { name, name_key: keyOf(name) }),
      ...(may === undefined ? {} : { may: JSON.stringify(may) }),
    };
    if (!(await store.saveGroup(db, next))) throw nameTaken();
    const [before, after] = [row, next].map((one) => ({ name: one.name, may: JSON.parse(one.may) as HelpRight[] }));
    await record(db, { ...by, at, what: 'group.changed', site, target: targetOf(row.id, next.name), before, after });
    return null;
  },
});

/** Deletes a group; its members stay users. Throws `group_not_found`, `group_in_use` where articles are for it. */
export const removeGroup = defineCommand<{ id: string } & By, null>({
  name: 'groups.remove',
  async run(db, { site, id, by, at }) {
    const row = await store.lockGroup(db, site, id);
    if (!row) throw groupNotFound();
    const uses = (await store.countUses(db, site)).get(row.id);
    if ((uses?.articles ?? 0) > 0)
      throw appError('group_in_use', 'Articles are for this group. Say first who else may read them.');
    await store.deleteGroup(db, row.id);
    const before = { name: row.name, members: uses?.members ?? 0 };
    await record(db, { ...by, at, what: 'group.removed', site, target: targetOf(row.id, row.name), before });
    return null;
  },
});

/** What a name is compared by: neither case nor how its signs are written makes another one. */
function keyOf(name: string): string {
  return name.normalize('NFKC').toLowerCase();
}

function targetOf(id: GroupId, name: string) {
  return { kind: 'group', id, name };
}

export const groupNotFound = () => appError('group_not_found', 'There is no such group here. Load the list again.');
const nameTaken = () => appError('group_name_taken', 'Another group has this name. Choose another one.');
