import type { DeviceContinuationAnswer, ErrorCode, HelpLanguage } from '@porchlight/protocol';
import { RequestFailed } from '../api.ts';
import type { Messenger } from '../state/messenger.ts';
import type { Slot } from '../state/slot.ts';

/** Why a code was not sent, or opened nothing; `no-answer`: the same may be tried again. */
export type Problem = ErrorCode | 'no-answer';

/** [CNV9] Has a code sent to an address; answers why it was not, null where it was. */
export async function askForCode(
  { api, grants }: Messenger['device'],
  slot: Slot,
  asked: { email: string; language: HelpLanguage },
): Promise<Problem | null> {
  try {
    const id = slot.view.value?.id;
    if (!id) return 'no-answer';
    await grants.withToken(slot.key, (token) => api.post(`/conversations/${id}/device-codes`, token, asked));
    return null;
  } catch (error) {
    return problemOf(error);
  }
}

/** The code that had no answer yet, with its key. */
let tried: { code: string; key: string } | null = null;

/**
 * [CNV9] Goes on with a conversation of another device, by the code from its mail; after a lost answer the same key asks
 * again. Answers why it could not be, null where it could.
 */
export async function continueByCode(
  { api, keyring, environment, identity, take }: Messenger['device'],
  code: string,
): Promise<Problem | null> {
  tried = tried?.code === code && keyring.find(tried.key) ? tried : { code, key: keyring.add(environment.now()).key };
  const { key } = tried;
  const { visitor, visit } = identity.read();
  try {
    const body = { code, visitor, visit };
    const answer = await api.post<DeviceContinuationAnswer>('/device-continuations', key, body);
    tried = null;
    // Cleared by a logout meanwhile.
    if (keyring.find(key)) take(key, answer);
    return null;
  } catch (error) {
    const problem = problemOf(error);
    if (problem !== 'no-answer') {
      keyring.remove([key]);
      tried = null;
    }
    return problem;
  }
}

function problemOf(error: unknown): Problem {
  if (error instanceof RequestFailed) return error.code ?? 'no-answer';
  throw error;
}
