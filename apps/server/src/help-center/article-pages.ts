import type { HelpCategory, HelpLanguage } from '@porchlight/protocol';
import {
  type Heading,
  type Hit,
  type LiveText,
  type SearchResult,
  trustRendered,
  type Vote,
} from '../articles/index.ts';
import { html, type SafeHtml } from '../platform/html/index.ts';
import { layoutPage, searchForm } from './layout.ts';
import {
  type Alternates,
  alternatesOf,
  articlePath,
  categoryPath,
  chooseText,
  foreignTo,
  type HelpPlace,
  type Lobby,
  startPath,
} from './place.ts';
import { voteSection } from './vote-pages.ts';

/** The title of a category in the page's language, else in another; null where it has none at all. */
function titleOf(place: HelpPlace, category: HelpCategory) {
  const all = Object.entries(category.texts).map(([language, text]) => ({
    language: language as HelpLanguage,
    ...text,
  }));
  return chooseText(all, place.language, place.tree.defaultLanguage);
}

export function attributesOf(place: HelpPlace, text: { language: HelpLanguage }): SafeHtml | null {
  const foreign = foreignTo(place.language, text.language);
  return foreign && html` lang="${foreign.lang}" dir="${foreign.dir}"`;
}

/** A language by the name that it has in another. */
function nameIn(language: HelpLanguage, named: HelpLanguage): string {
  return new Intl.DisplayNames(language, { type: 'language' }).of(named) ?? named;
}

/** [HC6] Says beside a title that it is in another language. */
function languageMark({ t, language }: HelpPlace, text: { language: HelpLanguage }): SafeHtml | null {
  if (text.language === language) return null;
  return html` <span class="mark">${t.inLanguage(nameIn(language, text.language))}</span>`;
}

/** The topics beneath one, or, where `parent` is null, those of the first level. */
export function childrenOf(place: HelpPlace, parent: string | null): HelpCategory[] {
  return place.tree.categories.filter((one) => one.parent === parent);
}

function countBelow(place: HelpPlace, category: HelpCategory): number {
  const own = place.tree.countIn(category.id, place.actor);
  return childrenOf(place, category.id).reduce((sum, child) => sum + place.tree.countIn(child.id, place.actor), own);
}

function topic(place: HelpPlace, category: HelpCategory): SafeHtml | null {
  const text = titleOf(place, category);
  const count = countBelow(place, category);
  if (!text) return null;
  return html`<li class="card"><h3><a href="${categoryPath(place, text.slug)}"${attributesOf(place, text)}>${text.title}</a></h3>
${text.description ? html`<p${attributesOf(place, text)}>${text.description}</p>` : ''}
<p class="muted">${place.t.articleCount(count)}</p></li>`;
}

export function startPage(place: HelpPlace): string {
  const { t, site, base, language, home } = place;
  const topics = childrenOf(place, null).flatMap((one) => topic(place, one) ?? []);
  const title = t.helpOf(site.name);
  return layoutPage(place, {
    title,
    description: t.about(site.name),
    canonical: `${base}/${language}`,
    alternates: alternatesOf(place, (one) => `${base}/${one}`),
    way: 'home',
    hasOwnSearch: true,
    data: {
      '@type': 'WebSite',
      name: title,
      url: `${home}/${language}`,
      inLanguage: language,
      potentialAction: {
        '@type': 'SearchAction',
        target: `${home}/${language}/search?q={query}`,
        'query-input': 'required name=query',
      },
    },
    body: html`<div class="hero"><div class="wide"><h1>${t.homeTitle}</h1>${searchForm(place, '', 'large')}</div></div>
<div class="wide"><h2>${t.topics}</h2>
${topics.length > 0 ? html`<ul class="topics">${topics}</ul>` : html`<p class="muted">${t.noArticles}</p>`}</div>`,
  });
}

function articleList(place: HelpPlace, articles: readonly LiveText[]): SafeHtml {
  return html`<ul class="articles">${articles.map(
    (
      one,
    ) => html`<li><a href="${articlePath(place, one.slug)}"${attributesOf(place, one)}>${one.title}</a>${languageMark(place, one)}
<p class="muted"${attributesOf(place, one)}>${one.summary}</p></li>`,
  )}</ul>`;
}

