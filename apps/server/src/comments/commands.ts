import type { CommentId, CommentState, CommentSuspicion, SiteId } from '@porchlight/protocol';
import { type Audited, differenceOf, record } from '../audit/index.ts';
import { queueMail } from '../mail/index.ts';
import { type Db, defineCommand } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Verdict } from './checks.ts';
import * as store from './store.ts';
import type { CommentSettingsTable, CommentsTable } from './tables.ts';
import { takeMail, tellMembersSoon, tellOfAnswer } from './telling.ts';

type By = { by: Audited; at: number };

/** How long an author may change a comment or take it back. */
export const editableMs = 15 * 60_000;
const repeatMs = 86_400_000;
const repeatChars = 20;

export const commentNotFound = () =>
  appError('comment_not_found', 'This comment is not there any more. Load the page again.');
const changedSince = () =>
  appError('comment_changed', 'Its author has changed this comment since you read it. Read it again, then decide.');
const settled = () =>
  appError('comment_settled', 'A comment can be changed for 15 minutes. Write another one to add something.');
const off = () => appError('comments_off', 'No comments are taken here at the moment.');

/** Settings of a site that has none yet. */
export const unset = { policy: 'off', links_at_most: 2, tells_members: 1 } as const;

type Posted = { id: CommentId; state: CommentState };
/** `mayPublish`: the author's right makes the site's policy of no account [HC19]. */
type Written = { verdict: Verdict; suspicions: CommentSuspicion[]; mayPublish: boolean; now: number };

/** [HC10, HC11] What becomes of a comment that was written or edited: by the checks first, then by the site's policy. */
async function judge(
  db: Db,
  row: Pick<CommentsTable, 'site_id' | 'author' | 'body' | 'body_hash'>,
  { verdict, suspicions, mayPublish, now, isEdit }: Written & { isEdit: boolean },
): Promise<{ state: CommentState; suspicions: CommentSuspicion[] }> {
  const { policy } = (await store.findSettings(db, row.site_id)) ?? unset;
  if (policy === 'off') throw off();
  const isRepeated =
    !isEdit &&
    row.body.length >= repeatChars &&
    (await store.isRepeated(db, row.site_id, row.body_hash, now - repeatMs));
  const all = isRepeated ? [...suspicions, 'repeated' as const] : suspicions;
  if (verdict === 'spam') return { state: 'spam', suspicions: all };
  const mayShow =
    mayPublish || policy === 'none' || (policy === 'first' && (await store.isKnownAuthor(db, row.site_id, row.author)));
  return { state: mayShow && all.length === 0 && verdict === 'fine' ? 'shown' : 'waiting', suspicions: all };
}

/** Takes a comment; sent twice by one form it is one. Throws `comments_off`, `comment_not_found`. */
export const post = defineCommand<
  Written & { row: Omit<CommentsTable, 'state' | 'suspicions' | 'shown_at'>; own: string[] },
  Posted
>({
  name: 'comments.post',
  async run(db, { row, own, ...written }) {
    const known = await store.findByForm(db, row.site_id, row.form_id);
    if (known) return { id: known.id, state: known.state };
    // With an article go its comments: none comes after it.
    if (!(await store.holdArticle(db, row.site_id, row.article_id))) throw commentNotFound();
    if (row.is_reply === 1) await assertThread(db, row, own);
    const { state, suspicions } = await judge(db, row, { ...written, isEdit: false });
    const whole: CommentsTable = {
      ...row,
      state,
      suspicions: JSON.stringify(suspicions),
      shown_at: state === 'shown' ? written.now : null,
    };
    if (!(await store.insertComment(db, whole))) {
      const other = await store.findByForm(db, row.site_id, row.form_id);
      if (other) return { id: other.id, state: other.state };
      throw commentNotFound();
    }
    if (state === 'shown') await tellOfAnswer(db, whole, written.now);
    if (state !== 'spam') await tellMembersSoon(db, row.site_id, written.now);
    return { id: row.id, state };
  },
});

async function assertThread(
  db: Db,
  row: Pick<CommentsTable, 'site_id' | 'article_id' | 'language' | 'thread'>,
  own: string[],
) {
  const first = await store.lockComment(db, row.site_id, row.thread);
  const isThere =
    first !== null &&
    first.is_reply === 0 &&
    first.article_id === row.article_id &&
    first.language === row.language &&
    first.removed_at === null &&
    (first.state === 'shown' || own.includes(first.author));
  if (!isThere) throw commentNotFound();
}

