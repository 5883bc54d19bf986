import { createHmac, hkdfSync } from 'node:crypto';

/** A secret for one purpose, derived from the installation's: what is made for one is worth nothing for another. */
export function deriveSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', `porchlight/${purpose}`, 32)).toString('base64url');
}

/** 256 bits that belong to `text`, the same each time; base64url. */
export function deriveToken(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** Read aloud or typed without doubt: no I, L, O, U, 0 or 1. */
const codeLetters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLength = 12;

/** 12 letters and digits (58 bits) that belong to `text`, the same each time. */
export function deriveCode(secret: string, text: string): string {
  const bytes = createHmac('sha256', secret).update(text).digest();
  let number = BigInt(`0x${bytes.toString('hex')}`);
  let code = '';
  const base = BigInt(codeLetters.length);
  while (code.length < codeLength) {
    code += codeLetters[Number(number % base)];
    number /= base;
  }
  return code;
}

/** A code as somebody typed it: in any case, with blanks and dashes anywhere; null for what is none. */
export function readCode(typed: string): string | null {
  const code = typed.toUpperCase().replace(/[\s\p{Pd}]/gu, '');
  return code.length === codeLength && [...code].every((letter) => codeLetters.includes(letter)) ? code : null;
}

/** A code in groups of four, as mails show it. */
export function groupCode(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join('-');
}