export function crumbs(place: HelpPlace, categories: readonly HelpCategory[]): SafeHtml {
  const { t, base, language } = place;
  return html`<nav class="crumbs" aria-label="${t.breadcrumb}"><ol><li><a href="${base}/${language}">${t.helpCenter}</a></li>
${categories.map((one) => {
  const text = titleOf(place, one);
  return text
    ? html`<li><a href="${categoryPath(place, text.slug)}"${attributesOf(place, text)}>${text.title}</a></li>`
    : null;
})}</ol></nav>`;
}

/** From the first level down to the category itself. */
export function pathTo(place: HelpPlace, id: string): HelpCategory[] {
  const category = place.tree.categories.find((one) => one.id === id);
  if (!category) return [];
  const parent = place.tree.categories.find((one) => one.id === category.parent);
  return parent ? [parent, category] : [category];
}

export function categoryPage(place: HelpPlace, category: HelpCategory, articles: readonly LiveText[]): string {
  const { t, site } = place;
  const text = titleOf(place, category);
  const children = childrenOf(place, category.id).flatMap((one) => topic(place, one) ?? []);
  const slugIn = (language: HelpLanguage) => chooseSlug(category, language, place.tree.defaultLanguage);
  const alternates = alternatesOf(place, (language) => categoryPath({ ...place, language }, slugIn(language)));
  return layoutPage(place, {
    title: `${text?.title ?? ''} – ${t.helpOf(site.name)}`,
    ...(text?.description ? { description: text.description } : {}),
    canonical: alternates[place.language] ?? null,
    alternates,
    data: breadcrumbData(place, pathTo(place, category.id), null),
    body: html`<div class="wide">${crumbs(place, pathTo(place, category.id).slice(0, -1))}
<h1${text && attributesOf(place, text)}>${text?.title ?? ''}</h1>
${text?.description ? html`<p class="lead"${attributesOf(place, text)}>${text.description}</p>` : ''}
${children.length > 0 ? html`<h2 class="hidden">${t.topics}</h2><ul class="topics">${children}</ul>` : ''}
${articles.length > 0 ? articleList(place, articles) : ''}
<p class="muted">${followLink(place, 'category', category.id)}</p></div>`,
  });
}

function chooseSlug(category: HelpCategory, language: HelpLanguage, fallback: HelpLanguage): string {
  const all = Object.entries(category.texts).map(([one, { slug }]) => ({ language: one as HelpLanguage, slug }));
  return chooseText(all, language, fallback)?.slug ?? '';
}

export type ArticleParts = {
  text: LiveText;
  /** In every language in which it is out. */
  all: readonly LiveText[];
  html: string;
  contents: readonly Heading[];
  related: readonly LiveText[];
  /** What this visitor voted; null where nothing. */
  vote: Vote | null;
  /** Of the vote form [HC9]. */
  token: string;
  /** For editors who look at what is not out yet: what the page says above the text, and where other languages are. */
  preview?: { notice: SafeHtml; alternates: Alternates };
  /** What stands below the text and its votes. */
  below: SafeHtml | null;
};

