import { type ContactField, directionOf, labelIn, limits } from '@porchlight/protocol';
import type { Hit } from '../articles/index.ts';
import { type HelpPlace, startPath } from '../help-center/index.ts';
import { html, SafeHtml } from '../platform/html/index.ts';
import { areaField, button, choiceField, type FormView, fileField, form, lineField, problems } from './controls.ts';
import type { Page, PageContext } from './page.ts';
import { pathOf } from './page.ts';
import { suggestScriptPath } from './style.ts';

/** The name of a site's own field in the form. */
export const nameOf = ({ id }: Pick<ContactField, 'id'>) => `field-${id}`;

/** [HC19] Whether whoever asks is let write to the site. */
export const mayAsk = ({ actor }: Pick<HelpPlace, 'actor'>) => actor.may.includes('ask');

export type ContactParts = {
  /** What names this form, so that sent twice it is one conversation. */
  client: string;
  /** What names the files of this showing of it. */
  round: string;
  /** Articles that may answer it; null where nobody looked for any yet. */
  suggestions: readonly Hit[] | null;
};

/** [HC14] The contact form. */
export function contactPage(context: PageContext, view: FormView, parts: ContactParts): Page {
  const { t, place, reader, token } = context;
  const { site, language, tree } = place;
  const named = reader.user;
  const own = site.contactForm.fields;
  const title = t.contactTitle;
  if (!site.contactForm.isOn)
    return {
      title,
      path: 'contact',
      way: 'contact',
      body: html`<div class="wide narrow"><h1>${title}</h1><p>${t.contactOff}</p></div>`,
    };
  if (!mayAsk(place)) {
    const logIn = html`<ul class="more"><li><a href="${pathOf(place, 'login')}">${place.t.logIn}</a></li></ul>`;
    return {
      title,
      path: 'contact',
      way: 'contact',
      body: html`<div class="wide narrow"><h1>${title}</h1><p>${t.errors.help_right_missing ?? ''}</p>${named ? '' : logIn}</div>`,
    };
  }
  const labelOf = (labels: ContactField['labels']) => labelIn(labels, language, tree.defaultLanguage);
  const control = (field: ContactField): SafeHtml => {
    const { isRequired, choices, kind } = field;
    const shared = { name: nameOf(field), label: labelOf(field.labels), isRequired };
    if (kind === 'file') return fileField(view, t, { ...shared, isMultiple: false });
    if (kind === 'text') return lineField(view, t, { ...shared, most: limits.formAnswerChars });
    const offered = choices.map(({ id, labels }) => ({ id, label: labelOf(labels) }));
    return choiceField(view, t, { ...shared, choices: offered });
  };
  const fields = html`<input type="hidden" name="client" value="${parts.client}">
${
  named
    ? html`<p>${t.asUser(named.name)}</p>`
    : html`${lineField(view, t, { name: 'name', label: t.name, isRequired: false, autocomplete: 'name', most: limits.visitorNameChars })}
${lineField(view, t, { name: 'email', label: t.email, hint: t.emailHint, isRequired: true, type: 'email', autocomplete: 'email', most: 254 })}`
}
${lineField(view, t, { name: 'subject', label: t.subject, isRequired: true, most: limits.subjectChars })}
${suggestionBox(context, parts.suggestions)}
${own.filter(({ kind }) => kind !== 'file').map(control)}
${areaField(view, t, { name: 'message', label: t.message, isRequired: true, rows: 8 })}
${own.filter(({ kind }) => kind === 'file').map(control)}
${fileField(view, t, { name: 'files', label: t.files, hint: t.filesHint, isRequired: false, isMultiple: true })}
<div class="buttons">${button(t.send, { value: 'send' })}${parts.suggestions === null ? button(t.look, { kind: 'quiet', value: 'look' }) : ''}</div>`;
  return {
    title,
    path: 'contact',
    way: 'contact',
    // As plain text: in a tagged template the bundler would need a library for it.
    head: new SafeHtml(`<script src="${suggestScriptPath}" defer></script>`),
    body: html`<div class="wide narrow"><h1>${title}</h1>
<p class="lead">${t.contactText}</p>
${problems(view, t)}
${form({ action: pathOf(place, 'contact'), token, round: parts.round }, fields)}</div>`,
  };
}

/** [HC15] What may answer the question at once; empty, it waits for the script. */
function suggestionBox({ t, place }: PageContext, found: readonly Hit[] | null): SafeHtml {
  const isNone = found !== null && found.length === 0;
  return html`<section class="suggested" id="suggestions" aria-live="polite" data-title="${t.suggestions}" data-from="${pathOf(place, 'contact/suggestions')}"${found === null ? html` hidden` : ''}>
<h2>${isNone ? t.noSuggestions : t.suggestions}</h2><ul>${(found ?? []).map((hit) => suggestion(place, hit))}</ul></section>`;
}

/** An article, in a language that the site has. */
export const suggestedPath = (place: HelpPlace, slug: string) =>
  `${startPath(place)}/articles/${encodeURIComponent(slug)}`;

function suggestion(place: HelpPlace, { slug, title, language }: Hit): SafeHtml {
  return html`<li><a href="${suggestedPath(place, slug)}" lang="${language}" dir="${directionOf(language)}" target="_blank" rel="noopener">${title}</a></li>`;
}

/** What is shown when a form has arrived; `email` null where no mail goes out. */
export function receivedPage(
  { t, place }: PageContext,
  ticket: { conversation: string; subject: string; email: string | null } | null,
): Page {
  const way = ticket ? pathOf(place, `conversations/${ticket.conversation}`) : pathOf(place, 'conversations');
  return {
    title: t.receivedTitle,
    path: 'contact',
    way: 'contact',
    body: html`<div class="wide narrow"><h1>${t.receivedTitle}</h1>
${ticket ? html`<p class="lead"><bdi>${ticket.subject}</bdi></p>` : ''}
<p class="said" role="status">${t.receivedText}</p>
${ticket ? html`<p>${ticket.email === null ? t.receivedNoMail : t.receivedMail(ticket.email)}</p>` : ''}
<p><a class="button" href="${way}">${t.openConversation}</a></p></div>`,
  };
}
