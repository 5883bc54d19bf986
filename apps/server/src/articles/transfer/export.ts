import { buffer } from 'node:stream/consumers';
import type { ArticleId, HelpLanguage, ImageId, SiteId, TransferProblem } from '@porchlight/protocol';
import { isId } from '@porchlight/protocol';
import type { ArticleImages } from '../../article-images/index.ts';
import { findArticleGroups, findGroups } from '../../groups/index.ts';
import type { Db } from '../../platform/db/index.ts';
import * as store from '../store.ts';
import type { ArticleTextsTable, CategoriesTable } from '../tables.ts';
import { manifestPath, replaceAddresses, type WrittenFile } from './folder.ts';
import { formatManifest, type ManifestCategory } from './manifest.ts';
import { formatTextFile } from './text-file.ts';

/** How far an export is, in files. */
export type ExportFar = { done: number; total: number };

type Options = { db: Db; images: ArticleImages; site: SiteId; problems: TransferProblem[]; far?: ExportFar };

/**
 * [HC24] A site's help center as files: the manifest with languages and topics, a file for each text in each language and
 * state, and the images that they show. What could not be read is added to `problems`; `far` is kept up to date, and its
 * total only ever becomes smaller.
 */
export async function* exportFolder(options: Options): AsyncGenerator<WrittenFile> {
  const { far } = options;
  for await (const one of filesOf(options)) {
    if (far) far.done += 1;
    yield one;
  }
}

async function* filesOf({ db, images, site, problems, far }: Options): AsyncGenerator<WrittenFile> {
  const textsOf = Map.groupBy(await store.findTexts(db, site), (one) => one.article_id);
  if (far) {
    const texts = [...textsOf.values()].flat().reduce((sum, one) => sum + versionsOf(one).length, 0);
    far.total = 1 + texts + (await images.countUsed(site));
  }
  const settings = await store.findSettings(db, site);
  const slugs = await store.findSlugs(db, site);
  const formerOf = (target: string, now: readonly string[]) => {
    const former = slugs.filter((one) => one.target_id === target && !now.includes(one.slug)).map(({ slug }) => slug);
    return former.length > 0 ? { formerSlugs: former.sort() } : {};
  };
  const categories = await store.findCategories(db, site);
  const categoryTexts = await store.findCategoryTexts(db, site);
  const describe = ({ id }: CategoriesTable): ManifestCategory => {
    const own = categoryTexts
      .filter((one) => one.category_id === id)
      .sort((a, b) => (a.language < b.language ? -1 : 1));
    return {
      texts: Object.fromEntries(
        own.map(({ language, title, slug, description }) => [
          language,
          { title, slug, ...(description === '' ? {} : { description }) },
        ]),
      ),
      ...formerOf(
        id,
        own.map(({ slug }) => slug),
      ),
    };
  };
  const below = (parent: string | null) => categories.filter((one) => one.parent_id === parent);
  const tree = below(null).map((one) => {
    const children = below(one.id).map(describe);
    return { ...describe(one), ...(children.length > 0 ? { categories: children } : {}) };
  });
  const languages = settings ? (JSON.parse(settings.languages) as HelpLanguage[]) : (['en'] satisfies HelpLanguage[]);
  const defaultLanguage = settings?.default_language ?? 'en';
  yield file(
    manifestPath,
    await formatManifest({
      format: 'porchlight-help-center',
      version: 1,
      languages,
      defaultLanguage,
      categories: tree,
    }),
  );

  const slugOfCategory = (id: string) => {
    const own = categoryTexts.filter((one) => one.category_id === id);
    return (own.find((one) => one.language === defaultLanguage) ?? own[0])?.slug;
  };
  const groupNames = new Map((await findGroups(db, site)).map(({ id, name }) => [id, name]));
  const groupsOf = await findArticleGroups(db, site);
  const namesOf = (id: ArticleId) => (groupsOf.get(id) ?? []).flatMap((one) => groupNames.get(one) ?? []);
  const shown = new Map<ImageId, string>();
  for (const article of await store.findArticles(db, site)) {
    const texts = (textsOf.get(article.id) ?? []).toSorted((a, b) => (a.language < b.language ? -1 : 1));
    for (const text of texts) {
      const { language, slug, publish_at } = text;
      const versions = versionsOf(text);
      for (const { number, state } of versions) {
        const revision = await store.findRevision(db, article.id, language, number);
        if (!revision) continue;
        const front = {
          title: revision.title,
          language,
          slug,
          ...(revision.summary === '' ? {} : { summary: revision.summary }),
          article: article.id,
          category: slugOfCategory(article.category_id) ?? '',
          visibility: article.visibility,
          ...(article.visibility === 'groups' ? { groups: namesOf(article.id) } : {}),
          position: article.position,
          state,
          ...(state === 'scheduled' && publish_at !== null ? { publishAt: new Date(publish_at).toISOString() } : {}),
          // Once for an article: with its first text.
          ...(text === texts[0] && state === versions[0]?.state
            ? formerOf(
                article.id,
                texts.map((one) => one.slug),
              )
            : {}),
        };
        const markdown = await withFiles(revision.markdown, images, site, shown);
        const name = versions.length > 1 && state !== 'published' ? `${slug}.${state}` : slug;
        yield file(`${language}/${name}.md`, await formatTextFile(front, markdown));
      }
    }
  }
  // Earlier revisions showed others.
  if (far) far.total = far.done + shown.size;
  for (const [id, name] of shown) {
    const kept = await images.findKept(site, id);
    const content = kept
      ? await kept
          .open()
          .then(buffer)
          .catch(() => null)
      : null;
    if (content) {
      yield { path: `images/${name}`, content };
      continue;
    }
    if (far) far.total -= 1;
    problems.push({ path: `images/${name}`, reason: 'image-missing', detail: '', isTaken: false });
  }
}

/** What of a text is worth a file: what is out, what waits, and what is newer than both. */
function versionsOf({ live, scheduled, draft }: Pick<ArticleTextsTable, 'live' | 'scheduled' | 'draft'>) {
  const all = [
    { number: live, state: 'published' as const },
    { number: scheduled, state: 'scheduled' as const },
    { number: draft, state: 'draft' as const },
  ];
  // Where what is out has a time once more, it comes out again then, unchanged.
  return all.flatMap(({ number, state }, at) =>
    number === null || all.findIndex((other) => other.number === number) < at ? [] : [{ number, state }],
  );
}

/** Images are named by where their files lie; `shown` collects them. */
async function withFiles(
  markdown: string,
  images: ArticleImages,
  site: SiteId,
  shown: Map<ImageId, string>,
): Promise<string> {
  const asked = new Set<ImageId>();
  const idOf = (address: string) => {
    const id = /^\/images\/([^/]+)$/.exec(address)?.[1];
    return isId('im', id) ? id : null;
  };
  replaceAddresses(markdown, (address) => {
    const id = idOf(address);
    if (id && !shown.has(id)) asked.add(id);
    return null;
  });
  for (const id of asked) {
    const kept = await images.findKept(site, id);
    if (kept) shown.set(id, `${id}.${kept.ending}`);
  }
  return replaceAddresses(markdown, (address) => {
    const id = idOf(address);
    const name = id && shown.get(id);
    return name ? `../images/${name}` : null;
  });
}

function file(path: string, text: string): WrittenFile {
  return { path, content: Buffer.from(text) };
}