export function articlePage(place: HelpPlace, parts: ArticleParts): string {
  const { t, site, language, home, base } = place;
  const { text, all, contents, related } = parts;
  const canonical = articlePath({ ...place, language: text.language }, text.slug);
  const { preview } = parts;
  const path = pathTo(place, text.category);
  const isForeign = text.language !== language;
  const changed = new Date(text.changedAt);
  return layoutPage(place, {
    // On the workspace's host, which has none of the help center's scripts.
    isPrivate: parts.preview !== undefined,
    title: `${text.title} – ${t.helpOf(site.name)}`,
    description: text.summary,
    canonical: preview ? null : canonical,
    alternates:
      preview?.alternates ??
      alternatesOf(place, (one) => articlePath({ ...place, language: one }, slugIn(all, one, text))),
    data: {
      '@graph': [
        {
          '@type': 'Article',
          headline: text.title,
          description: text.summary,
          inLanguage: text.language,
          datePublished: new Date(text.publishedAt).toISOString(),
          dateModified: changed.toISOString(),
          mainEntityOfPage: `${home.slice(0, home.length - base.length)}${canonical}`,
          publisher: { '@type': 'Organization', name: site.name },
        },
        breadcrumbData(place, path, text.title),
      ],
    },
    body: html`<div class="wide">${preview?.notice ?? ''}${crumbs(place, path)}
<div class="reading">
<article${attributesOf(place, text)}>
<h1>${text.title}</h1>
${isForeign ? html`<p class="fallback" lang="${language}" dir="auto">${t.fallback(nameIn(language, text.language))}</p>` : ''}
${text.visibility === 'everyone' ? '' : html`<p class="mark">${text.visibility === 'users' ? t.usersOnly : t.groupsOnly}</p>`}
${contents.length > 2 ? contentsOf(place, parts, 'small') : ''}
<div class="prose">${trustRendered(parts.html)}</div>
</article>
${contents.length > 2 ? contentsOf(place, parts, 'large') : ''}
</div>
<p class="muted"><time datetime="${changed.toISOString()}">${t.updated(dateIn(language, changed))}</time>${followLink(place, 'article', text.article)}</p>
${place.actor.may.includes('vote') ? voteSection(place, parts) : ''}
${parts.below}
${related.length > 0 ? html`<section aria-labelledby="related"><h2 id="related">${t.related}</h2>${articleList(place, related)}</section>` : ''}</div>`,
  });
}

function slugIn(all: readonly LiveText[], language: HelpLanguage, shown: LiveText): string {
  return all.find((one) => one.language === language)?.slug ?? shown.slug;
}

/** Once beside the text, once folded above it, where there is no room beside; the style sheet shows one of them. */
function contentsOf(place: HelpPlace, { text, contents }: ArticleParts, look: 'small' | 'large'): SafeHtml {
  const list = html`<ol>${contents.map((one) => html`<li class="level${one.level}"><a href="#${one.id}"${attributesOf(place, text)}>${one.title}</a></li>`)}</ol>`;
  const attributes = html`class="contents ${look}" aria-label="${place.t.contents}"`;
  return look === 'small'
    ? html`<nav ${attributes}><details><summary>${place.t.contents}</summary>${list}</details></nav>`
    : html`<nav ${attributes}><p>${place.t.contents}</p>${list}</nav>`;
}

export function searchPage(place: HelpPlace, query: string, result: SearchResult | null): string {
  const { t, base } = place;
  const isEmpty = result !== null && result.hits.length === 0;
  return layoutPage(place, {
    title: `${query === '' ? t.searchTitle : t.results(query)} – ${t.helpOf(place.site.name)}`,
    description: t.about(place.site.name),
    // What finds nothing says what whoever linked it wrote, and nothing else: nobody's page in a search engine.
    canonical: isEmpty ? null : `${base}/${place.language}/search`,
    alternates: alternatesOf(place, (one) => `${base}/${one}/search?q=${encodeURIComponent(query)}`),
    query,
    hasOwnSearch: true,
    body: html`<div class="wide"><h1>${t.searchTitle}</h1>
${searchForm(place, query, 'large')}
${
  result === null
    ? ''
    : html`<div role="status">${
        isEmpty
          ? html`<h2>${t.noResults(query)}</h2><p>${t.noResultsText}</p>`
          : html`<h2>${t.results(query)}</h2>
${result.meant === null ? html`<p class="muted">${t.resultCount(result.hits.length)}</p>` : html`<p class="fallback">${t.meant(result.meant)}</p>`}`
      }</div>
${isEmpty ? '' : html`<ol class="articles hits">${result.hits.map((hit) => found(place, hit))}</ol>`}
${result.hits.length < fewHits ? askInstead(place, query) : ''}
${isEmpty ? topicsBelow(place) : ''}`
}
${result === null ? topicsBelow(place) : ''}</div>`,
  });
}

/** So few answers that it is worth while to offer to ask. */
const fewHits = 3;

