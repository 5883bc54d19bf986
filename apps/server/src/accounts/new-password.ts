import { appError } from '../platform/errors/index.ts';
import { normalPassword, passwordLength } from './rules.ts';

/** How many of the list's passwords, the commonest first, are also refused with digits or signs around them. */
const decoratedAtMost = 20_000;

/** How many of them are also refused where two stand side by side: few lists have as many as long as ours must be. */
const joinedAtMost = 5_000;

/** [AUTH3] Words that who attacks this product tries first, besides what is known of the person. */
const contextWords = ['porchlight'];

let common: Promise<Map<string, number>> | null = null;

/** The list is large and rarely needed, so it is read at the first need. Place in the list by password. */
function readCommon(): Promise<Map<string, number>> {
  common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => {
    const list = dictionary['passwords-common'] as string[];
    return new Map(list.map((password, place) => [password, place]));
  });
  return common;
}

/**
 * [AUTH3] Checks a password that somebody wants to have: length, the list of common ones, and nothing about
 * its composition. `about` is what others know of the person (address, name). Throws `password_too_short`,
 * `password_too_common`, and `invalid_body` when it is too long.
 */
export async function checkNewPassword(password: string, about: readonly string[]): Promise<void> {
  const normal = normalPassword(password);
  const length = [...normal].length;
  if (length < passwordLength.min) {
    throw appError('password_too_short', `Use at least ${passwordLength.min} characters; a few words do well.`);
  }
  if (length > passwordLength.max) {
    throw appError('invalid_body', `Use at most ${passwordLength.max} characters.`);
  }
  if (
    isGuessable(normal.toLowerCase(), [...contextWords, ...about]) ||
    isCommon(normal.toLowerCase(), await readCommon())
  ) {
    throw appError('password_too_common', 'This password is among the first that are tried. Use another one.');
  }
}

function isCommon(password: string, list: Map<string, number>): boolean {
  if (list.has(password)) return true;
  const core = password.replace(/^[!-@[-`{-~]+|[!-@[-`{-~]+$/g, '');
  const place = core.length >= 4 ? list.get(core) : undefined;
  return (place !== undefined && place < decoratedAtMost) || isTwoCommon(core, list);
}

function isTwoCommon(text: string, list: Map<string, number>): boolean {
  const isAmong = (part: string) => (list.get(part) ?? joinedAtMost) < joinedAtMost;
  for (let cut = 4; cut <= text.length - 4; cut++)
    if (isAmong(text.slice(0, cut)) && isAmong(text.slice(cut))) return true;
  return false;
}

/** A short part over and over, a run of neighbours (`abcdefghijkl`), or little more than what is known of the person. */
function isGuessable(password: string, about: readonly string[]): boolean {
  if (/^(.{1,6})\1+.{0,5}$/su.test(password)) return true;
  const codes = [...password].map((character) => character.codePointAt(0) ?? 0);
  const isRun = (step: number) => codes.every((code, at) => at === 0 || code === (codes[at - 1] ?? 0) + step);
  if (isRun(1) || isRun(-1)) return true;
  const known = about.flatMap((text) => [text.toLowerCase(), ...text.toLowerCase().split(/[^\p{L}\p{N}]+/u)]);
  const rest = known
    .filter((word) => word.length >= 3)
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, word) => left.replaceAll(word, ''), password);
  return rest !== password && [...rest].length < 6;
}
