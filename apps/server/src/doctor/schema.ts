import { z } from 'zod';

/** Read before anything else of a request, so that whoever has no code learns nothing of the rest. */
export const withCode = z.object({ code: z.string().regex(/^[\w-]{43}$/) });

const trial = z.string().regex(/^\d{1,20}$/, 'Send a random number of at most 20 digits.');

export const doctorStep = z.discriminatedUnion('step', [
  z.object({ v: z.literal(1), step: z.literal('look') }),
  z.object({ v: z.literal(1), step: z.literal('try'), trial }),
  z.object({ v: z.literal(1), step: z.literal('read'), trial }),
]);

export type DoctorStep = z.output<typeof doctorStep>;
