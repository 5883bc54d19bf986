import { directionOf, type HelpLanguage } from '@porchlight/protocol';
import { html, SafeHtml } from '../platform/html/index.ts';
import { stylePath } from './article-style.ts';
import { asChoice } from './chosen-language.ts';
import type { HelpPlace } from './place.ts';
import { texts } from './texts/index.ts';

/** The same page in other languages: language → its path. */
export type Alternates = Partial<Record<HelpLanguage, string>>;

export type PageParts = {
  title: string;
  /** For search engines; none where there is nothing to say. */
  description?: string;
  /** Path of this page's one address; null where it should stand in no search engine. */
  canonical: string | null;
  alternates: Alternates;
  /** What is typed in the search, and whether the page has a field of its own for it. */
  query?: string;
  hasOwnSearch?: boolean;
  /** Beside its style sheet: what the page loads besides, of our own. */
  head?: SafeHtml;
  /** Structured data (schema.org). */
  data?: object;
  body: SafeHtml;
};

/** A page of the help center: [HC2, LANG1] names its own address and those in other languages. */
export function layoutPage(place: HelpPlace, parts: PageParts): string {
  const { site, t, base, language, home } = place;
  const origin = home.slice(0, home.length - base.length);
  const start = `${base}/${language}`;
  const links = Object.entries(parts.alternates) as [HelpLanguage, string][];
  const preferred = parts.alternates[place.tree.defaultLanguage];
  return String(html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${parts.title}</title>
${parts.description ? html`<meta name="description" content="${parts.description}">` : ''}
${parts.canonical === null ? html`<meta name="robots" content="noindex">` : html`<link rel="canonical" href="${origin}${parts.canonical}">`}
${parts.canonical === null ? '' : links.map(([one, path]) => html`<link rel="alternate" hreflang="${one}" href="${origin}${path}">`)}
${parts.canonical === null || !preferred ? '' : html`<link rel="alternate" hreflang="x-default" href="${origin}${preferred}">`}
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylePath}">
${parts.head ?? ''}
${parts.data ? dataScript(parts.data) : ''}
</head>
<body>
<a class="skip" href="#content">${t.skip}</a>
<header class="top"><div class="wide bar">
<a class="brand" href="${start}"><b>${site.name}</b> <span>${t.helpCenter}</span></a>
${parts.hasOwnSearch ? '' : searchForm(place, parts.query ?? '', 'small')}
${links.length > 1 ? languageMenu(place, links) : ''}
</div></header>
<main id="content" tabindex="-1">
${parts.body}
</main>
<footer class="bottom"><nav class="wide">${contactLinks(place)}<a href="/${site.id}/cookies?lang=${language}">${t.cookies}</a>${accountLink(place)}</nav></footer>
</body>
</html>`);
}

/** The ways to write to those who run the site, and to what was written [HC14, HC16]. */
function contactLinks({ site, language, t }: HelpPlace): SafeHtml {
  return html`${site.contactForm.isOn ? html`<a href="/${site.id}/contact?lang=${language}">${t.contact}</a>` : ''}<a href="/${site.id}/conversations?lang=${language}">${t.conversations}</a>`;
}

/** The way to the account of a user, or to the login where the site has users. */
function accountLink({ site, language, seesAll, t }: HelpPlace): SafeHtml | string {
  if (seesAll) return html`<a href="/${site.id}/account?lang=${language}">${t.account}</a>`;
  return site.registration === 'off' ? '' : html`<a href="/${site.id}/login?lang=${language}">${t.logIn}</a>`;
}

/** A search that works by itself: a form that is sent. */
export function searchForm({ base, language, t }: HelpPlace, query: string, look: 'small' | 'large'): SafeHtml {
  return html`<form class="search ${look}" action="${base}/${language}/search" role="search">
<input type="search" name="q" value="${query}" placeholder="${t.searchHint}" aria-label="${t.searchLabel}" maxlength="200" autocomplete="off">
<button>${t.search}</button>
</form>`;
}

function languageMenu({ language, t }: HelpPlace, links: [HelpLanguage, string][]): SafeHtml {
  return html`<details class="languages"><summary aria-label="${t.languages}: ${t.language}">${t.language}</summary><ul>
${links.map(([one, path]) => html`<li><a href="${asChoice(path)}" rel="nofollow" hreflang="${one}" lang="${one}" dir="${directionOf(one)}" ${one === language ? html`aria-current="true"` : ''}>${texts[one].language}</a></li>`)}
</ul></details>`;
}

/** Data, not script: browsers do not run it, so no policy has to allow it; nothing in it ends the element. */
function dataScript(data: object): SafeHtml {
  const text = JSON.stringify({ '@context': 'https://schema.org', ...data }).replace(/</g, '\\u003c');
  return new SafeHtml(`<script type="application/ld+json">${text}</script>`);
}
