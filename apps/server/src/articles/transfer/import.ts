import { type HelpLanguage, type ImportReport, limits } from '@porchlight/protocol';
import { AppError } from '../../platform/errors/index.ts';
import { slugOf } from '../slugs.ts';
import { ArticleImport, type Version } from './article-import.ts';
import { importCategories } from './category-import.ts';
import {
  type FolderFile,
  kindOf,
  manifestPath,
  mostBytesOf,
  placeOf,
  replaceAddresses,
  withoutOuterFolder,
} from './folder.ts';
import type { ImportOptions, Problem } from './import-options.ts';
import { type Manifest, parseManifest } from './manifest.ts';
import { parseTextFile } from './text-file.ts';

/**
 * [HC24] Takes a folder into a site's help center, text by text: what is there already stays as it is, what differs becomes
 * a new revision, what is not taken is told. Answers with how far it is after each file, and at last with the report.
 */
export async function* importFolder(
  options: ImportOptions,
): AsyncGenerator<{ done: number; total: number }, ImportReport> {
  const { folder, site, articles } = options;
  const report: ImportReport = {
    added: 0,
    changed: 0,
    unchanged: 0,
    topics: 0,
    images: 0,
    problems: [],
    moreProblems: 0,
  };
  const problem: Problem = (path, reason, detail = '', isTaken = false) => {
    if (report.problems.length < limits.transferProblems)
      report.problems.push({ path, reason, detail: detail.slice(0, 300), isTaken });
    else report.moreProblems += 1;
  };
  for (const one of folder.problems) problem(one.path, one.reason, one.detail);
  const files = withoutOuterFolder(folder.files);
  const texts = files.filter((one) => kindOf(one.path) === 'text');
  const total = texts.length + 1;
  yield { done: 0, total };

  const manifest = await readManifest(files, problem);
  const isNew = (await articles.readAll(site)).categories.length === 0;
  const categories = await importCategories(options, manifest, report, problem);
  yield { done: 1, total };

  const pictures = new Pictures(options, files, report, problem);
  const groups = new Map<string, { file: FolderFile; version: Omit<Version, 'markdown'> }[]>();
  const languages = new Set<HelpLanguage>();
  const seen = new Set<string>();
  let done = 1;
  // Read one after the other, since all the texts of one article come before any of them is saved.
  for (const file of texts) {
    const content = await readText(file, problem);
    const parsed = content === null ? null : await parseTextFile(content);
    if (typeof parsed === 'string') problem(file.path, 'front-matter-invalid', parsed);
    if (parsed === null || typeof parsed === 'string') {
      done += 1;
      yield { done, total };
      continue;
    }
    const { front, unknown } = parsed;
    if (unknown.length > 0) problem(file.path, 'field-unknown', unknown.join(', '), true);
    const [folderName = '', fileName = ''] = file.path.split('/').slice(-2);
    const language = front.language ?? languageOf(folderName);
    const name = (fileName || folderName).replace(/\.\w+$/, '').replace(/\.(draft|scheduled)$/, '');
    const slug = front.slug ?? (slugOf(name) || slugOf(front.title));
    const state = front.state ?? 'draft';
    if (!language) {
      problem(file.path, 'language-unknown');
      done += 1;
      continue;
    }
    const key = front.article ?? `slug ${slug}`;
    if (seen.has(`${key} ${language} ${state}`)) {
      problem(file.path, 'duplicate');
      done += 1;
      continue;
    }
    seen.add(`${key} ${language} ${state}`);
    languages.add(language);
    const version = { path: file.path, front, language, slug, state };
    groups.set(key, [...(groups.get(key) ?? []), { file, version }]);
  }

  await addLanguages(options, languages, manifest, isNew);
  const one = new ArticleImport({ ...options, categories, report, problem });
  for (const group of groups.values()) {
    const versions = [];
    for (const { file, version } of group) {
      // Read once more rather than kept: all texts together may be larger than the memory.
      const parsed = await parseTextFile((await readText(file, problem)) ?? '');
      if (typeof parsed !== 'string')
        versions.push({ ...version, markdown: await pictures.putIn(file.path, parsed.markdown) });
    }
    await one.take(versions);
    done += group.length;
    yield { done, total };
  }
  pictures.tellUnused();
  for (const { path } of files) if (kindOf(path) === 'other') problem(path, 'unknown-kind');
  return report;
}

