import type { ArticleId, CommentSuspicion, HelpLanguage, SiteId } from '@porchlight/protocol';
import { z } from 'zod';
import type { OutboundFetch } from '../platform/outbound/fetch.ts';
import type { Finding, Verdict } from './checks.ts';

/** What a checker outside is told: what will be public anyhow, and what our own checks found. */
export type ForChecker = {
  site: SiteId;
  article: ArticleId;
  language: HelpLanguage;
  author: { kind: 'guest' | 'user'; name: string };
  text: string;
  isEdit: boolean;
  suspicions: readonly CommentSuspicion[];
};

/** Asked about each comment after our own checks; throws where it has no answer. */
export type CommentChecker = (comment: ForChecker) => Promise<Verdict>;

export const checkerMs = 3_000;
const answer = z.object({ verdict: z.enum(['fine', 'hold', 'spam']) });

/** [HC11] A checker at an address that the operator names; see docs/comment-checker.md. */
export function createChecker(url: string, send: OutboundFetch): CommentChecker {
  return async (comment) => {
    const response = await send(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(comment),
    });
    if (response.status !== 200) throw new Error(`The checker of comments answered ${response.status}.`);
    return answer.parse(await response.json()).verdict;
  };
}

const severity: readonly Verdict[] = ['fine', 'hold', 'spam'];

/**
 * [HC11] Our own finding and the checker's together: it makes a verdict worse, never better, and where it is silent the
 * comment waits. What is spam already is not sent.
 */
export async function askChecker(
  checker: CommentChecker | null,
  own: Finding,
  comment: Omit<ForChecker, 'suspicions'>,
  onError: (error: unknown) => void,
): Promise<Finding> {
  if (!checker || own.verdict === 'spam') return own;
  const add = (verdict: Verdict, suspicion: CommentSuspicion): Finding => ({
    verdict: severity.indexOf(verdict) > severity.indexOf(own.verdict) ? verdict : own.verdict,
    suspicions: [...own.suspicions, suspicion],
  });
  try {
    const verdict = await checker({ ...comment, suspicions: own.suspicions });
    return verdict === 'fine' ? own : add(verdict, 'checker');
  } catch (error) {
    onError(error);
    return add('hold', 'checker-silent');
  }
}
