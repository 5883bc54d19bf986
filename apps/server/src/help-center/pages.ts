import type { CookieRow } from '@porchlight/cookies';
import { html, type SafeHtml } from '../platform/html/index.ts';
import type { Site } from '../sites/index.ts';
import { catalogues, type Language, languages, type Messages } from './messages/index.ts';

/** Where a page stands and in which language it speaks. */
export type Place = { path: string; language: Language };

/** The list of sites, each with its cookie page. */
export function homePage(sites: Site[], place: Place): string {
  const t = catalogues[place.language];
  return layout(
    t.helpCenter,
    place,
    html`<h1>${t.helpCenter}</h1>
      <p>${t.sitesTitle}</p>
      <ul class="sites">
        ${sites.map((site) => html`<li><a href="/${site.id}">${t.helpOf(site.name)}</a><br><a href="/${site.id}/cookies?lang=${place.language}">${t.siteLink(site.name)}</a>${site.registration === 'off' ? null : html` · <a href="/${site.id}/login?lang=${place.language}">${t.logIn}</a>`}</li>`)}
      </ul>
      ${sites.length === 0 ? html`<p class="muted">${t.noSites}</p>` : ''}`,
  );
}

const categories = ['necessary', 'functional', 'analytics'] as const;

/** [REG4] The cookie page of a site in its present mode, made from the register and the operator's list. */
export function cookiePage(site: Site, rows: CookieRow[], place: Place): string {
  const t = catalogues[place.language];
  const own = rows.filter((row) => row.foreign === null);
  const foreign = rows.filter((row) => row.foreign !== null);
  return layout(
    t.cookiesOf(site.name),
    place,
    html`<p class="crumb"><a href="/?lang=${place.language}">${t.helpCenter}</a></p>
      <h1>${t.cookiesTitle(site.name)}</h1>
      <p>${t.cookiesText} ${site.consentPolicy === 'required' ? t.noneBeforeYes : ''}</p>
      ${categories.map((category) =>
        table(
          t,
          t.categories[category],
          null,
          own.filter((row) => row.category === category),
        ),
      )}
      ${table(t, t.foreign, t.foreignText, foreign)}
      <p class="muted">${t.sameAs} <a href="/api/sites/${site.id}/cookies.json?lang=${place.language}">JSON</a> ${t.and} <a href="/api/sites/${site.id}/cookies.csv?lang=${place.language}">CSV</a>.</p>`,
  );
}

/** A table that a phone shows as blocks, which is why the roles stand there: blocks lose those of the elements. */
function table(t: Messages, title: string, text: string | null, rows: CookieRow[]): SafeHtml | null {
  if (rows.length === 0) return null;
  const { columns } = t;
  return html`<h2>${title}</h2>
    ${text === null ? '' : html`<p>${text}</p>`}
    <table role="table">
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
function asides(t: Messages, row: CookieRow): string[] {
  return [
    ...(row.when === '' ? [] : [`${row.when[0]?.toUpperCase()}${row.when.slice(1)}.`]),
    ...(row.appliesTo === 'member' ? [t.members] : []),
    ...(row.foreign === null ? [] : [t.setBy(row.foreign)]),
  ];
}

/** What people see at addresses that the help center does not have. */
export function missingPage(language: Language): string {
  const t = catalogues[language];
  return layout(
    t.missing,
    { path: '/', language },
    html`<p class="crumb"><a href="/?lang=${language}">${t.helpCenter}</a></p>
      <h1>${t.missingTitle}</h1>
      <p>${t.missingText}</p>`,
  );
}

/** [LANG1] each page names its alternates. */
export function layout(title: string, { path, language }: Place, body: SafeHtml): string {
  const others = languages.filter((one) => one !== language);
  return String(html`<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    ${languages.map((one) => html`<link rel="alternate" hreflang="${one}" href="${path}?lang=${one}">`)}
    <link rel="alternate" hreflang="x-default" href="${path}">
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <main>
      <nav class="languages">${others.map((one) => html`<a href="${path}?lang=${one}" hreflang="${one}" lang="${one}">${catalogues[one].inThisLanguage}</a>`)}</nav>
      ${body}
    </main>
  </body>
</html>`);
}
