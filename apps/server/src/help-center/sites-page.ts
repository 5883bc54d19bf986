import { html } from '../platform/html/index.ts';
import type { Site } from '../sites/index.ts';
import { layoutPage } from './layout.ts';
import { alternatesOf, type Lobby, portalPath } from './place.ts';

/** Where an installation with several sites, or none yet, begins: the list of them. */
export function sitesPage(lobby: Lobby, sites: readonly Site[]): string {
  const { t, language } = lobby;
  const login = (site: Site) =>
    site.registration === 'off' ? '' : html` · <a href="${portalPath({ site, language }, 'login')}">${t.logIn}</a>`;
  return layoutPage(lobby, {
    title: t.helpCenter,
    canonical: '/',
    alternates: alternatesOf(lobby, (one) => `/?lang=${one}`),
    body: html`<div class="wide narrow"><h1>${t.helpCenter}</h1>
${sites.length === 0 ? html`<p class="muted">${t.noSites}</p>` : html`<p>${t.sitesTitle}</p>`}
<ul class="articles">${sites.map((site) => html`<li><a href="/${site.id}">${t.helpOf(site.name)}</a><p><a href="${portalPath({ site, language }, 'cookies')}">${t.storedBy(site.name)}</a>${login(site)}</p></li>`)}</ul></div>`,
  });
}