/** [HC14] The way to the contact form, with what was searched. */
function askInstead({ site, language, t, actor }: HelpPlace, query: string): SafeHtml | null {
  if (!site.contactForm.isOn || !actor.may.includes('ask')) return null;
  return html`<p class="fallback">${t.askInstead} <a href="/${site.id}/contact?lang=${language}&amp;q=${encodeURIComponent(query)}" rel="nofollow">${t.contact}</a></p>`;
}

function topicsBelow(place: HelpPlace): SafeHtml {
  const topics = childrenOf(place, null).flatMap((one) => topic(place, one) ?? []);
  return html`<h2>${place.t.topics}</h2><ul class="topics">${topics}</ul>`;
}

function found(place: HelpPlace, hit: Hit): SafeHtml {
  return html`<li><a href="${articlePath(place, hit.slug)}"${attributesOf(place, hit)}>${hit.marked}</a>${languageMark(place, hit)}
<p class="muted"${attributesOf(place, hit)}>${hit.snippet}</p></li>`;
}

/** [HC20] To the form by which an article or a topic is followed, where mail can be sent. */
function followLink(
  { site, language, t, hasMail }: HelpPlace,
  kind: 'article' | 'category',
  id: string,
): SafeHtml | null {
  if (!hasMail) return null;
  return html` <a class="follow" rel="nofollow" href="/${site.id}/subscriptions/${kind}/${id}?lang=${language}">${t.follow[kind]}</a>`;
}

/** What people see where there is no page, or where something failed. */
export function plainPage(
  place: HelpPlace | Lobby,
  title: string,
  text: string,
  { isPrivate = false }: { isPrivate?: boolean } = {},
): string {
  const { t, base, site, language } = place;
  return layoutPage(place, {
    title: site ? `${title} – ${t.helpOf(site.name)}` : title,
    canonical: null,
    alternates: alternatesOf(place, (one) => (site ? `${base}/${one}` : `/?lang=${one}`)),
    hasOwnSearch: true,
    isPrivate,
    body: html`<div class="wide narrow"><h1>${title}</h1><p>${text}</p>${site ? searchForm(place, '', 'large') : ''}
<p><a href="${site ? startPath(place) : `/?lang=${language}`}">${t.toStart}</a></p></div>`,
  });
}

/** [HC19] What somebody sees who may read nothing here: in the place of every page, so that it tells nothing of any. */
export function closedPage(place: HelpPlace): string {
  const { t, base, language, site, actor } = place;
  const isGuest = actor.user === null;
  return layoutPage(place, {
    title: t.helpOf(site.name),
    canonical: null,
    alternates: alternatesOf(place, (one) => `${base}/${one}`),
    hasOwnSearch: true,
    body: html`<div class="wide narrow"><h1>${t.closedTitle}</h1><p>${isGuest ? t.closedText : t.closedToUser}</p>
${isGuest ? html`<p><a class="act" href="/${site.id}/login?lang=${language}">${t.logIn}</a></p>` : ''}</div>`,
  });
}

function breadcrumbData(place: HelpPlace, path: readonly HelpCategory[], last: string | null): object {
  const { home, language, t, base } = place;
  const origin = home.slice(0, home.length - base.length);
  const steps = [
    { name: t.helpCenter, item: `${home}/${language}` },
    ...path.flatMap((one) => {
      const text = titleOf(place, one);
      return text ? [{ name: text.title, item: `${origin}${categoryPath(place, text.slug)}` }] : [];
    }),
    ...(last === null ? [] : [{ name: last }]),
  ];
  return {
    '@type': 'BreadcrumbList',
    itemListElement: steps.map((step, at) => ({ '@type': 'ListItem', position: at + 1, ...step })),
  };
}

/** In figures that the language writes; Arabic ones would need more fonts than some phones have. */
export function dateIn(language: HelpLanguage, date: Date): string {
  return new Intl.DateTimeFormat(language === 'ar' ? 'ar-u-nu-latn' : language, {
    dateStyle: 'long',
    timeZone: 'UTC',
  }).format(date);
}
