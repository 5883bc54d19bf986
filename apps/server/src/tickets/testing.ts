import type { Portal } from '../accounts/users/testing.ts';
import type { Answer } from '../testing.ts';

export const question = {
  name: 'Ada',
  email: 'ada@example.org',
  subject: 'A lamp that flickers',
  message: 'It flickers in the evening. What can I do?',
};

/** Fills the contact form in and sends it; answers with the id of the conversation that came of it. */
export async function ask(
  guest: Portal,
  fields: Record<string, string> = {},
  files: Parameters<Portal['sendWithFiles']>[2] = [],
): Promise<`cv_${string}`> {
  await guest.open('contact?lang=en');
  const answer = await guest.sendWithFiles('contact?lang=en', { ...question, ...fields }, files);
  return ticketOf(answer);
}

/** The conversation that an answer's address names. */
export function ticketOf(answer: Answer): `cv_${string}` {
  const [, id] = /ticket=(cv_[\w-]+)/.exec(String(answer.headers.location ?? '')) ?? [];
  if (!id) throw new Error(`No receipt: ${answer.status} ${answer.body}`);
  return id as `cv_${string}`;
}
