import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type ImageId, isId, type SiteId } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import type { Storage } from '../platform/db/index.ts';
import type { FileStore } from '../platform/files/index.ts';
import { newId } from '../platform/ids/index.ts';
import * as commands from './commands.ts';
import { readVariants, type Variant } from './shown.ts';
import * as store from './store.ts';

export type ImagesOptions = {
  storage: Storage;
  clock: Clock;
  files: FileStore;
  /** Widths for pages as WebP, narrowest first, and last the largest in the image's own form. */
  readSizes(content: Buffer): Promise<{ type: string; content: Buffer; width: number; height: number }[]>;
};

const sweepMs = 60_000;
const searchMs = 24 * 60 * 60_000;
/** How long an image waits for the text that it was uploaded for. */
const unusedMs = 24 * 60 * 60_000;
const atOnce = 100;

/** Images of articles: rules HC22 and HC23 in docs/spec/help-center.md. */
export class ArticleImages {
  readonly #o: ImagesOptions;
  #sweptAt: number;
  #searchedAt = 0;

  constructor(options: ImagesOptions) {
    this.#o = options;
    this.#sweptAt = options.clock.now();
  }

  /** [HC22] Keeps an image, written anew; the same one again is the same. Throws what `readSizes` throws, `storage_…`. */
  async add(site: SiteId, content: Buffer): Promise<{ id: ImageId; width: number; height: number }> {
    const { storage, clock, files, readSizes } = this.#o;
    const source = hashOf(content);
    const known = await store.findByHash(storage.read, site, source);
    if (known && (await storage.execute(commands.touchImage, { id: known.id, at: clock.now() })))
      return { id: known.id, ...sizeOf(readVariants(known)) };
    const sizes = await readSizes(content);
    const object = randomBytes(16).toString('hex');
    const variants = sizes.map(({ type, width, height, content: bytes }) => ({
      file: `${width}.${type.slice('image/'.length).replace('jpeg', 'jpg')}`,
      type,
      width,
      height,
      size: bytes.length,
    }));
    const names = sizes.map((_, at) => objectName(object, at));
    try {
      for (const [at, name] of names.entries()) await files.write(name, [sizes[at]?.content ?? Buffer.alloc(0)]);
      const row = {
        id: newId('im'),
        site_id: site,
        object,
        variants: JSON.stringify(variants),
        source_hash: source,
        kept_hash: hashOf(sizes.at(-1)?.content ?? Buffer.alloc(0)),
        touched_at: clock.now(),
      };
      const id = await storage.execute(commands.addImage, row);
      if (id !== row.id) await files.remove(names);
      return { id, ...sizeOf(variants) };
    } catch (error) {
      await files.remove(names).catch(() => undefined);
      throw error;
    }
  }

  /** One variant's bytes; null where there is none of this name. */
  async find(id: string, file: string): Promise<(Variant & { open(): Promise<Readable> }) | null> {
    const row = isId('im', id) ? await store.findImage(this.#o.storage.read, id) : null;
    const variants = row ? readVariants(row) : [];
    const at = variants.findIndex((one) => one.file === file);
    const variant = variants[at];
    if (!row || !variant) return null;
    return { ...variant, open: () => this.#o.files.read(objectName(row.object, at)) };
  }

  countUsed(site: SiteId): Promise<number> {
    return store.countUsed(this.#o.storage.read, site);
  }

  /** What is exported of an image: the largest in its own form; null where the site has none of this id. */
  async findKept(site: SiteId, id: ImageId): Promise<{ ending: string; open(): Promise<Readable> } | null> {
    const [row] = await store.findImages(this.#o.storage.read, site, [id]);
    const variants = row ? readVariants(row) : [];
    const last = variants.at(-1);
    if (!row || !last) return null;
    const open = () => this.#o.files.read(objectName(row.object, variants.length - 1));
    return { ending: last.file.split('.').at(-1) ?? '', open };
  }

  /** [HC23] Deletes what is not used, and objects that no row names; called often. */
  async sweep(): Promise<void> {
    const { storage, clock, files } = this.#o;
    const now = clock.now();
    if (now - this.#sweptAt < sweepMs) return;
    this.#sweptAt = now;
    const beforeMs = now - unusedMs;
    for (const row of await storage.execute(commands.deleteUnused, { beforeMs, limit: atOnce }))
      await files.remove(readVariants(row).map((_, at) => objectName(row.object, at)));
    if (now - this.#searchedAt < searchMs) return;
    this.#searchedAt = now;
    await this.#search(beforeMs);
  }

  /** A process that was killed between writing an object and naming it left it behind. */
  async #search(beforeMs: number): Promise<void> {
    const { storage, files } = this.#o;
    const removeUnknown = async (names: readonly string[]) => {
      const known = await store.findKnownObjects(storage.read, [...new Set(names.map(beginOf))]);
      await files.remove(names.filter((name) => !known.has(beginOf(name))));
    };
    let names: string[] = [];
    for await (const name of files.list(beforeMs)) {
      names.push(name);
      if (names.length < atOnce) continue;
      await removeUnknown(names);
      names = [];
    }
    await removeUnknown(names);
  }
}

function objectName(object: string, at: number): string {
  return `${object}${String(at).padStart(2, '0')}`;
}

function beginOf(name: string): string {
  return name.slice(0, -2);
}

function sizeOf(variants: readonly Variant[]): { width: number; height: number } {
  const { width = 0, height = 0 } = variants.at(-1) ?? {};
  return { width, height };
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('base64url');
}
