import { type CookieHeader, entries, readCookie, setCookieHeader, setCookieHeaders } from '@porchlight/cookies';
import { type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** [LANG1] The language that was chosen in this browser; null where none was. */
export function readChosenLanguage(cookies: string | undefined, isHttps: boolean): HelpLanguage | null {
  const value = readCookie(cookies, entries.helpLanguage, { isHttps });
  return helpLanguages.find((one) => one === value) ?? null;
}

/** [LANG1] The cookie that remembers a choice. */
export function keepChosenLanguage(language: HelpLanguage, isHttps: boolean): CookieHeader {
  const life = entries.helpLanguage.modes['first-party'];
  return setCookieHeader(entries.helpLanguage, { isHttps, value: language, maxAgeS: life.maxAgeS });
}

/** Marks a link as a choice; the page takes the mark off again, so that it stands in no address that is passed on. */
export function asChoice(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}chosen`;
}

/** The path of an address without that mark; null where it has none. */
export function withoutChoice(address: string): string | null {
  const url = new URL(address, 'http://help.invalid');
  if (!url.searchParams.has('chosen')) return null;
  url.searchParams.delete('chosen');
  return `/${url.pathname.replace(/^\/+/, '')}${url.search}`;
}

/**
 * [LANG1] Where a language was chosen in the menu, keeps it and leads to the same page without the mark of the choice;
 * true where that was the answer.
 */
export function takeChoice(
  request: FastifyRequest,
  reply: FastifyReply,
  { language }: { language: HelpLanguage },
  isHttps: boolean,
): boolean {
  const plain = withoutChoice(request.url);
  if (plain === null) return false;
  reply.header('set-cookie', setCookieHeaders([keepChosenLanguage(language, isHttps)])).redirect(plain, 303);
  return true;
}
