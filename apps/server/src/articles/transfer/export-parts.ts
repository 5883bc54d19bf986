import { type ExportLine, limits, type SiteId, type TransferProblem } from '@porchlight/protocol';
import type { FastifyBaseLogger } from 'fastify';
import type { ArticleImages } from '../../article-images/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { exportFolder } from './export.ts';
import { writeZip } from './zip.ts';

type Options = { db: Db; images: ArticleImages; site: SiteId; madeAt: Date; log: Pick<FastifyBaseLogger, 'error'> };

/** Lines would be most of what is sent if each scrap of an archive had one. */
const partBytes = 65_536;
const tellMs = 100;

/**
 * [HC24] An export as it goes on: parts of the archive, and between them how far it is, ten times a second at most. Where
 * nobody listens any more, nothing more is read.
 */
export async function* partsOfExport({ db, images, site, madeAt, log }: Options): AsyncGenerator<Buffer> {
  const far = { done: 0, total: 0 };
  const problems: TransferProblem[] = [];
  let waiting: Buffer[] = [];
  let bytes = 0;
  const flush = () => {
    const part = Buffer.concat([line({ bytes }), ...waiting]);
    waiting = [];
    bytes = 0;
    return part;
  };
  try {
    const zip = await writeZip(exportFolder({ db, images, site, problems, far }), madeAt);
    let toldAt = Number.NEGATIVE_INFINITY;
    for await (const part of zip as AsyncIterable<Buffer>) {
      waiting.push(part);
      bytes += part.length;
      const isDue = performance.now() - toldAt >= tellMs;
      if (!isDue && bytes < partBytes) continue;
      yield flush();
      if (!isDue) continue;
      toldAt = performance.now();
      yield line(far);
    }
    if (bytes > 0) yield flush();
    yield line({
      report: {
        files: far.done,
        problems: problems.slice(0, limits.transferProblems),
        moreProblems: Math.max(0, problems.length - limits.transferProblems),
      },
    });
  } catch (error) {
    log.error({ err: error }, 'an export of articles failed');
    yield line({ error: { code: 'internal', message: 'The export failed half-way. Try again.' } });
  }
}

function line(value: ExportLine): Buffer {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
