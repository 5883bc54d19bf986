import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { helpLanguages } from '@porchlight/protocol';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'packages', 'apps'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => /\.tsx?$/.test(path) && existsSync(join(root, path)));

/** What members alone see, in English and German; its files are not looked at. */
const toMembers = [
  // The doctor is for who runs the site [DOC6].
  'packages/tag/src/doctor',
  'apps/workspace/',
];
const isForVisitors = (path: string) => !toMembers.some((one) => path.startsWith(one));

/** Every catalogue that visitors see, by the file of its English. */
const catalogues = tracked.filter((path) => isForVisitors(path) && /(^|[-/])en\.ts$/.test(path));

/** What a catalogue says: which texts, and what is filled in each. */
function shapeOf(value: unknown): unknown {
  if (typeof value === 'function') {
    const marks = Array.from({ length: value.length }, (_, at) => `{${at}}`);
    return marks.filter((mark) => String(value(...marks)).includes(mark));
  }
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shapeOf(one)]));
}

/** All that a catalogue says, with 1, 2, 5 and 40 of everything that is counted. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'function')
    return [1, 2, 5, 40].flatMap((count) => value(...Array.from({ length: value.length }, () => count)) ?? []);
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

async function load(path: string): Promise<Record<string, unknown>> {
  const module: Record<string, unknown> = await import(join(root, path));
  const [texts] = Object.values(module).filter((one) => typeof one === 'object');
  return texts as Record<string, unknown>;
}

describe.each(catalogues)('[LANG1, LANG2] the words of %s', (path) => {
  it.each(helpLanguages)('are all there in %s', async (language) => {
    const own = await load(path.replace(/en\.ts$/, `${language}.ts`));
    const english = await load(path);
    // Mails to members are among the English and German ones.
    const keys = language === 'en' || language === 'de' ? Object.keys(english) : Object.keys(own);
    if (!path.includes('/mail/')) expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
    const whole = Object.fromEntries(keys.map((key) => [key, english[key]]));
    expect(shapeOf(own)).toEqual(shapeOf(whole));
    for (const text of textsOf(own)) expect(text).not.toMatch(/undefined|NaN|\[object/);
  });

  it('are not those of another language', async () => {
    const all = await Promise.all(helpLanguages.map((one) => load(path.replace(/en\.ts$/, `${one}.ts`))));
    const [english = [], ...others] = all.map((one) =>
      textsOf(one).filter((text) => /\p{L}{4}.* .*\p{L}{4}/u.test(text)),
    );
    for (const texts of others) expect(texts.filter((text) => english.includes(text))).toEqual([]);
  });
});

it('[LANG1, LANG2] finds the catalogues', () => {
  expect(catalogues.length).toBeGreaterThanOrEqual(10);
});

/** Where a choice between English and German is right, since members alone see it, or the demo's texts. */
const speaksTwo: Record<string, string> = {
  'packages/tag/build.ts': 'the doctor, for who runs the site',
  'packages/protocol/src/links.ts': 'mails to members',
  'apps/server/src/accounts/tables.ts': 'a member’s own language',
  'apps/server/src/accounts/logins.ts': 'mails to members',
  'apps/server/src/comments/create-comments.ts': 'mails to members who moderate',
  'apps/server/src/comments/comments.ts': 'mails to members who moderate',
  'apps/server/src/comments/commands.ts': 'mails to members who moderate',
  'apps/server/src/mail/compose.ts': 'mails to members',
  'apps/server/src/seed/manual.ts': 'the demo’s manual',
};

it('[LANG1, LANG2] nothing else knows English and German alone', () => {
  const found = tracked.filter(
    (path) =>
      isForVisitors(path) &&
      !/\.test\.ts$|\/testing/.test(path) &&
      /'en' ?\| ?'de'|'de' ?\| ?'en'|\['en', 'de'\]|\{ en, de \}|startsWith\('de'\)|=== 'de' \?/.test(
        readFileSync(join(root, path), 'utf8'),
      ),
  );
  expect(found.sort()).toEqual(Object.keys(speaksTwo).sort());
});

it.each(helpLanguages)('[CNV9] the mail with a code names the words of the chat, in %s', async (language) => {
  const chat = await load(`packages/messenger/src/messages/${language}.ts`);
  const mail = await load(`apps/server/src/mail/texts/${language}.ts`);
  expect(JSON.stringify(mail['device-code'])).toContain(chat.fromDevice);
});
