import { directionOf, type HelpLanguage } from '@porchlight/protocol';
import type { SiteAppearance } from '../appearance/index.ts';
import type { LiveText, Tree } from '../articles/index.ts';
import type { HelpActor } from '../groups/index.ts';
import type { Site } from '../sites/index.ts';
import { type Texts, texts } from './texts/index.ts';

/** Everything that a page of a site's help center needs to know of where it stands. */
export type HelpPlace = {
  site: Site;
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
};

/** [HC2] The oldest site has the host's own paths, every other one those beneath its id: neither ever changes. */
export function baseOf(sites: readonly Site[], site: string): string {
  return sites[0]?.id === site ? '' : `/${site}`;
}

export function placeOf(given: Omit<HelpPlace, 't'>): HelpPlace {
  return { ...given, t: texts[given.language] };
}

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

export const articlePath = ({ base, language }: Pick<HelpPlace, 'base' | 'language'>, slug: string) =>
  `${base}/${language}/articles/${encodeURIComponent(slug)}`;
export const categoryPath = ({ base, language }: HelpPlace, slug: string) =>
  `${base}/${language}/categories/${encodeURIComponent(slug)}`;
