import type { HelpLanguage } from '@porchlight/protocol';
import type { LiveText, Tree } from '../articles/index.ts';
import { html } from '../platform/html/index.ts';

type SitePart = { home: string; tree: Tree; texts: readonly LiveText[] };

/** Every article that everybody may read, in each language that it is out in, with the others beside it (sitemaps.org). */
export function sitemapText(parts: readonly SitePart[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${html`<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${parts.map((part) => startOf(part))}${parts.map((part) => articlesOf(part))}</urlset>
`}`;
}

function startOf({ home, tree }: SitePart) {
  return tree.languages.map((language) => html`<url><loc>${home}/${language}</loc></url>\n`);
}

function articlesOf({ home, tree, texts }: SitePart) {
  const shown = texts.filter(({ language }) => tree.languages.includes(language));
  const groups = Map.groupBy(shown, ({ article }) => article);
  const address = (language: HelpLanguage, slug: string) => `${home}/${language}/articles/${encodeURIComponent(slug)}`;
  return [...groups.values()].flatMap((group) =>
    group.map(
      (text) =>
        html`<url><loc>${address(text.language, text.slug)}</loc><lastmod>${new Date(text.changedAt).toISOString()}</lastmod>${
          group.length > 1
            ? group.map(
                (one) =>
                  html`<xhtml:link rel="alternate" hreflang="${one.language}" href="${address(one.language, one.slug)}"/>`,
              )
            : ''
        }</url>\n`,
    ),
  );
}

export function robotsText(origin: string): string {
  return `User-agent: *\nDisallow:\n\nSitemap: ${origin}/sitemap.xml\n`;
}
