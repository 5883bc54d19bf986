import type { GroupId, GroupsAnswer, HelpRight, HelpRights, SiteId, UserId } from '@porchlight/protocol';
import { type Audited, bySystem } from '../audit/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import { newId } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import { defaultRights, type HelpActor, rightsOf } from './rules.ts';
import * as store from './store.ts';

const keptMs = 10_000;

/** What is not named stays as it is. */
type GroupChange = { name?: string | undefined; may?: HelpRight[] | undefined };

/** Groups of the users of a site's help center, and what everybody may do there: rules HC5 and HC19. */
export class Groups {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #rights = new Map<SiteId, { rights: Promise<HelpRights>; at: number }>();

  constructor({ storage, clock }: { storage: Storage; clock: Clock }) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Who asks at a site's help center: a user of that site, or a guest where `user` is null. */
  async actorOf(site: SiteId, user: UserId | null): Promise<HelpActor> {
    const rights = await this.#readRights(site);
    const groups = user === null ? [] : await store.findGroupsOf(this.#storage.read, site, user);
    return { user, groups: groups.map(({ id }) => id), may: rightsOf(rights, user, groups) };
  }

  /** [HC19] Whether a user of this site, or a guest (null), may read, vote, comment or ask. */
  async may(site: SiteId, user: UserId | null, what: HelpRight): Promise<boolean> {
    return (await this.actorOf(site, user)).may.includes(what);
  }

  /** Throws `help_right_missing` where they may not. */
  async assertMay(site: SiteId, user: UserId | null, what: HelpRight): Promise<void> {
    if (!(await this.may(site, user, what))) throw rightMissing();
  }

  async readAll(site: SiteId): Promise<GroupsAnswer> {
    const db = this.#storage.read;
    const rights = (await store.findRights(db, site)) ?? defaultRights;
    const uses = await store.countUses(db, site);
    const groups = (await store.findGroups(db, site)).map(({ id, name, may }) => ({
      id,
      name,
      may: JSON.parse(may) as HelpRight[],
      ...(uses.get(id) ?? { members: 0, articles: 0 }),
    }));
    return { ...rights, groups };
  }

  async saveRights(site: SiteId, rights: HelpRights, by: Audited = bySystem): Promise<void> {
    await this.#storage.execute(commands.saveRights, { site, rights, by, at: this.#clock.now() });
    this.#rights.delete(site);
  }

  async add(site: SiteId, { name, may }: { name: string; may: HelpRight[] }, by: Audited = bySystem): Promise<GroupId> {
    const id = newId('gr');
    await this.#storage.execute(commands.addGroup, { site, id, name, may, by, at: this.#clock.now() });
    return id;
  }

  async change(site: SiteId, id: string, change: GroupChange, by: Audited): Promise<void> {
    await this.#storage.execute(commands.changeGroup, { site, id, ...change, by, at: this.#clock.now() });
  }

  async remove(site: SiteId, id: string, by: Audited): Promise<void> {
    await this.#storage.execute(commands.removeGroup, { site, id, by, at: this.#clock.now() });
  }

  /** Kept for ten seconds, since every page asks; what this process changes holds at once. */
  #readRights(site: SiteId): Promise<HelpRights> {
    const kept = this.#rights.get(site);
    if (kept && this.#clock.now() - kept.at < keptMs) return kept.rights;
    const rights = store.findRights(this.#storage.read, site).then((found) => found ?? defaultRights);
    this.#rights.set(site, { rights, at: this.#clock.now() });
    rights.catch(() => this.#rights.delete(site));
    return rights;
  }
}

export const rightMissing = () =>
  appError('help_right_missing', 'Your account, or being a guest, does not allow this here. Log in, or ask the site.');
