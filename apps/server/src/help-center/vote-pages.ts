import { limits, type VoteReason, voteReasons } from '@porchlight/protocol';
import type { LiveText, Vote } from '../articles/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { layoutPage } from './layout.ts';
import { articlePath, type HelpPlace } from './place.ts';

type Parts = { text: LiveText; vote: Vote | null; token: string };

/** [HC8, HC27] Two buttons of a form; what was said is pressed, and may be said otherwise. After “no”: why. */
export function voteSection(place: HelpPlace, parts: Parts): SafeHtml {
  const { t } = place;
  const { vote } = parts;
  const button = (value: 'yes' | 'no', isPressed: boolean) =>
    html`<button name="helpful" value="${value}" aria-pressed="${String(isPressed)}">${t[value]}</button>`;
  return html`<section class="vote" id="vote" aria-labelledby="vote-title"><h2 id="vote-title">${t.voteTitle}</h2>
<form method="post" action="${actionOf(place, parts)}">${hidden(parts)}
${button('yes', vote?.isHelpful === true)} ${button('no', vote?.isHelpful === false)}</form>
${vote === null ? '' : html`<p role="status">${saidOf(place, vote)}</p>`}
${vote?.isHelpful === false ? reasonForm(place, parts, vote) : ''}</section>`;
}

function saidOf({ t }: HelpPlace, { isHelpful, reason, comment }: Vote): string {
  if (isHelpful) return t.votedYes;
  return reason !== null || comment !== '' ? t.reasonKept : t.votedNo;
}

const actionOf = (place: HelpPlace, { text }: Pick<Parts, 'text'>) => `${articlePath(place, text.slug)}/votes`;

const hidden = ({ text, token }: Parts) =>
  html`<input type="hidden" name="form" value="${token}"><input type="hidden" name="language" value="${text.language}">`;

type Reason = { reason: VoteReason | null; comment: string };

/** [HC27] Why it did not help: choices and words, none of which has to be given. */
function reasonForm(place: HelpPlace, parts: Parts, given: Reason): SafeHtml {
  const { t } = place;
  return html`<form method="post" action="${actionOf(place, parts)}" class="reason">${hidden(parts)}<input type="hidden" name="helpful" value="no">
<fieldset><legend>${t.reasonTitle}</legend>
${voteReasons.map(
  (one) =>
    html`<label><input type="radio" name="reason" value="${one}" ${one === given.reason ? html`checked` : ''}> ${t.reasons[one]}</label>`,
)}</fieldset>
<label for="comment">${t.reasonText}</label><p class="muted" id="comment-hint">${t.reasonHint}</p>
<textarea id="comment" name="comment" rows="3" maxlength="${String(limits.voteCommentChars)}" aria-describedby="comment-hint" dir="auto">${given.comment}</textarea>
<button>${t.reasonSend}</button></form>`;
}

/** What did not count, and why; the form is given back with what was chosen and typed [CSRF2]. */
export function voteAgainPage(
  place: HelpPlace,
  parts: Omit<Parts, 'vote'> & { given: { helpful: 'yes' | 'no'; reason: Reason | null } },
  problem: string,
): string {
  const { t, base, language } = place;
  const { text, given } = parts;
  const path = articlePath(place, text.slug);
  const form = given.reason
    ? reasonForm(place, { ...parts, vote: null }, given.reason)
    : html`<form method="post" action="${path}/votes">${hidden({ ...parts, vote: null })}
<button name="helpful" value="${given.helpful}">${t.voteAgain(t[given.helpful])}</button></form>`;
  return layoutPage(place, {
    title: `${t.voteAgainTitle} – ${t.helpOf(place.site.name)}`,
    canonical: null,
    alternates: Object.fromEntries(place.tree.languages.map((one) => [one, `${base}/${one}`])),
    body: html`<div class="wide narrow"><h1>${t.voteAgainTitle}</h1><p class="fallback" role="alert">${problem}</p>
<section class="vote" aria-labelledby="vote-title"><h2 id="vote-title">${t.voteTitle}</h2>${form}</section>
<p><a href="${path}"${text.language === language ? '' : html` lang="${text.language}" dir="auto"`}>${text.title}</a></p></div>`,
  });
}
