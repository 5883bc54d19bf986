import { helpLanguages, limits } from '@porchlight/protocol';
import type { LiveText } from '../articles/index.ts';
import { articlePath, attributesOf, crumbs, type HelpPlace, layoutPage, pathTo } from '../help-center/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { commentPath, nameOf, type Packed, textOf, writeLink, writePath } from './list.ts';
import type { NamedComment } from './store.ts';
import type { RecipientKind } from './tables.ts';
import { commentTexts } from './texts/index.ts';

/** What a form shows besides its fields: what was typed, and what is wrong with it. */
export type FormState = {
  values: Readonly<Record<string, string>>;
  problems: readonly { field: string | null; text: string }[];
  /** [CSRF2] The token of this form. */
  token: string;
  /** [HC11] When it was shown, signed. */
  stamp: string;
};

/** `path` is the page's own in a language: [LANG1] its menu leads to the same form in another. */
function page(
  place: HelpPlace,
  title: string,
  path: (language: HelpPlace['language']) => string,
  body: SafeHtml,
): string {
  return layoutPage(place, {
    title: `${title} – ${place.t.helpOf(place.site.name)}`,
    canonical: null,
    alternates: Object.fromEntries(helpLanguages.map((one) => [one, path(one)])),
    hasForms: true,
    isPrivate: true,
    body,
  });
}

function problemBox(place: HelpPlace, { problems }: Pick<FormState, 'problems'>): SafeHtml | null {
  const whole = problems.filter(({ field }) => field === null);
  if (whole.length === 0) return null;
  return html`<div class="problem" role="alert"><b>${commentTexts[place.language].problemTitle}</b>${whole.map(({ text }) => html`<p>${text}</p>`)}</div>`;
}

type Field = { name: 'text' | 'name' | 'email'; label: string; hint: string; kind: 'area' | 'line' | 'email' };

function field(state: FormState, { name, label, hint, kind }: Field): SafeHtml {
  const wrong = state.problems.find((one) => one.field === name);
  const isFirst = wrong !== undefined && state.problems[0] === wrong;
  const value = state.values[name] ?? '';
  const common = html`id="${name}" name="${name}" aria-describedby="${name}-hint${wrong ? ` ${name}-wrong` : ''}"${wrong ? html` aria-invalid="true"` : null}${isFirst ? html` autofocus` : null}`;
  const input = {
    // A line break right after the tag is not part of the text, so that one which was typed there stays.
    area: () =>
      html`<textarea ${common} rows="7" dir="auto" maxlength="${String(limits.commentChars)}" required>\n${value}</textarea>`,
    line: () =>
      html`<input ${common} type="text" dir="auto" autocomplete="name" maxlength="${String(limits.commentNameChars)}" value="${value}" required>`,
    email: () =>
      html`<input ${common} type="text" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" dir="ltr" value="${value}">`,
  };
  return html`<div class="field"><label for="${name}">${label}</label><p class="hint" id="${name}-hint">${hint}</p>${input[kind]()}${
    wrong ? html`<p class="wrong" id="${name}-wrong">${wrong.text}</p>` : null
  }</div>`;
}

const opened = (action: string, { token, stamp }: FormState) =>
  html`<form method="post" action="${action}" class="form" novalidate><input type="hidden" name="form" value="${token}"><input type="hidden" name="stamp" value="${stamp}">`;

export type WriteParts = {
  text: LiveText;
  /** What it answers; null where it begins a thread. */
  answers: NamedComment | null;
  /** The name of the user who is logged in; null for a guest. */
  user: string | null;
  /** Whether everybody's comments wait. */
  isModerated: boolean;
  isMailOn: boolean;
};

/** The form of a comment: a page of its own, since reading an article sets no cookie. */
export function writePage(place: HelpPlace, parts: WriteParts, state: FormState): string {
  const t = commentTexts[place.language];
  const { text, answers, user } = parts;
  const back = articlePath(place, text.slug);
  const title = answers ? t.replyTo(nameOf({ t }, answers)) : t.write;
  return page(
    place,
    title,
    (language) => writePath({ ...place, language }, text, answers?.thread),
    html`<div class="wide form-page"><nav class="crumbs" aria-label="${place.t.breadcrumb}"><ol><li><a href="${back}"${attributesOf(place, text)}>${text.title}</a></li></ol></nav>
<h1>${title}</h1>
${problemBox(place, state)}
${answers ? html`<div class="quoted"><p class="hidden">${t.answering(nameOf({ t }, answers))}</p>${textOf(answers.body)}</div>` : null}
<p>${t.formText}${parts.isModerated ? ` ${t.formTextAll}` : ''}</p>
${opened(writePath(place, text, answers?.thread), state)}
<div class="unseen" aria-hidden="true"><label for="website">${t.trap}</label><input id="website" name="website" type="text" tabindex="-1" autocomplete="off" value=""></div>
${field(state, { name: 'text', label: t.text, hint: t.textHint, kind: 'area' })}
${
  user === null
    ? html`${field(state, { name: 'name', label: t.name, hint: t.nameHint, kind: 'line' })}
${parts.isMailOn ? field(state, { name: 'email', label: t.email, hint: t.emailHint, kind: 'email' }) : null}
<p class="hint">${t.privacy}</p>`
    : html`<p>${t.asUser(user)}</p>
${parts.isMailOn ? html`<label class="check"><input type="checkbox" name="mail" value="1"${state.values.mail ? html` checked` : null}> <span>${t.mail}</span></label>` : null}`
}
<div class="onward"><button class="button">${t.send}</button><a href="${back}">${t.cancel}</a></div>
</form></div>`,
  );
}

