import { startPath } from '../help-center/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { button, type FormView, form, problems } from './controls.ts';
import { type Page, type PageContext, pathOf } from './page.ts';

/** [HC34] Asks whether chats of the messenger shall stand in this browser's list; `asks` null where they cannot. */
export function chatsPage(
  { t, place, token }: PageContext,
  view: FormView,
  asks: { code: string; client: string; count: number } | null,
): Page {
  const { chats } = t;
  return {
    title: chats.title,
    path: 'conversations',
    way: 'conversations',
    body: html`<div class="wide narrow"><h1>${chats.title}</h1>
${problems(view, t)}
${
  asks === null
    ? ''
    : html`<p class="lead">${chats.text(asks.count)}</p><p>${chats.shared}</p>
${form(
  { action: pathOf(place, 'conversations/chats/entry'), token },
  html`<input type="hidden" name="client" value="${asks.client}"><input type="hidden" name="code" value="${asks.code}">
${button(chats.show(asks.count))}`,
)}`
}
<ul class="more"><li><a href="${pathOf(place, 'conversations')}">${asks === null ? t.title : chats.not}</a></li></ul></div>`,
  };
}

/** [HC34] How chats of the messenger come here, where it runs in the help center. */
export function chatsHint({ t, place }: Pick<PageContext, 't' | 'place'>): SafeHtml | '' {
  if (place.tagOrigin === null) return '';
  const [before, after = ''] = t.chats.hint.split('{start}');
  return html`<p class="muted">${before ?? ''}<a href="${startPath(place)}">${t.chats.start}</a>${after}</p>`;
}
