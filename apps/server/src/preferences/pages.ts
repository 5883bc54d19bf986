import { directionOf, helpLanguages } from '@porchlight/protocol';
import {
  type AccountPage,
  type FormView,
  form,
  messages,
  type PageContext,
  pathOf,
  submit,
} from '../accounts/users/index.ts';
import { consentSummary, cookieTexts, languageNames, portalPath } from '../help-center/index.ts';
import { html } from '../platform/html/index.ts';
import type { readChoice } from './consent-choice.ts';
import { preferenceTexts } from './texts.ts';

type Choice = ReturnType<typeof readChoice>;

/** [HC32] What this browser remembers, and the ways to change it. */
export function preferencesPage(
  context: PageContext,
  view: FormView,
  { choice, isRemembered }: { choice: Choice; isRemembered: boolean },
): AccountPage {
  const { place, language, token, session, site } = context;
  const t = preferenceTexts[language];
  const done = { saved: t.saved, forgotten: t.forgotten };
  return {
    title: `${t.title} – ${site.name}`,
    way: 'preferences',
    body: html`<div class="wide form-page"><h1>${t.title}</h1>
${messages(view, { problemTitle: '', done })}
<p>${t.lead}</p>
<section aria-labelledby="language-title"><h2 id="language-title">${t.language}</h2>
${form(
  { action: pathOf(context, 'preferences'), token },
  html`<div class="field"><label class="hidden" for="language">${t.language}</label>
<select id="language" name="language">${helpLanguages.map((one) => html`<option value="${one}" lang="${one}" dir="${directionOf(one)}"${one === language ? html` selected` : null}>${languageNames[one]}</option>`)}</select></div>
${submit(t.save)}`,
)}</section>
<section aria-labelledby="consent-title"><h2 id="consent-title">${t.consent}</h2>
${consentSummary(place, choice)}
<ul class="steps"><li><a href="${portalPath(place, 'cookies/choice')}">${t.change}</a></li><li><a href="${portalPath(place, 'cookies')}">${t.seeAll}</a></li></ul></section>
<section aria-labelledby="login-title"><h2 id="login-title">${t.login}</h2>
${
  session
    ? html`<p>${t.loggedIn(session.user.name)} ${isRemembered ? t.remembered : t.notRemembered}</p>
${isRemembered ? form({ action: pathOf(context, 'preferences/login'), token }, submit(t.forget, 'quiet')) : ''}`
    : html`<p>${t.notLoggedIn}</p>`
}</section></div>`,
  };
}

/** [CON1] The choice of what may be stored: no is as easy as yes, and first. */
export function choicePage(context: PageContext, choice: Choice): AccountPage {
  const { place, language, token, site } = context;
  const t = cookieTexts[language];
  const box = (name: 'functional' | 'analytics', label: string) =>
    html`<label class="check"><input type="checkbox" name="${name}" value="1"${choice.isAnswered && choice[name] ? html` checked` : null}> <span>${label}</span></label>`;
  const button = (value: string, label: string) =>
    html`<button type="submit" class="button quiet" name="choice" value="${value}">${label}</button>`;
  return {
    title: `${t.choice} – ${site.name}`,
    way: 'cookies',
    body: html`<div class="wide form-page"><p class="crumb"><a href="${portalPath(place, 'cookies')}">${place.t.cookies}</a></p>
<h1>${t.choice}</h1>
${consentSummary(place, choice)}
<p>${t.necessaryAlways}</p>
${form(
  { action: pathOf(context, 'cookies/choice'), token },
  html`<div class="choices">${button('none', t.refuseAll)}${button('all', t.allowAll)}</div>
${box('functional', t.functionalText)}
${box('analytics', t.analyticsText)}
${button('these', t.saveChoice)}`,
)}
<p class="muted">${t.keptFor}</p></div>`,
  };
}
