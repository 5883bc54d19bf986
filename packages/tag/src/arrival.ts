import type { HandoffCode } from '@porchlight/protocol';

/** The parameter that carries a hand-off's code from one domain of a site to the next. */
export const handoffParameter = 'pl_xd';

/**
 * [XD3] The address without its hand-off codes, and the first well-formed one. Codes are looked for in the query alone;
 * the rest of the address stays as it is written.
 */
export function splitHandoff(href: string, search: string): { href: string; code: HandoffCode | null } {
  let code: HandoffCode | null = null;
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => {
      const [name, value = ''] = part.split('=');
      const isOurs = name === handoffParameter;
      if (isOurs && /^ho_[\w-]{22}$/.test(value)) code ??= value as HandoffCode;
      return !isOurs;
    })
    .join('&');
  return { href: href.replace(search, () => kept && `?${kept}`), code };
}