/** A comment of one of `own`, as long as it may be changed; throws `comment_not_found`, `comment_settled`. */
async function getOwn(db: Db, site: SiteId, id: CommentId, own: string[], now: number) {
  const row = await store.lockComment(db, site, id);
  if (!row || row.removed_at !== null || !own.includes(row.author) || row.author_kind === 'member')
    throw commentNotFound();
  // A clock that was moved back lengthens nothing.
  if (Math.abs(now - row.created_at) >= editableMs || row.state === 'rejected') throw settled();
  return row;
}

/** [HC12] Changes what an author wrote; it is checked and, where the policy wants it, looked at once more. */
export const edit = defineCommand<
  Written & { site: SiteId; id: CommentId; own: string[]; body: string; bodyHash: string },
  Posted
>({
  name: 'comments.edit',
  async run(db, { site, id, own, body, bodyHash, ...written }) {
    const before = await getOwn(db, site, id, own, written.now);
    if (before.body === body) return { id, state: before.state };
    const changed = { ...before, body, body_hash: bodyHash };
    const judged = await judge(db, changed, { ...written, isEdit: true });
    const earlier = JSON.parse(before.suspicions) as CommentSuspicion[];
    // What was found once stays found: a link that is edited in later is as good as one that was there.
    const suspicions = [...new Set([...earlier, ...judged.suspicions])];
    const state = before.state === 'spam' ? 'spam' : before.state === 'waiting' ? worse(judged.state) : judged.state;
    const shownAt = before.shown_at ?? (state === 'shown' ? written.now : null);
    await store.updateComment(db, id, {
      body,
      body_hash: bodyHash,
      state,
      suspicions: JSON.stringify(suspicions),
      revision: before.revision + 1,
      edited_at: written.now,
      shown_at: shownAt,
    });
    if (state === 'waiting' && before.state !== 'waiting') await tellMembersSoon(db, site, written.now);
    return { id, state };
  },
});

/** What waits for a member does not come out of that by being edited. */
const worse = (state: CommentState): CommentState => (state === 'shown' ? 'waiting' : state);

/** [HC12] An author takes a comment back: nothing of it stays, but its place where others have answered. */
export const takeBack = defineCommand<{ site: SiteId; id: CommentId; own: string[]; now: number }, null>({
  name: 'comments.take-back',
  async run(db, { site, id, own, now }) {
    const row = await getOwn(db, site, id, own, now);
    if (row.is_reply === 0 && (await store.hasReplies(db, id))) await store.updateComment(db, id, emptied(row, now));
    else await store.deleteThread(db, id);
    return null;
  },
});

function emptied({ revision }: CommentsTable, now: number): Partial<CommentsTable> {
  return {
    removed_at: now,
    revision: revision + 1,
    author: '',
    author_name: '',
    author_kind: 'guest',
    email: null,
    wants_mail: 0,
    body: '',
    body_hash: '',
  };
}

const targetOf = (row: store.NamedComment) => ({ kind: 'comment', id: row.id, name: row.name });
const words: Record<'shown' | 'rejected' | 'spam', string> = {
  shown: 'comment.approved',
  rejected: 'comment.rejected',
  spam: 'comment.marked-as-spam',
};

async function getForMember(db: Db, site: SiteId, id: CommentId, revision: number): Promise<store.NamedComment> {
  const row = await store.lockComment(db, site, id);
  if (!row || row.removed_at !== null) throw commentNotFound();
  if (row.revision !== revision) throw changedSince();
  return row;
}

async function setState(db: Db, row: store.NamedComment, state: 'shown' | 'rejected' | 'spam', { by, at }: By) {
  if (row.state === state) return;
  await store.updateComment(db, row.id, { state, ...(state === 'shown' && !row.shown_at ? { shown_at: at } : {}) });
  const after = { state };
  await record(db, {
    ...by,
    at,
    what: words[state],
    site: row.site_id,
    target: targetOf(row),
    before: { state: row.state },
    after,
  });
  if (state === 'shown' && row.shown_at === null) await tellOfAnswer(db, { ...row, state }, at);
}

