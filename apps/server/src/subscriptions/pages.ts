import type { HelpLanguage } from '@porchlight/protocol';
import { attributesOf, type HelpPlace, layoutPage } from '../help-center/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import type { Target } from './store.ts';
import { subscriptionTexts } from './texts/index.ts';

type FieldName = 'email' | 'code';

/** What a form shows besides its fields: what was typed, and what is wrong with it. */
export type FormState = {
  values: Readonly<Record<string, string>>;
  problems: readonly { field: string | null; text: string }[];
  /** [CSRF2] The token of this form. */
  token: string;
};

/** What is, or may be, followed: its title in one language and where it lies; no path where it is gone. */
export type Subject = { target: Target; title: string; language: HelpLanguage; path: string | null };

export const listPath = ({ site, language }: HelpPlace) => `/${site.id}/subscriptions?lang=${language}`;

const followPath = ({ site, language }: HelpPlace, { kind, id }: Target, end = '') =>
  `/${site.id}/subscriptions/${kind}/${id}${end}?lang=${language}`;

function page(place: HelpPlace, title: string, pathIn: ((language: HelpLanguage) => string) | null, body: SafeHtml) {
  const languages = pathIn ? place.tree.languages : [];
  return layoutPage(place, {
    title: `${title} – ${place.t.helpOf(place.site.name)}`,
    canonical: null,
    alternates: pathIn ? Object.fromEntries(languages.map((one) => [one, pathIn(one)])) : {},
    hasForms: true,
    isPrivate: true,
    body: html`<div class="wide form-page">${body}</div>`,
  });
}

function problemBox(place: HelpPlace, { problems }: FormState): SafeHtml | null {
  const whole = problems.filter(({ field }) => field === null);
  if (whole.length === 0) return null;
  return html`<div class="problem" role="alert"><b>${subscriptionTexts[place.language].problemTitle}</b>${whole.map(({ text }) => html`<p>${text}</p>`)}</div>`;
}

function field(place: HelpPlace, state: FormState, name: FieldName): SafeHtml {
  const t = subscriptionTexts[place.language];
  const wrong = state.problems.find((one) => one.field === name);
  const isFirst = wrong !== undefined && state.problems[0] === wrong;
  const hint = name === 'email' ? t.emailHint : t.codeHint;
  const kind =
    name === 'email'
      ? html` inputmode="email" autocomplete="email" autocapitalize="none"`
      : html` autocomplete="one-time-code" autocapitalize="characters"`;
  return html`<div class="field"><label for="${name}">${t[name]}</label><p class="hint" id="${name}-hint">${hint}</p><input id="${name}" name="${name}" type="text" spellcheck="false" dir="ltr"${kind} value="${state.values[name] ?? ''}" aria-describedby="${name}-hint${wrong ? ` ${name}-wrong` : ''}"${wrong ? html` aria-invalid="true"` : null}${isFirst ? html` autofocus` : null} required>${
    wrong ? html`<p class="wrong" id="${name}-wrong">${wrong.text}</p>` : null
  }</div>`;
}

const opened = (action: string, { token }: FormState) =>
  html`<form method="post" action="${action}" class="form" novalidate><input type="hidden" name="form" value="${token}">`;

function nameOf(place: HelpPlace, { title, language, path }: Subject): SafeHtml {
  const attributes = attributesOf(place, { language });
  return path === null ? html`<b${attributes}>${title}</b>` : html`<a href="${path}"${attributes}>${title}</a>`;
}

