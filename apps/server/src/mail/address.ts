import { domainToASCII } from 'node:url';

/** Longest address that SMTP carries [RFC 5321 section 4.5.3.1.3], in bytes. */
export const addressBytes = 254;
const localBytes = 64;

/** Letters, digits and signs that may stand bare, by dots; beyond ASCII only letters and the like. */
const bareLocal = /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
/** Between quotes all that is visible, spaces, and `\` before a quote or itself. */
const quotedLocal = /^"(?:[^\p{C}\p{Zl}\p{Zp}"\\]|\\["\\])*"$/u;
const domainPattern = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/;

/**
 * An address as mail is sent to it: its domain as ASCII (IDNA), its local part as typed. Null for all that is no single
 * address: no name around it, no list, no line break, no control, no address literal, nothing longer than SMTP carries.
 */
export function readAddress(text: string): string | null {
  const typed = text.trim().normalize('NFC');
  if (typed.length > addressBytes || !typed.isWellFormed()) return null;
  const at = typed.lastIndexOf('@');
  const local = typed.slice(0, Math.max(0, at));
  if (Buffer.byteLength(local) > localBytes || !(bareLocal.test(local) || quotedLocal.test(local))) return null;
  const typedDomain = typed.slice(at + 1);
  // What the URL parser would strip or read as something else is no domain.
  if (!/^[\p{L}\p{M}\p{N}.-]+$/u.test(typedDomain)) return null;
  const domain = domainToASCII(typedDomain);
  if (!domainPattern.test(domain) || /^[\d.]+$/.test(domain)) return null;
  const address = `${local}@${domain}`;
  return Buffer.byteLength(address) > addressBytes ? null : address;
}
