import type { CategoryId, HelpLanguage, ImportReport } from '@porchlight/protocol';
import { helpLanguages } from '@porchlight/protocol';
import { AppError } from '../../platform/errors/index.ts';
import { keepSlugs } from '../commands.ts';
import * as store from '../store.ts';
import { manifestPath } from './folder.ts';
import type { ImportOptions, Problem } from './import-options.ts';
import type { Manifest, ManifestCategory } from './manifest.ts';

/** Finds the topic that a slug is, was, or was in the folder, of. */
export type FindCategory = (slug: string) => Promise<CategoryId | null>;

/** Takes the topics of a manifest, known by any of their slugs; answers with how they are found. */
export async function importCategories(
  options: ImportOptions,
  manifest: Manifest | null,
  report: ImportReport,
  problem: Problem,
): Promise<FindCategory> {
  const { storage, articles, site, by } = options;
  const find = async (slug: string) =>
    (await store.findSlug(storage.read, site, 'category', slug)) as CategoryId | null;
  const taken = new Map<string, CategoryId>();

  // In a site that has topics already, these keep their places, and new ones come last.
  const present = (await articles.readAll(site)).categories;
  const last = present.reduce((most, one) => Math.max(most, one.position + 1), 0);

  async function take(given: ManifestCategory, parent: CategoryId | null, at: number): Promise<void> {
    const slugs = Object.values(given.texts).flatMap(({ slug }) => slug ?? []);
    const named = given.texts[helpLanguages.find((one) => given.texts[one]) as HelpLanguage]?.title ?? '';
    try {
      let id: CategoryId | null = null;
      for (const slug of [...slugs, ...(given.formerSlugs ?? [])]) id ??= await find(slug);
      const position = present.find((one) => one.id === id)?.position ?? last + at;
      const texts = Object.fromEntries(
        Object.entries(given.texts).map(([language, { title, slug, description }]) => [
          language,
          { title, description: description ?? '', ...(slug ? { slug } : {}) },
        ]),
      );
      const before = id && (await articles.readAll(site)).categories.find((one) => one.id === id);
      const isSame =
        before &&
        before.parent === parent &&
        before.position === position &&
        Object.entries(texts).every(([language, text]) => {
          const known = before.texts[language as HelpLanguage];
          return (
            known?.title === text.title &&
            known.description === text.description &&
            (text.slug === undefined || known.slug === text.slug)
          );
        });
      const own = isSame ? before.id : await articles.saveCategory(site, id, { parent, position, texts }, by);
      if (!isSame) report.topics += 1;
      for (const slug of slugs) taken.set(slug, own);
      const other = await storage.execute(keepSlugs, {
        site,
        kind: 'category',
        target: own,
        slugs: given.formerSlugs ?? [],
      });
      for (const slug of other) problem(manifestPath, 'slug-taken', slug, true);
      for (const [at, child] of (given.categories ?? []).entries()) await take(child, own, at);
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'internal' || error.kind === 'unavailable') throw error;
      problem(manifestPath, error.code === 'slug_taken' ? 'slug-taken' : 'category-not-taken', named);
    }
  }

  for (const [at, category] of (manifest?.categories ?? []).entries()) await take(category, null, at);
  return async (slug) => taken.get(slug) ?? (await find(slug));
}
