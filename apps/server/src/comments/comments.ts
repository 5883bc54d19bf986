import { createHash } from 'node:crypto';
import type {
  ArticleId,
  CommentId,
  CommentRow,
  CommentSettings,
  CommentState,
  CommentSuspicion,
  CommentsAnswer,
  HelpLanguage,
  SiteId,
} from '@porchlight/protocol';
import type { LiveText } from '../articles/index.ts';
import { type Audited, bySystem } from '../audit/index.ts';
import type { HelpPlace } from '../help-center/index.ts';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { SafeHtml } from '../platform/html/index.ts';
import { newSortableId } from '../platform/ids/index.ts';
import { askChecker, type CommentChecker, type ForChecker } from './checker.ts';
import { checkComment, type Finding } from './checks.ts';
import * as commands from './commands.ts';
import { commentSection, type Packed, pack } from './list.ts';
import * as store from './store.ts';

export type CommentsOptions = {
  storage: Storage;
  clock: Clock;
  /** Asked besides our own checks; none where the operator names none. */
  checker?: CommentChecker | null;
  /** Told of what failed without failing what was asked for. */
  onError?: (error: unknown) => void;
};

/** Who writes: by the name that they gave or have, known again by `key`. */
export type Author = {
  kind: 'guest' | 'user';
  key: string;
  /** Of guests; users have theirs in their account, so that it goes with it. */
  name: string;
  email: string | null;
  wantsMail: boolean;
};

export type NewComment = {
  site: SiteId;
  article: ArticleId;
  language: HelpLanguage;
  /** The thread that it answers; null where it begins one. */
  reply: CommentId | null;
  /** The language of the page, in which mails are written. */
  pageLanguage: HelpLanguage;
  author: Author;
  /** Whether it waits for nobody, whatever the site's policy [HC19]. */
  mayPublish: boolean;
  /** Everything that stands for the author: a visitor token may have written before its user logged in. */
  own: string[];
  text: string;
  /** Names the form: sent twice it makes one comment. */
  form: string;
  shownAt: number;
  trap: string;
};

const fetched = 40;
const listed = 25;
const settingsMs = 10_000;

/** Comments on articles: rules HC10 to HC13 in docs/spec/help-center.md. */
export class Comments {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #checker: CommentChecker | null;
  readonly #onError: (error: unknown) => void;
  readonly #settings = new Map<SiteId, { settings: Promise<CommentSettings>; at: number }>();

  constructor({ storage, clock, checker = null, onError = () => undefined }: CommentsOptions) {
    this.#storage = storage;
    this.#clock = clock;
    this.#checker = checker;
    this.#onError = onError;
  }

