import { articleVisibilities, helpLanguages, limits } from '@porchlight/protocol';
import { z } from 'zod';
import * as fields from '../schema.ts';
import { parseYaml, writeYaml } from './yaml.ts';

/** One text of an article in one language and state, as a file says it. Times are ISO 8601. */
export type TextFile = {
  front: FrontMatter;
  markdown: string;
  /** Fields that mean nothing here. */
  unknown: string[];
};

const instant = z.union([z.string(), z.date()]).transform((value, context) => {
  const ms = value instanceof Date ? value.getTime() : Date.parse(value);
  if (Number.isFinite(ms) && ms >= 0 && ms < 8.64e15) return ms;
  context.addIssue({ code: 'custom', message: 'A time is written as 2027-01-31T08:00:00Z.' });
  return z.NEVER;
});

const frontMatter = z.object({
  title: fields.title,
  language: z.enum(helpLanguages).optional(),
  slug: fields.slug.optional(),
  summary: fields.summary.optional(),
  /** Files with the same word are one article in several languages. */
  article: z
    .union([z.string().min(1).max(100), z.number()])
    .transform(String)
    .optional(),
  /** A slug of the topic in any language. */
  category: z.string().min(1).max(200).optional(),
  visibility: z.enum(articleVisibilities).optional(),
  /** Names of the groups that it is for, where that is its visibility. */
  groups: z.array(z.string().min(1).max(limits.groupNameChars)).max(limits.groupsPerSite).optional(),
  position: fields.position.optional(),
  state: z.enum(['published', 'scheduled', 'draft']).optional(),
  publishAt: instant.optional(),
  formerSlugs: z.array(fields.slug).max(500).optional(),
});
export type FrontMatter = z.output<typeof frontMatter>;

const known = new Set(Object.keys(frontMatter.shape));
const mostFrontChars = 65_536;

/** [HC24] Reads a file of Markdown with front matter; answers with words where it is none. */
export async function parseTextFile(text: string): Promise<TextFile | string> {
  const whole = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  if (!whole.startsWith('---\n')) return 'It begins with no “---”.';
  const end = whole.slice(3).search(/\n---[ \t]*(\n|$)/);
  if (end < 0 || end > mostFrontChars) return 'Nothing ends it: after “---” and its fields comes “---” again.';
  const yaml = await parseYaml(whole.slice(4, end + 4));
  if (typeof yaml === 'string') return yaml;
  const read = frontMatter.safeParse(yaml.value);
  if (!read.success) return read.error.issues.map((one) => `${one.path.join('.')}: ${one.message}`).join(' ');
  const after = whole.slice(end + 4).replace(/^---[ \t]*(\n|$)/, '');
  return {
    front: read.data,
    // One line between, and one at the end, belong to the file.
    markdown: fields.markdown.parse(after.replace(/^\n/, '').replace(/\n$/, '')),
    unknown: Object.keys(yaml.value as object).filter((key) => !known.has(key)),
  };
}

/** The reverse of `parseTextFile`. */
export async function formatTextFile(front: object, markdown: string): Promise<string> {
  return `---\n${await writeYaml(front)}---\n\n${markdown}\n`;
}
