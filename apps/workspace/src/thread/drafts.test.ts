import { openStored, writingEntry } from '@porchlight/cookies/script';
import type { ConversationId, MemberId } from '@porchlight/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDrafts } from './drafts.ts';

const mia = 'me_mia00000' as MemberId;
const ben = 'me_ben00000' as MemberId;
const chat = 'cv_chat0000' as ConversationId;

describe('what an agent is writing', () => {
  let tab: Map<string, string>;
  beforeEach(() => {
    tab = new Map();
  });
  const stored = () =>
    openStored(writingEntry, () => ({
      getItem: (name) => tab.get(name) ?? null,
      setItem: (name, value) => void tab.set(name, value),
      removeItem: (name) => void tab.delete(name),
    }));
  const open = (member: MemberId) => openDrafts(stored(), member);

  it('[OUT8] is there after a reload, for each conversation and kind, until it is sent', () => {
    open(mia).write('reply', chat, 'Half a "thought"\n…');
    const again = open(mia);
    expect(again.read('reply', chat)).toBe('Half a "thought"\n…');
    expect(again.read('note', chat)).toBe('');
    again.write('reply', chat, '');
    expect([...tab]).toEqual([]);
  });

  it('[OUT8] is nothing that another member finds', () => {
    open(mia).write('note', chat, 'Between us');
    expect(open(ben).read('note', chat)).toBe('');
    expect([...tab]).toEqual([]);
    expect(open(mia).read('note', chat)).toBe('');
  });

  it('[OUT8] is given up where it is older than fifty others, or was tampered with', () => {
    const drafts = open(mia);
    for (let at = 0; at < 60; at += 1) drafts.write('reply', `cv_chat${1_000 + at}` as ConversationId, `${at}`);
    const again = open(mia);
    expect(again.read('reply', 'cv_chat1009' as ConversationId)).toBe('');
    expect(again.read('reply', 'cv_chat1010' as ConversationId)).toBe('10');
    for (const bad of ['', 'x', '{}', '{"by":"me_mia00000"}', '{"by":"me_mia00000","texts":{"reply cv_chat0000":7}}']) {
      tab.set('pl_writing', bad);
      expect(open(mia).read('reply', chat)).toBe('');
    }
  });

  it('[OUT8] stays on the screen where the browser keeps nothing', () => {
    const refusing = openStored(writingEntry, () => {
      throw new Error('refused');
    });
    const drafts = openDrafts(refusing, mia);
    drafts.write('reply', chat, 'Hello');
    expect(drafts.read('reply', chat)).toBe('Hello');
  });
});
