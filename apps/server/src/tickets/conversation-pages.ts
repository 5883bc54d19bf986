import type { Attachment, FormAnswer, HelpLanguage, PublicEvent, Sequenced } from '@porchlight/protocol';
import type { ConversationsTable } from '../conversations/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { chatsHint } from './chat-pages.ts';
import { areaField, button, type FormView, fileField, form, lineField, problems, said } from './controls.ts';
import { type Page, type PageContext, pathOf } from './page.ts';
import type { TicketTexts } from './texts/index.ts';

/** A conversation as its reader sees it. */
export type Shown = {
  row: ConversationsTable;
  fields: readonly FormAnswer[];
  events: readonly Sequenced<PublicEvent>[];
  /** The number that earlier messages stand before; null where there are none. */
  before: number | null;
  /** These are not the newest. */
  isEarlier: boolean;
};

/** In figures that the language writes; Arabic ones would need more fonts than some phones have. */
export function timeIn(language: HelpLanguage, at: number): string {
  const time = new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : language, {
    dateStyle: 'medium',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${time.format(at)} UTC`;
}

function dateIn(language: HelpLanguage, at: number): string {
  const date = new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : language, {
    dateStyle: 'medium',
    timeZone: 'UTC',
  });
  return date.format(at);
}

export function titleOf(row: ConversationsTable, t: TicketTexts, language: HelpLanguage): string {
  return row.subject ?? t.chatOf(dateIn(language, row.started_at));
}

/** [HC16] All that this browser, or this user, may read: chats and forms in one list. */
export function listPage(context: PageContext, rows: readonly ConversationsTable[], done: string | null): Page {
  const { t, place, reader, token } = context;
  const { site } = place;
  const holds = rows.length > 0 && !reader.user;
  return {
    title: t.title,
    path: 'conversations',
    way: 'conversations',
    body: html`<div class="wide narrow"><h1>${t.title}</h1>
${said(done, t)}
${rows.length > 0 ? html`<ul class="list">${rows.map((row) => listed(context, row))}</ul>` : html`<p class="lead">${t.none}</p><p>${t.noneText}</p>`}
${chatsHint(context)}
<ul class="more">
${site.contactForm.isOn ? html`<li><a href="${pathOf(place, 'contact')}">${t.writeNew}</a></li>` : ''}
<li><a href="${pathOf(place, 'conversations/code')}">${t.byCode}</a></li>
${reader.user || site.registration === 'off' ? '' : html`<li><a href="${pathOf(place, 'login')}">${t.logInFor}</a></li>`}
</ul>
${
  holds
    ? html`<section class="part no-print" aria-labelledby="forget"><h2 id="forget">${t.forgetTitle}</h2><p>${t.forgetText}</p>
${form({ action: pathOf(place, 'conversations/forget'), token }, button(t.forget, { kind: 'quiet' }))}</section>`
    : ''
}</div>`,
  };
}

function listed({ t, place }: PageContext, row: ConversationsTable): SafeHtml {
  const { language } = place;
  const at = row.last_message_at ?? row.started_at;
  const isNew = row.agent_message_seq > row.visitor_read_seq;
  return html`<li><a href="${pathOf(place, `conversations/${row.id}`)}"><b><bdi>${titleOf(row, t, language)}</bdi></b><time datetime="${new Date(at).toISOString()}">${dateIn(language, at)}</time>
<p class="last">${row.last_message_side === 'visitor' ? html`${t.you}: ` : ''}<bdi>${row.last_message_text ?? ''}</bdi></p>
<span class="marks">${isNew ? html`<span class="mark new">${t.newAnswer}</span>` : ''}<span class="mark">${t.status[row.status]}</span><span class="mark">${row.channel === 'form' ? t.form : t.chat}</span></span></a></li>`;
}

/** [HC16] One conversation: read, answered, closed, rated, saved. */
export function conversationPage(
  context: PageContext,
  { row, fields, events, before, isEarlier }: Shown,
  view: FormView,
  { client, round, done }: { client: string; round: string; done: string | null },
): Page {
  const { t, place, token } = context;
  const { language, site } = place;
  const own = `conversations/${row.id}`;
  const title = titleOf(row, t, language);
  const isOver = row.status === 'ended';
  return {
    title,
    path: own,
    way: 'conversations',
    body: html`<div class="wide talk"><nav class="crumbs no-print" aria-label="${place.t.breadcrumb}"><ol><li><a href="${pathOf(place, 'conversations')}">${t.title}</a></li></ol></nav>
<h1><bdi>${title}</bdi></h1>
${said(done, t)}
<p><span class="mark">${t.status[row.status]}</span></p>
${fields.length > 0 ? html`<dl class="facts">${fields.map((one) => html`<dt>${one.label}</dt><dd dir="auto">${one.value}</dd>`)}</dl>` : ''}
${before === null ? '' : html`<p class="no-print"><a href="${pathOf(place, own)}&amp;before=${before}">${t.earlier}</a></p>`}
<ol class="talked">${events.flatMap(({ event }) => happened(context, row, event) ?? [])}</ol>
${isEarlier ? html`<p class="no-print"><a href="${pathOf(place, own)}">${t.later}</a></p>` : ''}
${problems(view, t)}
${isOver ? html`<p class="fallback">${t.endedText}${site.contactForm.isOn ? html` <a href="${pathOf(place, 'contact')}">${t.writeNew}</a>` : ''}</p>` : answerForm(context, row, view, { client, round })}
${isOver ? ratingForm(context, row, view) : ''}
<section class="part no-print"><p><a href="/${site.id}/${own}/transcript.txt?lang=${language}">${t.transcript}</a></p><p class="muted">${t.print}</p>
${
  isOver
    ? ''
    : html`${form({ action: pathOf(place, `${own}/close`), token }, button(t.close, { kind: 'quiet' }))}<p class="muted">${t.closeText}</p>`
}</section></div>`,
  };
}

function answerForm(
  { t, place, token }: PageContext,
  row: ConversationsTable,
  view: FormView,
  { client, round }: { client: string; round: string },
): SafeHtml {
  const action = pathOf(place, `conversations/${row.id}/messages`);
  return form(
    { action, token, round },
    html`<input type="hidden" name="client" value="${client}">
${areaField(view, t, { name: 'message', label: t.answer, isRequired: true, rows: 5 })}
${fileField(view, t, { name: 'files', label: t.files, hint: t.filesHint, isRequired: false, isMultiple: true })}
${button(t.sendAnswer)}`,
  );
}

/** Once it is closed; a later verdict replaces the first. */
function ratingForm({ t, place, token }: PageContext, row: ConversationsTable, view: FormView): SafeHtml {
  const chosen = view.values.score ?? String(row.rating_score ?? '');
  const wrong = view.problems.find((one) => one.field === 'score');
  const shown: FormView = { ...view, values: { comment: row.rating_comment ?? '', ...view.values } };
  return html`<section class="part no-print">${form(
    { action: pathOf(place, `conversations/${row.id}/rating`), token },
    html`<fieldset class="scores"><legend>${t.rateTitle}</legend><div>${[5, 4, 3, 2, 1].map(
      (score) =>
        html`<label class="check"><input type="radio" name="score" value="${score}"${String(score) === chosen ? html` checked` : ''}> <span>${t.scores[score] ?? score}</span></label>`,
    )}</div>${wrong ? html`<p class="wrong">${wrong.text}</p>` : ''}</fieldset>
${areaField(shown, t, { name: 'comment', label: t.comment, isRequired: false, rows: 3 })}
${button(t.rate)}`,
  )}</section>`;
}

/** One line of what happened; null for what a reader has no use for. */
function happened({ t, place }: PageContext, row: ConversationsTable, event: PublicEvent): SafeHtml | null {
  const { language, site } = place;
  const line = describe(event, t);
  if (line !== null) return html`<li class="happened">${line}</li>`;
  if (event.type !== 'message') return null;
  const isOwn = event.author.kind === 'visitor';
  const files = event.attachments ?? [];
  return html`<li class="said-by${isOwn ? ' own' : ''}"><header><b>${nameOf(event, t)}</b><time datetime="${new Date(event.at).toISOString()}">${timeIn(language, event.at)}</time></header>
${event.text === '' ? '' : html`<p dir="auto">${event.text}</p>`}
${files.length === 0 ? '' : html`<ul class="brought">${files.map((file) => html`<li>${fileLink(file, `/${site.id}/conversations/${row.id}/files/${file.id}`, t)}</li>`)}</ul>`}</li>`;
}

function fileLink({ name, size }: Attachment, path: string, t: TicketTexts): SafeHtml {
  return html`<a href="${path}" rel="nofollow"><bdi>${name}</bdi></a> <span class="muted">${t.size(String(Math.max(1, Math.ceil(size / 1_024))))}</span>`;
}

function nameOf(event: Extract<PublicEvent, { type: 'message' }>, t: TicketTexts): string {
  return event.author.kind === 'visitor' ? t.you : event.author.name;
}

function describe(event: PublicEvent, t: TicketTexts): string | null {
  switch (event.type) {
    case 'joined':
      return t.joined(event.member.name);
    case 'left':
      return t.left(event.member.name);
    case 'ended':
      return t.endedBy[event.by];
    case 'rated':
      return t.ratedBy(event.score);
    default:
      return null;
  }
}

/** [HC18] A conversation as plain text. */
export function transcriptOf(
  { t, place }: Pick<PageContext, 't' | 'place'>,
  { row, fields, events }: Pick<Shown, 'row' | 'fields' | 'events'>,
): string {
  const { language, site } = place;
  const head = [
    t.transcriptOf(titleOf(row, t, language)),
    `${site.name} · ${timeIn(language, row.started_at)}`,
    ...fields.map((one) => `${one.label}: ${one.value}`),
  ];
  const parts = events.flatMap(({ event }) => {
    const line = describe(event, t);
    if (line !== null) return [`[${timeIn(language, event.at)}] ${line}`];
    if (event.type !== 'message') return [];
    const files = (event.attachments ?? []).map((file) => t.fileLine(file.name));
    return [
      [`[${timeIn(language, event.at)}] ${nameOf(event, t)}`, ...(event.text ? [event.text] : []), ...files].join('\n'),
    ];
  });
  return `${[head.join('\n'), ...parts].join('\n\n')}\n`;
}

/** [HC16] A conversation that this browser does not open, whether or not there is one. */
export function missingPage({ t, place }: PageContext): Page {
  return {
    title: t.missingTitle,
    path: 'conversations',
    way: 'conversations',
    body: html`<div class="wide narrow"><h1>${t.missingTitle}</h1><p>${t.missingText}</p>
<ul class="more"><li><a href="${pathOf(place, 'conversations/code')}">${t.byCode}</a></li>
<li><a href="${pathOf(place, 'conversations')}">${t.title}</a></li>
${place.site.registration === 'off' ? '' : html`<li><a href="${pathOf(place, 'login')}">${t.logInFor}</a></li>`}</ul></div>`,
  };
}

/** [HC16] Where a code is asked for. */
export function askCodePage({ t, place, token }: PageContext, view: FormView): Page {
  return {
    title: t.codeTitle,
    path: 'conversations/code',
    way: 'conversations',
    body: html`<div class="wide narrow"><h1>${t.codeTitle}</h1><p>${t.codeText}</p>
${problems(view, t)}
${form({ action: pathOf(place, 'conversations/code'), token }, html`${emailField(view, t)}${button(t.sendCode)}`)}
<ul class="more"><li><a href="${pathOf(place, 'conversations/code')}&amp;entry=1">${t.haveCode}</a></li></ul></div>`,
  };
}

/** [HC16] Where it is typed in. */
export function enterCodePage({ t, place, token }: PageContext, view: FormView, isSent: boolean): Page {
  return {
    title: t.codeTitle,
    path: 'conversations/code',
    way: 'conversations',
    body: html`<div class="wide narrow"><h1>${t.codeTitle}</h1>
<p${isSent ? html` class="said" role="status"` : ''}>${isSent ? t.codeSent : t.codeEntry}</p>
${problems(view, t)}
${form(
  { action: pathOf(place, 'conversations/code/entry'), token },
  html`${emailField(view, t)}
${lineField(view, t, { name: 'code', label: t.code, hint: t.codeHint, isRequired: true, autocomplete: 'one-time-code', most: 40 })}
${button(t.bring)}`,
)}</div>`,
  };
}

function emailField(view: FormView, t: TicketTexts): SafeHtml {
  return lineField(view, t, {
    name: 'email',
    label: t.email,
    isRequired: true,
    type: 'email',
    autocomplete: 'email',
    most: 254,
  });
}
