import { cookieModes, type HandoffCode, isId, limits } from '@porchlight/protocol';
import { z } from 'zod';

const handoffCode = z
  .string()
  .regex(/^ho_[\w-]{22}$/)
  .transform((code) => code as HandoffCode);

const id = <P extends 'vi' | 'vs' | 'tb' | 'pv' | 'of'>(prefix: P) =>
  z.custom<`${P}_${string}`>((value) => isId(prefix, value), `Send an id that begins with ${prefix}_.`);

/** [VIS2] An id that is malformed counts as none: the browser gets a new one instead of an error. */
const heldId = <P extends 'vi' | 'vs'>(prefix: P) =>
  z.unknown().transform((value) => (isId(prefix, value) ? (value as `${P}_${string}`) : null));

/** How long texts of a page view may be, and how many sections there are. */
export const textLimits = {
  url: 8_192,
  title: 4_096,
  referrer: 8_192,
  language: 35,
  timeZone: 60,
  section: 120,
  sections: limits.sectionsPerPage,
} as const;
export const jars = ['third-party-cookie', 'partitioned-cookie', 'first-party-cookie', 'tab', 'page'] as const;
export const kinds = ['load', 'spa', 'restored', 'resumed'] as const;
export const classes = ['unpartitioned', 'partitioned', 'blocked'] as const;
export const maxScreen = 100_000;

/** Cut, not refused: a page that is looked at for longer than a day must still hear that its visit is over. */
export function cutMs(ms: number): number {
  return Math.round(Math.min(Math.max(ms, 0), 86_400_000));
}

const scalar = z.union([z.string().max(limits.attributeChars), z.number(), z.boolean(), z.null()]);
const attributes = z
  .record(z.string().max(80), scalar)
  .refine(
    (all) => Object.keys(all).length <= limits.attributesPerPage,
    `At most ${limits.attributesPerPage} attributes.`,
  );
const sections = z.array(z.string().max(textLimits.section)).max(textLimits.sections);
const visibleMs = z.number().transform(cutMs);
const jar = z.enum(jars);

const steps = z
  .array(
    z.object({
      from: jar,
      to: jar,
      reason: z.enum(['cookies-blocked', 'cookies-split', 'storage-blocked', 'insecure-page']),
    }),
  )
  .max(5);

export const pageView = z.object({
  v: z.literal(1),
  visitor: heldId('vi'),
  visit: heldId('vs'),
  jar,
  steps,
  session: z
    .object({ mode: z.enum(cookieModes), class: z.enum(classes).nullable() })
    .nullable()
    .default(null),
  others: z.array(id('vi')).max(5).default([]),
  handoff: handoffCode.nullable().catch(null),
  adopted: z
    .array(z.object({ name: z.string().max(80), value: z.string().max(400) }))
    .max(4)
    .default([]),
  tab: id('tb'),
  view: id('pv'),
  kind: z.enum(kinds),
  url: z.string().max(textLimits.url),
  title: z.string().max(textLimits.title),
  referrer: z.string().max(textLimits.referrer),
  language: z.string().max(textLimits.language),
  timeZone: z.string().max(textLimits.timeZone),
  screen: z.object({ width: z.number().min(0).max(maxScreen), height: z.number().min(0).max(maxScreen) }),
  sections,
  attributes,
  previous: z.object({ view: id('pv'), visibleMs }).nullable(),
  consent: z.enum(['granted', 'not-asked']),
});
export type PageView = z.output<typeof pageView>;

export const beat = z.object({
  v: z.literal(1),
  visitor: id('vi'),
  visit: id('vs'),
  tab: id('tb'),
  view: id('pv'),
  visibleMs,
  state: z.enum(['visible', 'hidden', 'left']),
});
export type Beat = z.output<typeof beat>;

export const tagEvents = z.object({
  v: z.literal(1),
  visitor: id('vi'),
  visit: id('vs'),
  view: id('pv'),
  events: z.array(z.object({ name: z.string().min(1).max(80), data: attributes })).max(20),
  sections: sections.nullable(),
  attributes: attributes.nullable(),
});
export type TagEvents = z.output<typeof tagEvents>;

export const offerOutcome = z.object({
  v: z.literal(1),
  visitor: id('vi'),
  visit: id('vs'),
  offer: id('of'),
  outcome: z.enum(['shown', 'accepted', 'declined']),
});

export const askedClass = z.object({ v: z.literal(1), visitor: id('vi'), visit: id('vs'), jar, steps });
export type AskedClass = z.output<typeof askedClass>;

export const forget = z.object({
  v: z.literal(1),
  why: z.enum(['mode', 'withdrawn', 'logout']),
  visitor: heldId('vi'),
  visit: heldId('vs'),
});
export type Forget = z.output<typeof forget>;

export const handoff = z.object({
  v: z.literal(1),
  code: handoffCode,
  visitor: id('vi'),
  visit: id('vs'),
  target: z.string().max(260),
  proof: z.string().max(2_000).nullable().default(null),
});

/** [MODE8] How many days the report goes back, today among them. */
export const identityQuery = z.object({ days: z.coerce.number().int().min(1).max(400).default(30) });