/** Where somebody says that they want to be told: a guest with an address, a user at once. */
export function followPage(
  place: HelpPlace,
  subject: Subject,
  state: FormState,
  { user, own }: { user: { email: string } | null; own: string | null },
): string {
  const t = subscriptionTexts[place.language];
  const { target } = subject;
  const form = own
    ? html`<p class="said">${t.already}</p>${endForm(place, { id: own, title: subject.title }, state)}`
    : user
      ? html`<p>${t.asUser(user.email)}</p>${opened(followPath(place, target), state)}<button class="button">${t.subscribe}</button></form>`
      : html`${opened(followPath(place, target), state)}${field(place, state, 'email')}<button class="button">${t.sendCode}</button></form>
<ul class="more"><li><a href="${followPath(place, target, '/code')}">${t.haveCode}</a></li><li><a href="${listPath(place)}">${t.listTitle}</a></li></ul>`;
  return page(
    place,
    t.title[target.kind],
    (language) => followPath({ ...place, language }, target),
    html`<h1>${t.title[target.kind]}</h1><p>${nameOf(place, subject)}</p><p>${t.text[target.kind]}</p>${problemBox(place, state)}${form}`,
  );
}

/** Where the code from the mail is typed in, with the address that it went to. */
export function codePage(place: HelpPlace, subject: Subject, state: FormState, isSent: boolean): string {
  const t = subscriptionTexts[place.language];
  return page(
    place,
    t.codeTitle,
    (language) => followPath({ ...place, language }, subject.target, '/code'),
    html`<h1>${t.codeTitle}</h1><p>${nameOf(place, subject)}</p><p${isSent ? html` role="status"` : null}>${isSent ? t.codeSent : t.codeText}</p>${problemBox(place, state)}
${opened(followPath(place, subject.target, '/code'), state)}${field(place, state, 'email')}${field(place, state, 'code')}<button class="button">${t.confirm}</button></form>`,
  );
}

function endForm(place: HelpPlace, { id, title }: { id: string; title: string }, state: FormState): SafeHtml {
  const t = subscriptionTexts[place.language];
  return html`${opened(`/${place.site.id}/subscriptions/ends?lang=${place.language}`, state)}<input type="hidden" name="id" value="${id}"><button class="button quiet" aria-label="${t.endOf(title)}">${t.end}</button></form>`;
}

/** What somebody follows. */
export function listPage(
  place: HelpPlace,
  list: readonly (Subject & { id: string })[],
  state: FormState,
  done: string | null,
): string {
  const t = subscriptionTexts[place.language];
  const { base, language } = place;
  const said = done === 'subscribed' || done === 'ended' ? t.done[done] : null;
  const rows = list.map(
    (one) =>
      html`<li><div>${nameOf(place, one)}<p class="muted">${one.path === null ? t.gone : t.kinds[one.target.kind]}</p></div>${endForm(place, one, state)}</li>`,
  );
  return page(
    place,
    t.listTitle,
    (one) => listPath({ ...place, language: one }),
    html`<h1>${t.listTitle}</h1>${said ? html`<p class="said" role="status">${said}</p>` : null}${problemBox(place, state)}
${rows.length === 0 ? html`<p>${t.listNone}</p>` : html`<ul class="logins">${rows}</ul><p class="muted">${t.listText}</p>`}
<p><a href="${base}/${language}">${t.toArticle}</a></p>`,
  );
}

/** Where a mail's link leads: one press ends these mails. */
export function stopPage(place: HelpPlace, { title, action }: { title: string; action: string | null }): string {
  const t = subscriptionTexts[place.language];
  const { base, language } = place;
  const body = action
    ? html`<h1>${t.stopTitle}</h1><p>${t.stopText(title)}</p><form method="post" action="${action}" class="form"><button class="button">${t.stop}</button></form>`
    : html`<h1>${t.stoppedTitle}</h1><p role="status">${t.stoppedText}</p><p><a href="${base}/${language}">${t.toArticle}</a></p>`;
  return page(place, action ? t.stopTitle : t.stoppedTitle, null, body);
}

/** A refusal, where no form can be given back. */
export function refusalPage(place: HelpPlace, text: string): string {
  const { t, base, language } = place;
  return page(
    place,
    t.errorTitle,
    null,
    html`<h1>${t.errorTitle}</h1><p>${text}</p><p><a href="${base}/${language}">${t.toStart}</a></p>`,
  );
}