async function readManifest(files: readonly FolderFile[], problem: Problem): Promise<Manifest | null> {
  const file = files.find((one) => one.path === manifestPath);
  const content = file ? await readText(file, problem) : null;
  const parsed = content === null ? null : await parseManifest(content);
  if (typeof parsed !== 'string') return parsed;
  problem(manifestPath, 'manifest-invalid', parsed);
  return null;
}

/** The text of a file; null where it is none, which is told. */
async function readText(file: FolderFile, problem: Problem): Promise<string | null> {
  if (file.size > mostBytesOf(file.path)) {
    problem(file.path, 'too-large');
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.read());
  } catch {
    problem(file.path, 'unreadable');
    return null;
  }
}

function languageOf(text: string): HelpLanguage | undefined {
  return (['en', 'de', 'fr', 'es', 'ar'] as const).find((one) => one === text);
}

/** A site answers in the languages of what it got, too; where it had nothing yet, the folder says which is the default. */
async function addLanguages(
  { articles, site, by }: ImportOptions,
  found: ReadonlySet<HelpLanguage>,
  manifest: Manifest | null,
  isNew: boolean,
): Promise<void> {
  const now = await articles.readSettings(site);
  const languages = [
    ...new Set([...(isNew ? [] : now.languages), ...(isNew ? (manifest?.languages ?? []) : []), ...found]),
  ];
  if (languages.length === 0) return;
  const wanted = isNew ? (manifest?.defaultLanguage ?? now.defaultLanguage) : now.defaultLanguage;
  const defaultLanguage = languages.includes(wanted) ? wanted : (languages[0] as HelpLanguage);
  const isSame = languages.length === now.languages.length && languages.every((one) => now.languages.includes(one));
  if (!isSame || defaultLanguage !== now.defaultLanguage)
    await articles.saveSettings(site, { languages, defaultLanguage }, by);
}

/** Images of the folder, each taken when the first text shows it. */
class Pictures {
  readonly #o: ImportOptions;
  readonly #files: Map<string, FolderFile>;
  readonly #report: ImportReport;
  readonly #problem: Problem;
  /** Where each was put; null where it was not taken. */
  readonly #addresses = new Map<string, string | null>();

  constructor(options: ImportOptions, files: readonly FolderFile[], report: ImportReport, problem: Problem) {
    this.#o = options;
    this.#files = new Map(files.filter(({ path }) => kindOf(path) === 'image').map((one) => [one.path, one]));
    this.#report = report;
    this.#problem = problem;
  }

  /** A text whose images have the addresses that they got here. */
  async putIn(path: string, markdown: string): Promise<string> {
    const wanted = new Set<string>();
    replaceAddresses(markdown, (address) => {
      const place = placeOf(path, address);
      if (place && kindOf(place) === 'image') wanted.add(place);
      return null;
    });
    for (const place of wanted) {
      if (!this.#files.has(place)) this.#problem(path, 'image-missing', place, true);
      else if (!this.#addresses.has(place)) this.#addresses.set(place, await this.#take(place));
    }
    return replaceAddresses(markdown, (address) => this.#addresses.get(placeOf(path, address) ?? '') ?? null);
  }

  tellUnused(): void {
    for (const path of this.#files.keys()) if (!this.#addresses.has(path)) this.#problem(path, 'image-unused');
  }

  async #take(place: string): Promise<string | null> {
    const { images, site } = this.#o;
    const file = this.#files.get(place);
    if (!file || file.size > mostBytesOf(place)) {
      this.#problem(place, 'too-large');
      return null;
    }
    let content: Buffer;
    try {
      content = await file.read();
    } catch {
      this.#problem(place, 'unreadable');
      return null;
    }
    try {
      const { id } = await images.add(site, content);
      this.#report.images += 1;
      return `/images/${id}`;
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'internal' || error.kind === 'unavailable') throw error;
      this.#problem(place, 'image-refused', error.message);
      return null;
    }
  }
}
