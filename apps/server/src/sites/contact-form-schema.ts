import { cleanLine, contactFieldKinds, helpLanguages, limits } from '@porchlight/protocol';
import { z } from 'zod';

const { formLabelChars, formFields, formChoices } = limits;

const label = z
  .string()
  .max(formLabelChars, `Use at most ${formLabelChars} characters.`)
  .transform((typed) => cleanLine(typed, formLabelChars))
  .pipe(z.string().min(1, 'Write what is asked, or leave the language out.'));
const labels = z
  .partialRecord(z.enum(helpLanguages), label)
  .refine((all) => Object.keys(all).length > 0, 'Write it in at least one language.');
const id = z.string().regex(/^[a-z0-9]{1,20}$/, 'An id has 1 to 20 small letters and digits.');

const hasEachOnce = (all: readonly { id: string }[]) => new Set(all.map((one) => one.id)).size === all.length;

const choice = z.strictObject({ id, labels });
const field = z
  .strictObject({
    id,
    kind: z.enum(contactFieldKinds),
    isRequired: z.boolean(),
    labels,
    choices: z
      .array(choice)
      .max(formChoices, `At most ${formChoices} choices.`)
      .refine(hasEachOnce, 'Give each choice an id of its own.'),
  })
  .refine(
    ({ kind, choices }) => (kind === 'choice' ? choices.length >= 2 : choices.length === 0),
    'A choice has two answers or more, other fields have none.',
  );

/** [HC14] A site's contact form, as admins set it up. */
export const contactForm = z.strictObject({
  isOn: z.boolean(),
  fields: z
    .array(field)
    .max(formFields, `At most ${formFields} fields.`)
    .refine(hasEachOnce, 'Give each field an id of its own.'),
});
