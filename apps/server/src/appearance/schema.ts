import { cleanLine, colourSchemes, helpLanguages, limits } from '@porchlight/protocol';
import { z } from 'zod';

export const scheme = z.enum(colourSchemes);

const colour = z
  .string()
  .regex(/^#[0-9a-fA-F]{6}$/, 'Write a colour like #1f6f5c.')
  .transform((text) => text.toLowerCase())
  .nullable();
const colours = z.strictObject({ accent: colour, page: colour });

const label = z.string().transform((text) => cleanLine(text, limits.linkLabelChars));

/** [HC21] Addresses that a link may lead to: nothing that runs, nothing that another site's name could hide in. */
const url = z
  .string()
  .trim()
  .max(limits.linkUrlChars)
  .refine(isLinkUrl, 'An address like https://shop.example/returns, or a path like /en.');

function isLinkUrl(text: string): boolean {
  if (/[\s\\\p{Cc}]/u.test(text)) return false;
  if (text.startsWith('/')) return !text.startsWith('//');
  if (/^(mailto|tel):[^:]+$/i.test(text)) return true;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}

const link = z.strictObject({
  url,
  labels: z
    .partialRecord(z.enum(helpLanguages), label)
    .transform((all) => Object.fromEntries(Object.entries(all).filter(([, text]) => text !== '')))
    .refine((all) => Object.keys(all).length > 0, 'Name the link in one language at least.'),
});

export const appearanceRequest = z.strictObject({
  colours: z.strictObject({ light: colours, dark: colours }),
  header: z.array(link).max(limits.headerLinks),
  footer: z.array(link).max(limits.footerLinks),
});
