/** The parameter that carries a hand-off's code from one domain of a site to the next. */
export const handoffParameter = 'pl_xd';

/**
 * [XD3] An address without its hand-off codes, and the last of them, cut to a code's length: the service knows which
 * are well-formed. The rest of the address stays as it is written.
 */
export function splitHandoff(address: string): { href: string; code: string | null } {
  let code: string | null = null;
  const href = address.replace(/([?&])(?:pl_xd=([^&#]*)(&|(?=#|$)))+/g, (_, before, value, after) => {
    code = value.slice(0, 25);
    return after && before;
  });
  return { href, code };
}
