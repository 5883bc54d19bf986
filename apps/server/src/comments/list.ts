import type { CommentId } from '@porchlight/protocol';
import type { LiveText } from '../articles/index.ts';
import { articlePath, attributesOf, dateIn, type HelpPlace } from '../help-center/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { editableMs } from './commands.ts';
import type { NamedComment } from './store.ts';
import { commentTexts } from './texts/index.ts';

/** Who looks at comments, and when. `own`: what stands for them as an author. */
export type Viewer = { own: readonly string[]; now: number };

/** What follows of a list of comments: as many as fit into the room. */
export type Packed = { items: SafeHtml; last: NamedComment | null; hasMore: boolean };

/** Where a comment is told from others in the list, and where its address leads. */
export const anchorOf = (id: CommentId) => id;
export const commentPath = ({ site }: HelpPlace, id: CommentId) => `/${site.id}/comments/${id}`;
/** Where a comment on a text is written, in the page's language. */
export function writePath(place: HelpPlace, text: Pick<LiveText, 'article' | 'language'>, reply?: CommentId): string {
  const { site, language } = place;
  return `/${site.id}/comments/on/${text.article}/${text.language}?lang=${language}${reply ? `&reply=${reply}` : ''}`;
}

/** [HC19] The way there, for who may comment. */
export function writeLink(place: HelpPlace, text: Pick<LiveText, 'article' | 'language'>): SafeHtml | null {
  if (!place.actor.may.includes('comment')) return null;
  return html`<a class="act" href="${writePath(place, text)}" rel="nofollow">${commentTexts[place.language].write}</a>`;
}

export const isOwn = ({ author }: Pick<NamedComment, 'author'>, { own }: Viewer) => own.includes(author);

export function isEditable(comment: NamedComment, viewer: Viewer): boolean {
  const { created_at, state, removed_at, author_kind } = comment;
  const isYoung = Math.abs(viewer.now - created_at) < editableMs;
  return isOwn(comment, viewer) && author_kind !== 'member' && isYoung && state !== 'rejected' && removed_at === null;
}

export function nameOf({ t }: { t: { formerUser: string } }, { name }: Pick<NamedComment, 'name'>): string {
  return name === '' ? t.formerUser : name;
}

/** Paragraphs as they were typed. Links stay text: nobody gains one by a comment. */
export function textOf(body: string): SafeHtml {
  return html`${body.split('\n\n').map((one) => html`<p dir="auto">${one}</p>`)}`;
}

/** [HC10] Comments in their threads, one level deep, as many as fit into `roomBytes`, but `atLeast`. */
export function pack(
  place: HelpPlace,
  text: LiveText,
  comments: readonly NamedComment[],
  {
    viewer,
    roomBytes,
    atLeast,
    first,
  }: { viewer: Viewer; roomBytes: number; atLeast: 0 | 1; first: NamedComment | null },
): Packed {
  const threads: { root: SafeHtml | null; answers: SafeHtml[]; thread: string }[] = [];
  let bytes = 0;
  let last: NamedComment | null = null;
  for (const [at, comment] of comments.entries()) {
    // What was taken back keeps its place only for those who answered it.
    const isEmpty = comment.removed_at !== null && comments[at + 1]?.thread !== comment.thread;
    if (!isEmpty) {
      const item = present(place, text, comment, viewer);
      bytes += Buffer.byteLength(item.toString()) + 80;
      if (bytes > roomBytes && (atLeast === 0 || last !== null)) break;
      const open = threads.at(-1);
      if (comment.is_reply === 0) threads.push({ root: item, answers: [], thread: comment.thread });
      else if (open?.thread === comment.thread) open.answers.push(item);
      else {
        // The page begins within a thread: what is answered stands above it once more.
        const root = first?.id === comment.thread ? present(place, text, first, viewer) : null;
        threads.push({ root, answers: [item], thread: comment.thread });
      }
    }
    last = comment;
  }
  const items = html`<ol class="threads">${threads.map(
    ({ root, answers }) =>
      html`<li class="thread">${root}${answers.length > 0 ? html`<ol class="answers">${answers.map((one) => html`<li>${one}</li>`)}</ol>` : null}</li>`,
  )}</ol>`;
  return { items, last, hasMore: last !== (comments.at(-1) ?? null) };
}

function present(place: HelpPlace, text: LiveText, comment: NamedComment, viewer: Viewer): SafeHtml {
  const t = commentTexts[place.language];
  const { id, created_at, edited_at, removed_at, author_kind, state, body } = comment;
  if (removed_at !== null)
    return html`<div class="comment" id="${anchorOf(id)}"><p class="muted">${t.removed}</p></div>`;
  const at = new Date(created_at);
  const name = nameOf({ t }, comment);
  const isMine = isOwn(comment, viewer);
  const link = (step: string) => `${commentPath(place, id)}/${step}?lang=${place.language}`;
  const isEditableNow = isEditable(comment, viewer);
  const mayReply = state === 'shown' && place.actor.may.includes('comment');
  return html`<div class="comment" id="${anchorOf(id)}"><p class="by"><b dir="auto">${name}</b>${
    author_kind === 'member' ? html`<span class="mark team">${t.team}</span>` : null
  }${isMine ? html`<span class="mark">${t.own}</span>` : null}<a href="${commentPath(place, id)}" rel="nofollow"><time datetime="${at.toISOString()}">${dateIn(place.language, at)}</time></a>${
    edited_at === null ? null : html`<span class="muted">${t.edited}</span>`
  }</p>${isMine && state !== 'shown' ? html`<p class="pending">${state === 'rejected' ? t.rejected : t.waiting}</p>` : null}<div class="text"${attributesOf(place, text)}>${textOf(body)}</div>${
    mayReply || isEditableNow
      ? html`<p class="acts">${mayReply ? html`<a href="${writePath(place, text, comment.thread)}" rel="nofollow" aria-label="${t.replyTo(name)}">${t.reply}</a>` : null}${
          isEditableNow
            ? html`${place.actor.may.includes('comment') ? html`<a href="${link('edit')}" rel="nofollow">${t.edit}</a>` : null}<a href="${link('delete')}" rel="nofollow">${t.delete}</a><span class="muted">${t.editable}</span>`
            : null
        }</p>`
      : null
  }</div>`;
}

export type Section = { text: LiveText; count: number; packed: Packed };

/** Below an article: the newest threads, and ways to all of them and to a comment of one's own. */
export function commentSection(place: HelpPlace, { text, count, packed }: Section): SafeHtml {
  const t = commentTexts[place.language];
  const all = `${articlePath(place, text.slug)}/comments`;
  return html`<section class="comments" id="comments" aria-labelledby="comments-title"><h2 id="comments-title">${t.title}${count > 0 ? html` <span class="muted">${String(count)}</span>` : null}</h2>
${packed.last !== null ? packed.items : packed.hasMore ? '' : html`<p class="muted">${t.none}</p>`}
<p class="onward">${writeLink(place, text)}${packed.hasMore ? html`<a href="${all}">${t.all}${count > 0 ? ` (${count})` : null}</a>` : null}</p></section>`;
}
