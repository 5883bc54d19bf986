import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { limits, type UploadState } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Uploads } from '../files/index.ts';
import { AppError, appError } from '../platform/errors/index.ts';

/** Bytes of one text field, how many there are, and of a whole form with its files. */
const fieldBytes = 65_536;
const fieldsAtMost = 80;
const formBytes = limits.filesPerMessage * limits.fileBytes + 1_048_576;

/** A file that a form brought, under the name of its field; null where it was refused. */
export type FormFile = { field: string; name: string; upload: UploadState | null; refusal: AppError | null };
export type FormBody = { fields: Record<string, string>; all(name: string): string[]; files: FormFile[] };

/** Whose files these are, and what names them: the same form again finds them. */
export type FormUploader = { uploader: Parameters<Uploads['takeWhole']>[0]; prefix: string };

type Options = {
  uploads: Uploads;
  /** Asked once, before the first file, with the fields before it; null: files are passed over unread. */
  uploaderOf(fields: Record<string, string>): Promise<FormUploader | null>;
};

/**
 * [HC15] Reads a form, as browsers send it with files and without. Texts stand before files in our forms, so that a file
 * is taken only for a form that is good. Throws `body_too_large`, `malformed_request`.
 */
export async function readForm(request: FastifyRequest, reply: FastifyReply, options: Options): Promise<FormBody> {
  const { body } = request;
  if (!(body instanceof Readable)) return bodyOf(body instanceof URLSearchParams ? [...body] : [], []);
  if (Number(request.headers['content-length'] ?? 0) > formBytes) {
    // What is still on its way would be read to no end.
    reply.header('connection', 'close');
    throw tooLarge();
  }
  const pairs: [string, string][] = [];
  const files: FormFile[] = [];
  // Loaded with the first form that brings files.
  const { Busboy } = await import('@fastify/busboy');
  const isTooMuch = { value: false };
  let uploader: Promise<FormUploader | null> | null = null;
  let work: Promise<void> = Promise.resolve();

  async function take(field: string, stream: Readable, name: string): Promise<void> {
    try {
      uploader ??= options.uploaderOf(bodyOf(pairs, []).fields);
      const by = await uploader;
      if (!by) return;
      const { prefix } = by;
      const clientId = `${prefix}-${files.length}`;
      const bytes = stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      const upload = await options.uploads.takeWhole(by.uploader, { clientId, name }, bytes);
      files.push({ field, name: upload.file?.name ?? name, upload, refusal: null });
    } catch (error) {
      if (!(error instanceof AppError) || error.kind === 'internal') throw error;
      files.push({ field, name, upload: null, refusal: error });
    } finally {
      stream.resume();
    }
  }

  const { 'content-type': type = '' } = request.headers;
  const parser = openParser(() => {
    const made = new Busboy({
      headers: { 'content-type': type },
      limits: {
        fieldNameSize: 100,
        fieldSize: fieldBytes,
        fields: fieldsAtMost,
        // A file that is larger is refused by its own limit, which is below.
        fileSize: limits.fileBytes + 1,
        files: limits.filesPerMessage + 1,
      },
    });
    made.on('field', (name, value) => pairs.push([name, value]));
    made.on('file', (field, stream, name) => {
      // A field in which nothing was chosen comes without a name.
      if (!name) stream.resume();
      else {
        work = work.then(() => take(field, stream, name));
        work.catch(() => stream.resume());
      }
    });
    for (const limit of ['fieldsLimit', 'partsLimit', 'filesLimit'] as const)
      made.on(limit, () => {
        isTooMuch.value = true;
      });
    return made;
  });
  await pipeline(body, parser).catch(() => {
    throw malformed();
  });
  await work;
  if (isTooMuch.value) throw tooLarge();
  return bodyOf(pairs, files);
}

function openParser<T>(make: () => T): T {
  try {
    return make();
  } catch {
    throw malformed();
  }
}

function bodyOf(pairs: readonly (readonly [string, string])[], files: FormFile[]): FormBody {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) fields[name] ??= value;
  return {
    fields: { ...fields },
    all: (name) => pairs.flatMap(([one, value]) => (one === name ? [value] : [])),
    files,
  };
}

const tooLarge = () => appError('body_too_large', 'This form brings more than it may. Send less at once.');
const malformed = () => appError('malformed_request', 'This form did not arrive whole. Send it again.');