/** A member decides about the revision that they read. Throws `comment_not_found`, `comment_changed`. */
export const decide = defineCommand<
  { site: SiteId; id: CommentId; state: 'shown' | 'rejected' | 'spam'; revision: number } & By,
  null
>({
  name: 'comments.decide',
  async run(db, { site, id, state, revision, ...by }) {
    await setState(db, await getForMember(db, site, id, revision), state, by);
    return null;
  },
});

/** A member answers, which shows what is answered. Throws `comment_not_found`, `comment_changed`, `comments_off`. */
export const answer = defineCommand<{ row: CommentsTable; to: CommentId; revision: number } & By, Posted>({
  name: 'comments.answer',
  async run(db, { row, to, revision, ...by }) {
    const known = await store.findByForm(db, row.site_id, row.form_id);
    if (known) return { id: known.id, state: known.state };
    const { policy } = (await store.findSettings(db, row.site_id)) ?? unset;
    if (policy === 'off') throw off();
    const article = (await store.findComment(db, row.site_id, to))?.article_id;
    if (!article || !(await store.holdArticle(db, row.site_id, article))) throw commentNotFound();
    const asked = await getForMember(db, row.site_id, to, revision);
    await setState(db, asked, 'shown', by);
    const { thread, article_id, language, mail_language } = asked;
    const whole = { ...row, thread, article_id, language, mail_language };
    if (!(await store.insertComment(db, whole))) throw commentNotFound();
    const after = { text: row.body };
    await record(db, {
      ...by.by,
      at: by.at,
      what: 'comment.answered',
      site: row.site_id,
      target: targetOf(asked),
      after,
    });
    await tellOfAnswer(db, whole, by.at);
    return { id: row.id, state: 'shown' };
  },
});

/** A member deletes a comment for good, and what answers it. Throws `comment_not_found`. */
export const remove = defineCommand<{ site: SiteId; id: CommentId } & By, null>({
  name: 'comments.remove',
  async run(db, { site, id, by, at }) {
    const row = await store.lockComment(db, site, id);
    if (!row) throw commentNotFound();
    const answers = await store.deleteThread(db, id);
    const before = { state: row.state, answers };
    await record(db, { ...by, at, what: 'comment.removed', site, target: targetOf(row), before });
    return null;
  },
});

const spamKeptMs = 30 * 86_400_000;

/** Deletes spam that nobody has taken out of there for 30 days. */
export const forgetSpam = defineCommand<{ now: number }, null>({
  name: 'comments.forget-spam',
  isSingleStatement: true,
  async run(db, { now }) {
    await store.deleteSpam(db, now - spamKeptMs);
    return null;
  },
});

export const saveSettings = defineCommand<{ row: Omit<CommentSettingsTable, 'tell_at'> } & By, null>({
  name: 'comments.save-settings',
  async run(db, { row, by, at }) {
    const { site_id, ...own } = row;
    const found = await store.findSettings(db, site_id);
    const { policy, links_at_most, tells_members } = found ?? unset;
    await store.saveSettings(db, row);
    const difference = differenceOf<object>({ policy, links_at_most, tells_members }, own);
    await record(db, { ...by, at, what: 'comment.settings-changed', site: site_id, ...difference });
    return null;
  },
});

/** Mails these members, as far as they want it, of new comments at a site. */
export const tellMembers = defineCommand<
  { site: SiteId; to: { email: string; language: 'en' | 'de' }[]; now: number },
  null
>({
  name: 'comments.tell-members',
  async run(db, { site, to, now }) {
    for (const { email, language } of to) {
      const recipient = await takeMail(db, { site, kind: 'moderation', email, now });
      if (!recipient) continue;
      await queueMail(db, { template: 'comments-new', to: email, language, site, recipient: recipient.id }, now);
    }
    return null;
  },
});

/** Ends or resumes mails of a kind to one address; `at` null resumes them. */
export const setStopped = defineCommand<{ site: SiteId; recipient: string; at: number | null }, null>({
  name: 'comments.set-stopped',
  isSingleStatement: true,
  async run(db, { site, recipient, at }) {
    await db
      .updateTable('help_recipients')
      .set({ stopped_at: at })
      .where('id', '=', recipient)
      .where('site_id', '=', site)
      .execute();
    return null;
  },
});
