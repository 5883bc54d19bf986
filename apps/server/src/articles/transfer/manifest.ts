import { helpLanguages } from '@porchlight/protocol';
import { z } from 'zod';
import * as fields from '../schema.ts';
import { parseYaml, writeYaml } from './yaml.ts';

const texts = z
  .partialRecord(
    z.enum(helpLanguages),
    z.object({ title: fields.title, slug: fields.slug.optional(), description: fields.summary.optional() }),
  )
  .refine((all) => Object.keys(all).length > 0, 'Give it a title in one language at least.');
const formerSlugs = z.array(fields.slug).max(500).optional();
const leaf = z.object({ texts, formerSlugs });

const manifest = z.object({
  format: z.literal('porchlight-help-center'),
  version: z.literal(1),
  languages: z.array(z.enum(helpLanguages)).max(helpLanguages.length).optional(),
  defaultLanguage: z.enum(helpLanguages).optional(),
  /** In their order; two levels. */
  categories: z
    .array(leaf.extend({ categories: z.array(leaf).max(500).optional() }))
    .max(500)
    .optional(),
});
export type Manifest = z.output<typeof manifest>;
export type ManifestCategory = z.output<typeof leaf> & { categories?: z.output<typeof leaf>[] | undefined };

/** [HC24] Reads `porchlight.yaml`; answers with words where it is none. */
export async function parseManifest(text: string): Promise<Manifest | string> {
  const yaml = await parseYaml(text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'));
  if (typeof yaml === 'string') return yaml;
  const read = manifest.safeParse(yaml.value);
  return read.success
    ? read.data
    : read.error.issues
        .map((one) => `${one.path.join('.')}: ${one.message}`)
        .slice(0, 5)
        .join(' ');
}

export async function formatManifest(given: Manifest): Promise<string> {
  return writeYaml(given);
}
