import { directionOf, type HelpCategory, type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import { plainAppearance, type SiteAppearance } from '../appearance/index.ts';
import type { LiveText, Tree } from '../articles/index.ts';
import type { HelpActor } from '../groups/index.ts';
import type { Site } from '../sites/index.ts';
import { type Texts, texts } from './texts/index.ts';

/** The same page in other languages: language → its path. */
export type Alternates = Partial<Record<HelpLanguage, string>>;

/** Everything that a page of a site's help center needs to know of where it stands. */
export type HelpPlace = {
  site: Site;
  /** With those topics alone that are there for who asks. */
  tree: Tree;
  language: HelpLanguage;
  t: Texts;
  /** Origin and path before the language: `https://help.example` or `https://help.example/st_2`. */
  home: string;
  /** The same without the origin, for links. */
  base: string;
  /** Who asks, and what they may here. */
  actor: HelpActor;
  appearance: SiteAppearance;
  /** Whether mail can be sent, and so articles be followed. */
  hasMail: boolean;
  /** [HC30] The origin that the site's tag comes from; null where it does not run in the help center. */
  tagOrigin: string | null;
};

/** Where a page stands that belongs to no site: the list of sites, and what is told where there is none. */
export type Lobby = Omit<HelpPlace, 'site'> & { site: null };

/** [HC5] The topics in which somebody may read something, or in one of those beneath: no others are there for them. */
export function topicsFor({ categories, countIn }: Tree, actor: HelpActor): HelpCategory[] {
  const filled = categories.filter(({ id }) => countIn(id, actor) > 0);
  const shown = new Set(filled.flatMap(({ id, parent }) => [id, parent]));
  return categories.filter(({ id }) => shown.has(id));
}

/** [HC2] The oldest site has the host's own paths, every other one those beneath its id: neither ever changes. */
export function baseOf(sites: readonly Site[], site: string): string {
  return sites[0]?.id === site ? '' : `/${site}`;
}

export function placeOf(given: Omit<HelpPlace, 't'>): HelpPlace {
  return { ...given, t: texts[given.language] };
}

export function lobbyOf(language: HelpLanguage, origin: string): Lobby {
  const tree: Tree = { languages: [...helpLanguages], defaultLanguage: 'en', categories: [], countIn: () => 0 };
  const actor: HelpActor = { user: null, groups: [], may: [] };
  const given = { site: null, tree, language, t: texts[language], home: origin, base: '', tagOrigin: null };
  return { ...given, actor, appearance: plainAppearance, hasMail: false };
}

/** [HC30] Where a text or a topic stands: the site's tag hears nothing of one that not everybody may read. */
export function placeFor(place: HelpPlace, { visibility }: { visibility: string }): HelpPlace {
  return visibility === 'everyone' ? place : { ...place, tagOrigin: null };
}

/** The same page in each of the site's languages. */
export const alternatesOf = ({ tree }: Pick<HelpPlace, 'tree'>, path: (language: HelpLanguage) => string): Alternates =>
  Object.fromEntries(tree.languages.map((one) => [one, path(one)]));

/** [HC6] The text that is shown in a language: its own, else the site's default, else any. */
export function chooseText<T extends { language: HelpLanguage }>(
  all: readonly T[],
  language: HelpLanguage,
  fallback: HelpLanguage,
): T | null {
  const of = (wanted: HelpLanguage) => all.find((one) => one.language === wanted);
  return of(language) ?? of(fallback) ?? all[0] ?? null;
}

/** The texts of several articles, one for each in the order in which they came. */
export function chooseTexts(all: readonly LiveText[], { language, tree }: HelpPlace): LiveText[] {
  const groups = new Map<string, LiveText[]>();
  for (const text of all) {
    const group = groups.get(text.article);
    if (group) group.push(text);
    else groups.set(text.article, [text]);
  }
  return [...groups.values()].flatMap((group) => chooseText(group, language, tree.defaultLanguage) ?? []);
}

/** Attributes for text in another language than the page's; nothing where it is the same. */
export function foreignTo(page: HelpLanguage, text: HelpLanguage): { lang: HelpLanguage; dir: 'ltr' | 'rtl' } | null {
  return page === text ? null : { lang: text, dir: directionOf(text) };
}

/** A page beneath the site's id, in the page's language: forms, and what is about the visitor. */
export const portalPath = ({ site, language }: Pick<HelpPlace, 'site' | 'language'>, path: string) =>
  `/${site.id}/${path}${path.includes('?') ? '&' : '?'}lang=${language}`;
/** Where articles begin: in the page's language, where the site has it, else in the site's default. */
export const startPath = ({ base, language, tree }: Pick<HelpPlace, 'base' | 'language' | 'tree'>) =>
  `${base}/${tree.languages.includes(language) ? language : tree.defaultLanguage}`;
/** A page of forms in every language: what is no article is not bound to the site's languages. */
export const portalAlternates = (site: Site, path: string): Alternates =>
  Object.fromEntries(helpLanguages.map((language) => [language, portalPath({ site, language }, path)]));
export const articlePath = ({ base, language }: Pick<HelpPlace, 'base' | 'language'>, slug: string) =>
  `${base}/${language}/articles/${encodeURIComponent(slug)}`;
export const categoryPath = ({ base, language }: HelpPlace, slug: string) =>
  `${base}/${language}/categories/${encodeURIComponent(slug)}`;
