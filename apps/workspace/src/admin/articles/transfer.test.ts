import type { ExportLine } from '@porchlight/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readExport, type TransferFar } from './transfer.ts';

type Part = Exclude<ExportLine, { bytes: number }> | Uint8Array;

function sentOf(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const line = (value: ExportLine) => Buffer.from(`${JSON.stringify(value)}\n`);
  const all = parts.flatMap((one) => (one instanceof Uint8Array ? [line({ bytes: one.length }), one] : [line(one)]));
  return new Uint8Array(Buffer.concat(all));
}

/** Sends it in pieces of these lengths, over and over. */
function inPieces(sent: Uint8Array<ArrayBuffer>, lengths: readonly number[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(out) {
      for (let at = 0, turn = 0; at < sent.length; turn += 1) {
        const length = lengths[turn % lengths.length] ?? 1;
        out.enqueue(sent.slice(at, at + length));
        at += length;
      }
      out.close();
    },
  });
}

const report = { report: { files: 2, problems: [], moreProblems: 0 } };

describe('an export that is read', () => {
  it('[HC24] is the archive, however it comes, with how far it was told to be', async () => {
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => new Uint8Array(bytes)),
      fc.record({ done: fc.nat(99), total: fc.nat(99) }),
    );
    const lengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(fc.array(part), lengths, async (parts, pieces) => {
        const seen: TransferFar[] = [];
        const read = await readExport(inPieces(sentOf([...parts, report]), pieces), (far) => void seen.push(far));
        const bytes = parts.filter((one) => one instanceof Uint8Array);
        expect(Buffer.from(await read.archive.arrayBuffer())).toEqual(Buffer.concat(bytes));
        expect(read.report).toEqual(report.report);
        expect(seen.map(({ done, total }) => ({ done, total }))).toEqual(
          parts.filter((one) => !(one instanceof Uint8Array)),
        );
      }),
    );
  });

  it('[HC24] is nothing where it breaks off, at whatever byte', async () => {
    const sent = sentOf([{ done: 1, total: 2 }, new Uint8Array([1, 10, 2]), { done: 2, total: 2 }, report]);
    for (let length = 0; length < sent.length; length += 1)
      await expect(readExport(inPieces(sent.slice(0, length), [7]), () => undefined)).rejects.toMatchObject({
        name: 'TransferError',
        how: 'broke-off',
      });
  });

  it('[HC24] is nothing where the server fails half-way', async () => {
    const failed: ExportLine = { error: { code: 'internal', message: 'x' } };
    await expect(
      readExport(inPieces(sentOf([new Uint8Array([1]), failed]), [3]), () => undefined),
    ).rejects.toMatchObject({ how: 'failed' });
  });
});
