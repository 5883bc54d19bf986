import { isId, limits } from '@porchlight/protocol';
import type { Uploads } from '../files/index.ts';
import type { FormView } from './controls.ts';
import type { FormBody, FormUploader } from './form-body.ts';
import { type Asked, textOf } from './form-scope.ts';

/**
 * [HC15] Files that came with this form, or with it before it was given back and are still wanted; what is not of this
 * uploader is passed over. At most twice as many as a message takes are looked at.
 */
export async function findKept(
  uploads: Uploads,
  by: FormUploader | null,
  body: FormBody,
): Promise<{ field: string; name: string; id: `fi_${string}` }[]> {
  const found = body.files.flatMap(({ field, name, upload }) => (upload ? [{ field, name, id: upload.upload }] : []));
  const kept: typeof found = [];
  for (const pair of body.all('kept').slice(0, 2 * limits.filesPerMessage)) {
    const [field = '', id = ''] = pair.split(':');
    if (!by || !isId('fi', id) || [...kept, ...found].some((one) => one.id === id)) continue;
    const upload = await uploads.find(by.uploader, id).catch(() => null);
    if (upload?.file) kept.push({ field, id, name: upload.file.name });
  }
  return [...kept, ...found];
}

/** What is wrong with files that were refused, at their field. */
export function fileProblems({ t }: Pick<Asked, 't'>, body: FormBody): FormView['problems'] {
  return body.files.flatMap(({ field, name, refusal }) =>
    refusal ? [{ field, text: t.fileRefused(name.slice(0, 100), textOf(refusal, t)) }] : [],
  );
}
