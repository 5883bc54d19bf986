import { type AppearanceLink, directionOf, type HelpLanguage } from '@porchlight/protocol';
import type { SiteAppearance } from '../appearance/index.ts';
import { html, SafeHtml } from '../platform/html/index.ts';
import { stylePath } from './article-style.ts';
import { asChoice } from './chosen-language.ts';
import { formStylePath } from './form-style.ts';
import { footerWays, headerWays, type Way } from './navigation.ts';
import { ownScriptPath } from './own-script.ts';
import { type Alternates, chooseText, foreignTo, type HelpPlace, type Lobby, startPath } from './place.ts';
import { searchScriptPath } from './search-script.ts';
import { texts } from './texts/index.ts';

export type PageParts = {
  title: string;
  /** For search engines; none where there is nothing to say. */
  description?: string;
  /** Path of this page's one address; null where it should stand in no search engine. */
  canonical: string | null;
  alternates: Alternates;
  /** Which of the ways in header and footer leads here, by its key. */
  way?: string;
  /** What is typed in the search, and whether the page has a field of its own for it. */
  query?: string;
  hasOwnSearch?: boolean;
  /** Beside its style sheet: what the page loads besides, of our own. */
  head?: SafeHtml;
  /** Whether it has forms beyond the search, or the list of what is stored, which have a style of their own. */
  hasForms?: boolean;
  /** [HC30] Whether it is its reader's own, with forms that only they see: no script runs there. */
  isPrivate?: boolean;
  /** Structured data (schema.org). */
  data?: object;
  body: SafeHtml;
};

/** A page of the help center: [HC2, LANG1] names its own address and those in other languages. */
export function layoutPage(place: HelpPlace | Lobby, parts: PageParts): string {
  const { t, base, language, home, appearance } = place;
  const origin = home.slice(0, home.length - base.length);
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
${parts.canonical === null ? '' : links.map(([one, path]) => html`<link rel="alternate" hreflang="${one}" href="${origin}${withoutQuery(path)}">`)}
${parts.canonical === null || !preferred ? '' : html`<link rel="alternate" hreflang="x-default" href="${origin}${withoutQuery(preferred)}">`}
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${stylePath}">
${parts.hasForms ? html`<link rel="stylesheet" href="${formStylePath}">` : ''}
${parts.head ?? ''}
${appearance.style ? html`<link rel="stylesheet" href="${appearance.style.path}">` : ''}
${parts.data ? dataScript(parts.data) : ''}${place.site && !parts.isPrivate ? scriptsOf(place.tagOrigin, place.site) : ''}
</head>
<body>
<a class="skip" href="#content">${t.skip}</a>
<header class="top"><div class="wide bar">
${place.site ? html`<a class="brand" href="${startPath(place)}">${brand(place.site.name, appearance)} <span>${t.helpCenter}</span></a>` : html`<a class="brand" href="/?lang=${language}"><b>${t.helpCenter}</b></a>`}
${place.site === null || parts.hasOwnSearch ? '' : searchForm(place, parts.query ?? '', 'small')}
${links.length > 1 ? languageMenu(place, links) : ''}
</div>${place.site === null ? '' : html`<nav class="ways" aria-label="${t.navigation}"><ul class="wide">${[...waysOf(place, headerWays, parts), ...linksOf(place, appearance.header)].map((one) => html`<li>${one}</li>`)}</ul></nav>`}</header>
<main id="content" tabindex="-1">
${parts.body}
</main>
${place.site === null ? '' : html`<footer class="bottom"><ul class="wide">${[...waysOf(place, footerWays, parts), ...linksOf(place, appearance.footer)].map((one) => html`<li>${one}</li>`)}</ul></footer>`}
</body>
</html>`);
}

/** A search has one address for search engines, whatever is searched. */
const withoutQuery = (path: string) => path.replace(/\?q=.*$/, '');
/** The site's logo, which says its name; else the name itself. */
function brand(name: string, { logos }: SiteAppearance): SafeHtml {
  const [light, dark] = [logos.light ?? logos.dark, logos.dark];
  if (!light) return html`<b>${name}</b>`;
  return html`<picture>${dark && dark !== light ? html`<source media="(prefers-color-scheme: dark)" srcset="${dark.path}" width="${dark.width}" height="${dark.height}">` : ''}<img class="logo" src="${light.path}" alt="${name}" width="${light.width}" height="${light.height}"></picture>`;
}

/** [HC21] The site's own links, each in the page's language, else in the default, else in any. */
function linksOf({ language, tree }: HelpPlace, links: readonly AppearanceLink[]): SafeHtml[] {
  return links.flatMap(({ url, labels }) => {
    const all = Object.entries(labels).map(([one, text]) => ({ language: one as HelpLanguage, text }));
    const chosen = chooseText(all, language, tree.defaultLanguage);
    if (!chosen) return [];
    const foreign = foreignTo(language, chosen.language);
    return [html`<a href="${url}"${foreign && html` lang="${foreign.lang}" dir="${foreign.dir}"`}>${chosen.text}</a>`];
  });
}

function waysOf(place: HelpPlace, ways: readonly Way[], { way }: PageParts): SafeHtml[] {
  return ways.flatMap(({ key, of }) => {
    const found = of(place);
    return found
      ? [html`<a href="${found.path}"${key === way ? html` aria-current="page"` : ''}>${found.label}</a>`]
      : [];
  });
}

const element = (attributes: string) => `\n<script ${attributes}></script>`;

/**
 * The search field's script, the site's tag, and what the help center tells it; all are fetched beside the page and hold
 * nothing up. No tagged template: for the end of a script in one, the bundler brings a helper that is not installed.
 */
function scriptsOf(tagOrigin: string | null, { id }: { id: string }): SafeHtml {
  const search = element(`type="module" src="${searchScriptPath}"`);
  if (tagOrigin === null) return new SafeHtml(search);
  const tag = element(`async crossorigin="anonymous" src="${tagOrigin}/tag/${id}.js"`);
  return new SafeHtml(`${search}${element(`async src="${ownScriptPath}"`)}${tag}`);
}

/** A search that works by itself: a form that is sent. [HC26] Where script runs, it suggests articles beneath it. */
export function searchForm(place: HelpPlace, query: string, look: 'small' | 'large'): SafeHtml {
  const { t } = place;
  const start = startPath(place);
  return html`<form class="search ${look}" action="${start}/search" role="search">
<input type="search" name="q" value="${query}" placeholder="${t.searchHint}" aria-label="${t.searchLabel}" maxlength="200" autocomplete="off" data-suggest="${start}/suggestions" data-list="${t.suggestions}">
<button>${t.search}</button>
</form>`;
}

function languageMenu({ language, t }: Pick<HelpPlace, 'language' | 't'>, links: [HelpLanguage, string][]): SafeHtml {
  return html`<details class="languages"><summary aria-label="${t.languages}: ${t.language}">${t.language}</summary><ul>
${links.map(([one, path]) => html`<li><a href="${asChoice(path)}" rel="nofollow" hreflang="${one}" lang="${one}" dir="${directionOf(one)}" ${one === language ? html`aria-current="true"` : ''}>${texts[one].language}</a></li>`)}
</ul></details>`;
}

/** Data, not script: browsers do not run it, so no policy has to allow it; nothing in it ends the element. */
function dataScript(data: object): SafeHtml {
  const text = JSON.stringify({ '@context': 'https://schema.org', ...data }).replace(/</g, '\\u003c');
  return new SafeHtml(`<script type="application/ld+json">${text}</script>`);
}
