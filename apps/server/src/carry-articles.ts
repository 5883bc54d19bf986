import type { ImportReport, SiteId, TransferProblem } from '@porchlight/protocol';
import { openArticleImages } from './article-images/feature.ts';
import { Articles, exportFolder, importFolder, readDiskFolder, writeDiskFolder } from './articles/index.ts';
import { bySystem } from './audit/index.ts';
import type { Config } from './config/index.ts';
import { PageImages } from './files/page-images.ts';
import { realClock } from './platform/clock/index.ts';
import { appError } from './platform/errors/index.ts';
import { openDatabase } from './porchlight.ts';
import { Sites } from './sites/index.ts';

type Carried = {
  config: Config;
  /** A folder of this machine, with its whole path. */
  folder: string;
  /** Null for the oldest site. */
  site: string | null;
};

/** [HC24] Writes a site's help center into a folder that is new or empty. Throws `site_not_found`, `import_unreadable`. */
export function exportArticles({ config, folder, site }: Carried): Promise<{
  files: number;
  problems: TransferProblem[];
}> {
  return withAll(config, site, async ({ storage, images, id }) => {
    const problems: TransferProblem[] = [];
    const files = await writeDiskFolder(folder, exportFolder({ db: storage.read, images, site: id, problems }));
    return { files, problems };
  });
}

/** [HC24] Takes a folder into a site's help center. Throws `site_not_found`, `import_unreadable`, `import_too_large`. */
export function importArticles(
  { config, folder, site }: Carried,
  onProgress: (done: number, total: number) => void,
): Promise<ImportReport> {
  return withAll(config, site, async ({ storage, images, id, articles }) => {
    const found = await readDiskFolder(folder);
    const steps = importFolder({ storage, articles, images, site: id, folder: found, by: bySystem });
    for (;;) {
      const step = await steps.next();
      if (step.done) return step.value;
      onProgress(step.value.done, step.value.total);
    }
  });
}

async function withAll<T>(
  config: Config,
  wanted: string | null,
  work: (all: {
    storage: Awaited<ReturnType<typeof openDatabase>>;
    images: ReturnType<typeof openArticleImages>;
    articles: Articles;
    id: SiteId;
  }) => Promise<T>,
): Promise<T> {
  const clock = realClock;
  const storage = await openDatabase(config, clock);
  const reader = new PageImages();
  try {
    const sites = new Sites(storage, clock, config.origins.help);
    await sites.load();
    const site = wanted === null ? sites.readAll()[0] : sites.findSite(wanted);
    if (!site) {
      const known = sites.readAll().map(({ id, name }) => `${id} (${name})`);
      throw appError('site_not_found', `There is no such site. There are: ${known.join(', ') || 'none'}.`);
    }
    const images = openArticleImages({
      storage,
      clock,
      dataDir: config.dataDir,
      readSizes: (content) => reader.read(content),
    });
    return await work({ storage, images, articles: new Articles(storage, clock), id: site.id });
  } finally {
    reader.close();
    await storage.close();
  }
}
