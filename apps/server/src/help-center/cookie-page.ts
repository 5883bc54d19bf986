import type { CookieRow } from '@porchlight/cookies';
import type { ConsentState } from '@porchlight/protocol';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { layoutPage } from './layout.ts';
import { type HelpPlace, portalAlternates, portalPath } from './place.ts';
import { type CookieTexts, cookieTexts } from './texts/cookies.ts';

/** What a browser allows, and what it holds to say so. */
type Choice = ConsentState & { stored: string | null; hasGpc: boolean };

const categories = ['necessary', 'functional', 'analytics'] as const;

/** [REG4] What a site stores in its present mode, made from the register and the operator's list. */
function storedList({ site, language }: HelpPlace, rows: readonly CookieRow[]): SafeHtml {
  const t = cookieTexts[language];
  const own = rows.filter((row) => row.foreign === null);
  const foreign = rows.filter((row) => row.foreign !== null);
  const lists = categories.map((category) => {
    const title = t.categories[category];
    return table(
      t,
      { title, text: null },
      own.filter((row) => row.category === category),
    );
  });
  return html`${lists}${table(t, { title: t.foreign, text: t.foreignText }, foreign)}
<p class="muted">${t.sameAs} <a href="/api/sites/${site.id}/cookies.json?lang=${language}">JSON</a> ${t.and} <a href="/api/sites/${site.id}/cookies.csv?lang=${language}">CSV</a>.</p>`;
}

/** A table that a phone shows as blocks, which is why the roles stand there: blocks lose those of the elements. */
function table(
  t: CookieTexts,
  { title, text }: { title: string; text: string | null },
  rows: readonly CookieRow[],
): SafeHtml | null {
  if (rows.length === 0) return null;
  const { columns } = t;
  return html`<h2>${title}</h2>
${text === null ? '' : html`<p>${text}</p>`}
<table class="stored" role="table">
<thead role="rowgroup">
<tr role="row"><th scope="col" role="columnheader">${columns.name}</th><th scope="col" role="columnheader">${columns.purpose}</th><th scope="col" role="columnheader">${columns.store}</th><th scope="col" role="columnheader">${columns.lifetime}</th></tr>
</thead>
<tbody role="rowgroup">
${rows.map(
  (row) => html`<tr role="row">
<th scope="row" role="rowheader"><code>${row.name}</code></th>
<td role="cell">${row.purpose}${asides(t, row).map((aside) => html`<span class="aside">${aside}</span>`)}</td>
<td role="cell" data-label="${columns.store}">${t.stores[row.store]}</td>
<td role="cell" data-label="${columns.lifetime}">${row.lifetime}</td>
</tr>`,
)}
</tbody>
</table>`;
}

/** What is said beside a purpose: when the entry is there at all, whom it is for, and who sets it. */
function asides(t: CookieTexts, row: CookieRow): string[] {
  return [
    ...(row.when === '' ? [] : [`${row.when[0]?.toUpperCase()}${row.when.slice(1)}.`]),
    ...(row.appliesTo === 'member' ? [t.members] : []),
    ...(row.foreign === null ? [] : [t.setBy(row.foreign)]),
  ];
}

/** [REG4] The cookie page of a site. */
export function cookiePage(
  place: HelpPlace,
  rows: readonly CookieRow[],
  { choice, isChosenNow }: { choice: Choice; isChosenNow: boolean },
): string {
  const { site, language } = place;
  const t = cookieTexts[language];
  const hasBanner = site.hasBanner && site.consentPolicy !== 'off';
  return layoutPage(place, {
    title: t.of(site.name),
    canonical: portalPath(place, 'cookies'),
    alternates: portalAlternates(site, 'cookies'),
    way: 'cookies',
    hasForms: true,
    body: html`<div class="wide"><h1>${t.title(site.name)}</h1>
<p class="lead">${t.text} ${site.consentPolicy === 'required' ? t.noneBeforeYes : ''}</p>
<section aria-labelledby="choice"><h2 id="choice">${t.choice}</h2>
${isChosenNow ? html`<p class="${choice.isAnswered ? 'said' : 'problem'}" role="status">${choice.isAnswered ? t.saved : t.notKept}</p>` : ''}
${consentSummary(place, choice)}
<p><a class="button quiet" href="${portalPath(place, 'cookies/choice')}"${hasBanner ? html` data-consent="${+choice.functional}${+choice.analytics}"` : ''}>${t.change}</a></p></section>
${storedList(place, rows)}</div>`,
  });
}

/** What this visitor allowed, refused or was not asked yet, and why. */
export function consentSummary({ site, language }: Pick<HelpPlace, 'site' | 'language'>, choice: Choice): SafeHtml {
  const t = cookieTexts[language];
  const { required, open } = t.unanswered;
  const state = (isAllowed: boolean) => html`<b>${isAllowed ? t.allowed : t.refused}</b>`;
  // French sets a space before it.
  const colon = language === 'fr' ? '\u00a0:' : ':';
  const notes = [
    choice.isAnswered
      ? null
      : choice.stored !== null
        ? t.outdated
        : site.consentPolicy === 'required'
          ? required
          : open,
    choice.hasGpc && !choice.isAnswered ? t.privacyControl : null,
  ];
  return html`${notes.map((note) => (note === null ? '' : html`<p>${note}</p>`))}
<ul class="chosen"><li>${t.categories.functional}${colon} ${state(choice.functional)}</li><li>${t.categories.analytics}${colon} ${state(choice.analytics)}</li></ul>`;
}
