import type { CommentSuspicion } from '@porchlight/protocol';

/** What is known of a comment when it is checked. `filledMs`: how long its form was open. */
export type Checked = { text: string; name: string; trap: string; filledMs: number; linksAtMost: number };

/** `hold`: a member looks at it first, whatever the policy. */
export type Verdict = 'fine' | 'hold' | 'spam';
export type Finding = { verdict: Verdict; suspicions: CommentSuspicion[] };

/** Nobody reads, thinks and types in less. */
export const fastMs = 3_000;

/** Addresses, and what looks like one: a name with a known ending. */
const link = /https?:\/\/|\bwww\.|\b[\p{L}\p{N}-]+\.(?:com|net|org|info|biz|ru|cn|top|xyz|shop|site|online|io)\b/giu;

export function countLinks(text: string): number {
  // Of `https://www.shop.com` the first sign is enough.
  return (text.replace(/(?:https?:\/\/|www\.)\S+/giu, 'http://').match(link) ?? []).length;
}

/** [HC11] The checks of our own: a field that people do not see, the time that it took, and links. */
export function checkComment({ text, name, trap, filledMs, linksAtMost }: Checked): Finding {
  const links = countLinks(text);
  const suspicions: CommentSuspicion[] = [
    ...(trap === '' ? [] : ['trap' as const]),
    ...(filledMs < fastMs ? ['fast' as const] : []),
    ...(links > linksAtMost || countLinks(name) > 0 ? ['links' as const] : []),
  ];
  const isSpam = trap !== '' || links > Math.max(8, linksAtMost * 4);
  return { verdict: isSpam ? 'spam' : suspicions.length > 0 ? 'hold' : 'fine', suspicions };
}
