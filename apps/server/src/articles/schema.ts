import { articleVisibilities, helpLanguages, limits } from '@porchlight/protocol';
import { z } from 'zod';
import { isSlug } from './slugs.ts';

export const language = z.enum(helpLanguages);
export const visibility = z.enum(articleVisibilities);
const groupId = z.templateLiteral(['gr_', z.string().regex(/^[A-Za-z0-9_-]{8,43}$/)]);
const categoryId = z.templateLiteral(['ct_', z.string().regex(/^[A-Za-z0-9_-]{8,43}$/)]);
/** Without what no text holds and PostgreSQL keeps none of. */
const line = z.string().transform((text) => text.replace(/\p{Cc}+/gu, ' ').trim());
export const title = line.pipe(z.string().min(1, 'Give it a title.').max(limits.articleTitleChars));
export const summary = line.pipe(z.string().max(limits.articleSummaryChars));
// What is too long is refused by what renders it, with a code of its own.
export const markdown = z.string().transform((text) => text.replaceAll('\0', '').replace(/\r\n?/g, '\n'));
export const position = z.number().int().min(0).max(100_000);
export const slug = z
  .string()
  .max(limits.slugChars)
  .refine(isSlug, 'Small letters, digits and single hyphens between them: “first-steps”.');

export const helpSettings = z
  .strictObject({ languages: z.array(language).min(1).max(helpLanguages.length), defaultLanguage: language })
  .refine(({ languages }) => new Set(languages).size === languages.length, 'Name each language once.')
  .refine(
    ({ languages, defaultLanguage }) => languages.includes(defaultLanguage),
    'The default is one of the languages.',
  );

export const categoryRequest = z.strictObject({
  parent: categoryId.nullable().optional(),
  position: position.optional(),
  texts: z
    .partialRecord(
      language,
      z.strictObject({
        title,
        description: summary.optional(),
        slug: slug.optional(),
      }),
    )
    .optional(),
});
export type CategoryInput = z.output<typeof categoryRequest>;

export const articleRequest = z.strictObject({
  category: categoryId.optional(),
  visibility: visibility.optional(),
  groups: z.array(groupId).max(limits.groupsPerSite).optional(),
  position: position.optional(),
});
export type ArticleInput = z.output<typeof articleRequest>;

const articleId = z.templateLiteral(['ar_', z.string().regex(/^[A-Za-z0-9_-]{8,43}$/)]);
export const moveRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('article'), id: articleId, into: categoryId, before: articleId.nullable() }),
  z.strictObject({
    kind: z.literal('category'),
    id: categoryId,
    into: categoryId.nullable(),
    before: categoryId.nullable(),
  }),
]);

export const saveTextRequest = z.strictObject({
  title,
  summary,
  markdown,
  slug: slug.optional(),
  basedOn: z.number().int().min(0).max(1e9),
});
export type TextInput = z.output<typeof saveTextRequest>;

export const publishRequest = z.strictObject({
  revision: z.number().int().min(1).max(1e9),
  at: z.number().int().min(0).max(8.64e15).nullable(),
  tells: z.boolean().optional(),
});

export const previewRequest = z.strictObject({ markdown, language });

export const restoreRequest = z.strictObject({ basedOn: z.number().int().min(1).max(1e9) });