export function editPage(place: HelpPlace, comment: NamedComment, state: FormState): string {
  const t = commentTexts[place.language];
  return page(
    place,
    t.editTitle,
    (language) => `${commentPath(place, comment.id)}/edit?lang=${language}`,
    html`<div class="wide form-page"><h1>${t.editTitle}</h1>
${problemBox(place, state)}
<p>${t.editable}</p>
${opened(`${commentPath(place, comment.id)}/edit?lang=${place.language}`, state)}
${field(state, { name: 'text', label: t.text, hint: t.textHint, kind: 'area' })}
<div class="onward"><button class="button">${t.save}</button><a href="${commentPath(place, comment.id)}">${t.cancel}</a></div>
</form></div>`,
  );
}

/** Asks once more: without script a click is all that it takes. */
export function deletePage(place: HelpPlace, comment: NamedComment, state: FormState): string {
  const t = commentTexts[place.language];
  return page(
    place,
    t.deleteTitle,
    (language) => `${commentPath(place, comment.id)}/delete?lang=${language}`,
    html`<div class="wide form-page"><h1>${t.deleteTitle}</h1>
${problemBox(place, state)}
<div class="quoted">${textOf(comment.body)}</div><p>${t.deleteText}</p>
${opened(`${commentPath(place, comment.id)}/delete?lang=${place.language}`, state)}
<div class="onward"><button class="button danger">${t.deleteConfirm}</button><a href="${commentPath(place, comment.id)}">${t.cancel}</a></div>
</form></div>`,
  );
}

export type ListParts = {
  text: LiveText;
  all: readonly LiveText[];
  count: number;
  packed: Packed;
  /** Whether there are newer ones before these. */
  isLater: boolean;
};

/** [HC10] All comments of a text, page by page. */
export function listPage(place: HelpPlace, { text, all, count, packed, isLater }: ListParts): string {
  const t = commentTexts[place.language];
  const article = articlePath(place, text.slug);
  const pathIn = (language: HelpPlace['language']) =>
    `${articlePath({ ...place, language }, all.find((one) => one.language === language)?.slug ?? text.slug)}/comments`;
  return layoutPage(place, {
    title: `${t.titleOf(text.title)} – ${place.t.helpOf(place.site.name)}`,
    canonical: null,
    alternates: Object.fromEntries(place.tree.languages.map((one) => [one, pathIn(one)])),
    body: html`<div class="wide">${crumbs(place, pathTo(place, text.category))}
<section class="comments" aria-labelledby="comments-title"><h1 id="comments-title">${t.titleOf(text.title)}</h1>
<p class="onward"><a href="${article}">${t.toArticle}</a><span class="muted">${t.count(count)}</span>${isLater ? html`<a href="${article}/comments">${t.newest}</a>` : null}</p>
${packed.last === null ? html`<p class="muted">${t.none}</p>` : packed.items}
<p class="onward">${packed.hasMore && packed.last ? html`<a class="act" href="${article}/comments?after=${packed.last.id}" rel="next">${t.more}</a>` : null}${writeLink(place, text)}</p></section></div>`,
  });
}

/** [HC13] Ends mails of a kind, or says that it was done. It names no address: whoever has the link knows it anyhow. */
export function stopPage(
  place: HelpPlace,
  { kind, state, action }: { kind: RecipientKind; state: 'asks' | 'stopped' | 'resumed'; action: string },
): string {
  const t = commentTexts[place.language];
  const title = { asks: t.stopTitle, stopped: t.stoppedTitle, resumed: t.resumedTitle }[state];
  const form =
    state === 'stopped'
      ? html`<form method="post" action="${action}" class="form"><input type="hidden" name="resume" value="1"><button class="button quiet">${t.resume}</button></form>`
      : html`<form method="post" action="${action}" class="form"><button class="button${state === 'resumed' ? ' quiet' : ''}">${t.stop}</button></form>`;
  const text = { asks: t.stopText[kind], stopped: t.stoppedText, resumed: '' }[state];
  return page(
    place,
    title,
    (language) => `${action.split('?')[0]}?lang=${language}`,
    html`<div class="wide form-page"><h1>${title}</h1>${text ? html`<p>${text}</p>` : null}${form}</div>`,
  );
}

/** A refusal as a page, where no form can be given back. */
export function refusalPage(place: HelpPlace, text: string): string {
  const { t, base, language } = place;
  return page(
    place,
    t.errorTitle,
    (one) => `${base}/${one}`,
    html`<div class="wide form-page"><h1>${t.errorTitle}</h1><p>${text}</p><p><a href="${base}/${language}">${t.toStart}</a></p></div>`,
  );
}
