import type { ArticleId, HelpLanguage, SiteId } from '@porchlight/protocol';
import { queueMail } from '../mail/index.ts';
import { defineCommand } from '../platform/db/index.ts';
import { enqueue } from '../platform/jobs/index.ts';
import * as store from './store.ts';
import type { SubscriptionsTable } from './tables.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** [HC20] What an address gets: codes in an hour and in a day, mails about articles in a day; of all sites together. */
export const mailsAtMost = { code: 3, codeADay: 10, news: 12 } as const;
const ownAtMost = 200;

type Wanted = Omit<SubscriptionsTable, 'created_at' | 'told_of'>;

/** [HC20] A guest wants to be told: mails a code, unless the address had enough of them. What is there already stays. */
export const askToSubscribe = defineCommand<{ wanted: Wanted; codeId: string; page: string; now: number }, null>({
  name: 'subscriptions.ask',
  retryOnConflict: true,
  async run(db, { wanted, codeId, page, now }) {
    await store.forgetUnconfirmed(db, now - dayMs);
    const { kind, target_id: id, who, email, code_expires_at: expiresAt, site_id: site } = wanted;
    const known = await store.findByWho(db, { kind, id }, who);
    if (email === null || expiresAt === null) return null;
    if (!known && (await store.countOf(db, site, who)) >= ownAtMost) return null;
    const anHour = { now, windowMs: hourMs, atMost: mailsAtMost.code };
    const aDay = { now, windowMs: dayMs, atMost: mailsAtMost.codeADay };
    if (!(await store.takeMail(db, { email_key: who, kind: 'code' }, anHour))) return null;
    if (!(await store.takeMail(db, { email_key: who, kind: 'code-day' }, aDay))) return null;
    const { code_hash, code_expires_at } = wanted;
    await store.saveSubscription(
      db,
      // Whoever confirmed it keeps it: the code makes it theirs who has it.
      known ? { ...known, code_hash, code_expires_at } : { ...wanted, created_at: now, told_of: null },
    );
    const language = wanted.language;
    const mail = { template: 'subscription-code', site, code: codeId, page, createdAt: now, expiresAt } as const;
    await queueMail(db, { ...mail, to: email, language }, now);
    return null;
  },
});

/** [HC20] A code was typed in: the subscription is its typer's; false where it is not the one, was used, or is over. */
export const confirmSubscription = defineCommand<
  {
    target: store.Target;
    who: string;
    codeHash: string;
    visitor: string | null;
    language: HelpLanguage;
    now: number;
  },
  boolean
>({
  name: 'subscriptions.confirm',
  retryOnConflict: true,
  async run(db, { target, who, codeHash, visitor, language, now }) {
    const row = await store.findByWho(db, target, who);
    if (!row || row.code_hash !== codeHash || (row.code_expires_at ?? 0) <= now) return false;
    const confirmed_at = row.confirmed_at ?? now;
    const used = { code_hash: null, code_expires_at: null };
    await store.saveSubscription(db, { ...row, ...used, confirmed_at, language, visitor: visitor ?? row.visitor });
    return true;
  },
});

/** [HC20] Somebody whose address is proved is told from now on; once, however often they ask. */
export const subscribe = defineCommand<{ wanted: Wanted; now: number }, null>({
  name: 'subscriptions.add',
  retryOnConflict: true,
  async run(db, { wanted, now }) {
    const { kind, target_id: id, who, site_id: site } = wanted;
    const known = await store.findByWho(db, { kind, id }, who);
    if (!known && (await store.countOf(db, site, who)) >= ownAtMost) return null;
    await store.saveSubscription(db, {
      ...(known ?? { ...wanted, created_at: now, told_of: null }),
      language: wanted.language,
      visitor: wanted.visitor ?? known?.visitor ?? null,
      confirmed_at: known?.confirmed_at ?? now,
    });
    return null;
  },
});

/** Ends a subscription of an owner's, or, where `owner` is null, that of whoever has the mark of its mails. */
export const endSubscription = defineCommand<{ site: SiteId; id: string; owner: store.Owner | null }, boolean>({
  name: 'subscriptions.end',
  async run(db, { site, id, owner }) {
    const row = await store.findById(db, site, id);
    const isOwn =
      owner === null ||
      (row !== null &&
        ((owner.user !== null && row.user_id === owner.user) ||
          (owner.visitor !== null && row.visitor === owner.visitor)));
    if (!row || !isOwn) return false;
    await store.deleteSubscription(db, id);
    return true;
  },
});

/** What is out now, for whoever is told of it. */
export type News = {
  site: SiteId;
  article: ArticleId;
  language: HelpLanguage;
  revision: number;
  /** The article is out for the first time, in any language: its category's subscribers are told too. */
  isFirst: boolean;
  /** The subscription that was told last; they are told in the order of their ids. */
  after?: string;
};

export type Letter = {
  subscription: string;
  to: string;
  toKey: string;
  language: HelpLanguage;
  template: 'article-new' | 'article-changed';
  title: string;
  page: string;
};

/** [HC20] Mails these, each once, and goes on with the rest in a job of its own: both, or neither. */
export const tellSome = defineCommand<
  { site: SiteId; letters: Letter[]; toldOf: string; rest: { kind: string; payload: News } | null; now: number },
  null
>({
  name: 'subscriptions.tell-some',
  async run(db, { site, letters, toldOf, rest, now }) {
    for (const { subscription, to, toKey, ...letter } of letters) {
      const row = await store.findById(db, site, subscription);
      if (!row || (await store.wasToldOf(db, row, toldOf))) continue;
      await store.setToldOf(db, subscription, toldOf);
      const budget = { now, windowMs: dayMs, atMost: mailsAtMost.news };
      if (!(await store.takeMail(db, { email_key: toKey, kind: 'news' }, budget))) continue;
      await queueMail(db, { ...letter, to, site, subscription }, now);
    }
    if (rest) await enqueue(db, { ...rest, now });
    return null;
  },
});