  /** Kept for ten seconds, since every article asks; this process's own changes show at once. */
  readSettings(site: SiteId): Promise<CommentSettings> {
    const kept = this.#settings.get(site);
    const now = this.#clock.now();
    if (kept && now - kept.at < settingsMs) return kept.settings;
    const settings = this.#loadSettings(site);
    this.#settings.set(site, { settings, at: now });
    settings.catch(() => this.#settings.delete(site));
    return settings;
  }

  async #loadSettings(site: SiteId): Promise<CommentSettings> {
    const row = (await store.findSettings(this.#storage.read, site)) ?? commands.unset;
    return { policy: row.policy, linksAtMost: row.links_at_most, tellsMembers: row.tells_members === 1 };
  }

  async saveSettings(
    site: SiteId,
    { policy, linksAtMost, tellsMembers }: CommentSettings,
    by: Audited = bySystem,
  ): Promise<void> {
    const row = { site_id: site, policy, links_at_most: linksAtMost, tells_members: tellsMembers ? 1 : 0 };
    await this.#storage.execute(commands.saveSettings, { row, by, at: this.#clock.now() });
    this.#settings.delete(site);
  }

  /** What stands below an article; null where the site takes no comments. */
  async renderBelow(
    place: HelpPlace,
    text: LiveText,
    own: readonly string[],
    roomBytes: number,
  ): Promise<SafeHtml | null> {
    const count = await this.countShown(text);
    const packed = await this.readPage(place, text, own, { from: null, roomBytes, atLeast: 0 });
    return commentSection(place, { text, count, packed });
  }

  countShown({ article, language }: LiveText): Promise<number> {
    return store.countShown(this.#storage.read, article, language);
  }

  /** Comments of a text from one on, `isAfter` it or with it, as many as fit. */
  async readPage(
    place: HelpPlace,
    text: LiveText,
    own: readonly string[],
    {
      from,
      roomBytes,
      atLeast = 1,
    }: { from: (store.Cursor & { isAfter: boolean }) | null; roomBytes: number; atLeast?: 0 | 1 },
  ): Promise<Packed> {
    const db = this.#storage.read;
    const found = await store.findShown(db, { ...text, own }, from, fetched);
    const [head] = found;
    const first = head?.is_reply === 1 ? await store.findComment(db, place.site.id, head.thread) : null;
    const viewer = { own, now: this.#clock.now() };
    const packed = pack(place, text, found, { viewer, roomBytes, atLeast, first });
    return { ...packed, hasMore: packed.hasMore || found.length === fetched };
  }

  /** A comment that everybody sees, or one of `own`; null for any other. */
  async findVisible(site: SiteId, id: CommentId, own: readonly string[]): Promise<store.NamedComment | null> {
    const row = await store.findComment(this.#storage.read, site, id);
    if (!row) return null;
    const thread = row.is_reply === 1 ? await store.findComment(this.#storage.read, site, row.thread) : row;
    const isSeen = (one: store.NamedComment | null) =>
      one !== null && (one.state === 'shown' || own.includes(one.author));
    return isSeen(row) && isSeen(thread) ? row : null;
  }

  /** [HC10, HC11] Takes a comment. Throws `comments_off`, `comment_not_found`. */
  async post(given: NewComment): Promise<{ id: CommentId; state: CommentState }> {
    const now = this.#clock.now();
    const { site, article, language, reply, author, text } = given;
    const id = newSortableId('cm', now);
    const { kind, name } = author;
    const about = { site, article, language, author: { kind, name }, text, isEdit: false };
    const finding = await this.#check(about, { trap: given.trap, filledMs: now - given.shownAt });
    const row = {
      id,
      site_id: site,
      article_id: article,
      language,
      thread: reply ?? id,
      is_reply: reply === null ? 0 : 1,
      author_kind: author.kind,
      author: author.key,
      author_name: author.name,
      email: author.email,
      wants_mail: author.wantsMail ? 1 : 0,
      mail_language: given.pageLanguage,
      body: text,
      body_hash: hashOf(text),
      revision: 1,
      created_at: now,
      edited_at: null,
      removed_at: null,
      form_id: given.form,
    };
    const { mayPublish } = given;
    return this.#storage.execute(commands.post, { row, own: given.own, mayPublish, ...finding, now });
  }

  async #check(
    about: Omit<ForChecker, 'suspicions'>,
    { trap, filledMs }: { trap: string; filledMs: number },
  ): Promise<Finding> {
    const { linksAtMost } = await this.readSettings(about.site);
    const { text, author } = about;
    const own = checkComment({ text, name: author.name, trap, filledMs, linksAtMost });
    return askChecker(this.#checker, own, about, this.#onError);
  }

  /** [HC12] Throws `comment_not_found`, `comment_settled`, `comments_off`. */
  async edit(
    site: SiteId,
    id: CommentId,
    { own, text, mayPublish }: Pick<NewComment, 'own' | 'text' | 'mayPublish'>,
  ): Promise<void> {
    const now = this.#clock.now();
    const row = await store.findComment(this.#storage.read, site, id);
    if (!row || row.author_kind === 'member') throw commands.commentNotFound();
    const { article_id: article, language, author_kind: kind, name } = row;
    const about = { site, article, language, author: { kind, name }, text, isEdit: true };
    const finding = await this.#check(about, { trap: '', filledMs: Number.POSITIVE_INFINITY });
    const body = { body: text, bodyHash: hashOf(text) };
    await this.#storage.execute(commands.edit, { site, id, own, ...body, mayPublish, ...finding, now });
  }

  /** [HC12] Throws `comment_not_found`, `comment_settled`. */
  async takeBack(site: SiteId, id: CommentId, own: string[]): Promise<void> {
    await this.#storage.execute(commands.takeBack, { site, id, own, now: this.#clock.now() });
  }

  /** For members; `addressOf` where a comment can be read. */
  async readListed(
    site: SiteId,
    { state, before }: { state: CommentState; before: CommentId | null },
    addressOf: (id: CommentId) => string,
  ): Promise<CommentsAnswer> {
    const db = this.#storage.read;
    const rows = await store.findListed(db, { site, state, before }, listed + 1);
    const settings = await this.readSettings(site);
    return {
      comments: rows.slice(0, listed).map((row): CommentRow => {
        const { id, author_kind, name, title } = row;
        const email = author_kind === 'member' ? null : (row.user_email ?? row.email);
        return {
          id,
          state: row.state,
          article: row.article_id,
          language: row.language,
          title,
          url: title === null || settings.policy === 'off' ? null : addressOf(id),
          author: { kind: author_kind, name, email },
          text: row.body,
          revision: row.revision,
          createdAt: row.created_at,
          editedAt: row.edited_at,
          suspicions: JSON.parse(row.suspicions) as CommentSuspicion[],
          parent: row.parent && { id: row.parent.id, name: row.parent.name, text: row.parent.body },
        };
      }),
      hasEarlier: rows.length > listed,
      counts: await store.countStates(db, site),
      settings,
    };
  }

  /** Throws `comment_not_found`, `comment_changed`. */
  async decide(
    site: SiteId,
    id: CommentId,
    decision: { state: 'shown' | 'rejected' | 'spam'; revision: number },
    by: Audited,
  ): Promise<void> {
    await this.#storage.execute(commands.decide, { site, id, ...decision, by, at: this.#clock.now() });
  }

  /** Answers as a member of the team; the comment that is answered is shown. Throws as `decide`, and `comments_off`. */
  async answer(
    site: SiteId,
    to: CommentId,
    given: { text: string; revision: number; clientId: string; member: { id: string; name: string } },
    by: Audited,
  ): Promise<{ id: CommentId }> {
    const at = this.#clock.now();
    const { member, text, revision, clientId } = given;
    const row = {
      id: newSortableId('cm', at),
      site_id: site,
      // What it answers says where it stands.
      article_id: 'ar_' as ArticleId,
      language: 'en' as const,
      thread: to,
      is_reply: 1,
      state: 'shown' as const,
      author_kind: 'member' as const,
      author: member.id,
      author_name: member.name,
      email: null,
      wants_mail: 0,
      mail_language: 'en' as const,
      body: text,
      body_hash: hashOf(text),
      revision: 1,
      created_at: at,
      edited_at: null,
      shown_at: at,
      removed_at: null,
      suspicions: '[]',
      form_id: `${member.id} ${clientId}`,
    };
    const { id } = await this.#storage.execute(commands.answer, { row, to, revision, by, at });
    return { id };
  }

  /** Throws `comment_not_found`. */
  async remove(site: SiteId, id: CommentId, by: Audited): Promise<void> {
    await this.#storage.execute(commands.remove, { site, id, by, at: this.#clock.now() });
  }

  /** [HC11] Deletes spam that is 30 days old; call it every minute. */
  async forgetOld(): Promise<void> {
    await this.#storage.execute(commands.forgetSpam, { now: this.#clock.now() });
  }

  /** [HC13] Ends or resumes the mails of a recipient. Throws `mail_mark_invalid` for one that is none of this site's. */
  async setStopped(site: SiteId, recipient: string, isStopped: boolean): Promise<void> {
    await this.findRecipient(site, recipient);
    const at = isStopped ? this.#clock.now() : null;
    await this.#storage.execute(commands.setStopped, { site, recipient, at });
  }

  async findRecipient(site: SiteId, recipient: string) {
    const row = await store.findRecipient(this.#storage.read, site, recipient);
    if (!row)
      throw appError('mail_mark_invalid', 'This link is none of ours. Copy it from the mail as it stands there.');
    return row;
  }

  /** [HC13] Mails those who moderate a site of comments since the time before, unless all of them were decided about. */
  async tellMembers(site: SiteId, since: number, to: { email: string; language: 'en' | 'de' }[]): Promise<void> {
    const now = this.#clock.now();
    const { tellsMembers, policy } = await this.readSettings(site);
    if (!tellsMembers || policy === 'off') return;
    if (!(await store.hasNew(this.#storage.read, site, since))) return;
    await this.#storage.execute(commands.tellMembers, { site, to, now });
  }
}

/** What says the same twice is found by it: neither case nor blanks matter. */
function hashOf(text: string): string {
  return createHash('sha256').update(text.toLowerCase().replace(/\s+/g, ' ')).digest('base64url');
}
