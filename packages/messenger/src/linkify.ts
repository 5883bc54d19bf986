export type TextPart = { kind: 'text'; text: string } | { kind: 'link'; text: string; href: string };

const address = /https?:\/\/[^\s<>"'`\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gi;

/**
 * Splits what somebody wrote into text and http(s) links. Nothing else ever becomes a link, and a link's text is
 * the address itself, so that it cannot pose as another one: direction overrides end it.
 */
export function linkify(text: string): TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const shown = trimAddress(match[0]);
    if (!URL.canParse(shown)) continue;
    const url = new URL(shown);
    // A name and password before the host is how one address poses as another.
    if (url.username !== '' || url.password !== '' || url.hostname === '') continue;
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    parts.push({ kind: 'link', text: shown, href: url.href });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}

const openers: Record<string, string> = { ')': '(', ']': '[', '}': '{' };

/** Takes off what ends the sentence rather than the address: marks, and brackets that were opened before it. */
function trimAddress(found: string): string {
  // Counted once: a text may be eight thousand brackets.
  const surplus = new Map<string, number>();
  for (const sign of found) {
    for (const [closer, opener] of Object.entries(openers)) {
      if (sign === closer || sign === opener)
        surplus.set(closer, (surplus.get(closer) ?? 0) + (sign === closer ? 1 : -1));
    }
  }
  let end = found.length;
  for (; end > 0; end--) {
    const last = found[end - 1] as string;
    const unopened = surplus.get(last) ?? 0;
    if (unopened > 0) surplus.set(last, unopened - 1);
    else if (!/[.,;:!?*_~…。，、]/u.test(last)) break;
  }
  return found.slice(0, end);
}
