import type { CookieRow } from '@porchlight/cookies';
import { html } from '../platform/html/index.ts';
import type { Site } from '../sites/index.ts';

/** The list of sites, each with its cookie page. */
export function homePage(sites: Site[]): string {
  return layout(
    'Help center',
    html`<h1>Help center</h1>
      <p>What each site stores in your browser, and what for:</p>
      <ul class="sites">
        ${sites.map((site) => html`<li><a href="/${site.id}/cookies">${site.name}: cookies and stored values</a></li>`)}
      </ul>
      ${sites.length === 0 ? html`<p class="muted">No site has been added yet.</p>` : ''}`,
  );
}

const categories = { necessary: 'Necessary', functional: 'Functional', analytics: 'Analytics' } as const;

/** [REG4] The cookie page of a site in its present mode, made from the register. */
export function cookiePage(site: Site, rows: CookieRow[]): string {
  return layout(
    `Cookies of ${site.name}`,
    html`<p class="crumb"><a href="/">Help center</a></p>
      <h1>What ${site.name} stores in your browser</h1>
      <p>
        This list is made from the program itself, not written by hand. Values are random names, times and settings.
        The one text kept is what you typed and have not sent yet; it stays in your browser. ${
          site.consentPolicy === 'required' ? 'Nothing of “Analytics” is stored before you say yes.' : ''
        }
      </p>
      ${(Object.keys(categories) as (keyof typeof categories)[]).map((category) => {
        const own = rows.filter((row) => row.category === category);
        return own.length === 0
          ? ''
          : html`<h2>${categories[category]}</h2>
              <div class="scroll" tabindex="0" role="region" aria-label="${categories[category]}">
                <table>
                  <thead>
                    <tr><th scope="col">Name</th><th scope="col">What for</th><th scope="col">Kept in</th><th scope="col">How long</th></tr>
                  </thead>
                  <tbody>
                    ${own.map((row) => html`<tr><th scope="row"><code>${row.name}</code></th><td>${row.purpose}</td><td>${row.store}</td><td>${row.lifetime}</td></tr>`)}
                  </tbody>
                </table>
              </div>`;
      })}
      <p class="muted">The same list as <a href="/api/sites/${site.id}/cookies.json">JSON</a> and <a href="/api/sites/${site.id}/cookies.csv">CSV</a>.</p>`,
  );
}

/** What people see at addresses that the help center does not have. */
export function missingPage(): string {
  return layout(
    'Page not found',
    html`<p class="crumb"><a href="/">Help center</a></p>
      <h1>There is no page here</h1>
      <p>The address may be mistyped, or the page is no longer there. The help center’s start names all that there are.</p>`,
  );
}

function layout(title: string, body: ReturnType<typeof html>): string {
  return String(html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="stylesheet" href="/style.css">
  </head>
  <body>
    <main>${body}</main>
  </body>
</html>`);
}
