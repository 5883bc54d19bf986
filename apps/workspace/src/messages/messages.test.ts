import { afterEach, describe, expect, it } from 'vitest';
import { de } from './de.ts';
import { en } from './en.ts';
import { language, loadMessages, t } from './index.ts';

afterEach(() => loadMessages(['en']));

function leavesOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value('1', '2'))]];
  return Object.entries(value as object).flatMap(([key, part]) => leavesOf(part, `${path}.${key}`));
}

describe('texts', () => {
  it('come in the first of the browser’s languages that there is one for', async () => {
    await loadMessages(['fr-FR', 'de-AT', 'en']);
    expect([t.shell.inbox, language]).toEqual(['Eingang', 'de-AT']);
    await loadMessages(['en-GB', 'de']);
    expect([t.shell.inbox, language]).toEqual(['Inbox', 'en-GB']);
  });

  it('[AUTH15] name every entry of the audit log in both', () => {
    expect(Object.keys(de.people.whats).sort()).toEqual(Object.keys(en.people.whats).sort());
    expect(Object.keys(de.people.kinds).sort()).toEqual(Object.keys(en.people.kinds).sort());
    const parts = new Set(Object.keys(en.people.whats).map((what) => what.split('.')[0]));
    expect([...parts].sort()).toEqual(Object.keys(en.people.kinds).sort());
  });

  it('are never empty, and none was left in English', () => {
    const english = new Map(leavesOf(en));
    const same = leavesOf(de).filter(([path, text]) => text.length > 14 && english.get(path) === text);
    expect(same).toEqual([]);
    expect([...english, ...leavesOf(de)].filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});
