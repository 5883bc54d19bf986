import type { ConversationId } from '@porchlight/protocol';
import type { OutboxEntry } from './outbox.ts';

const drafts = new Map<string, string>();

/** What was written and not sent in one conversation; kept in memory while the window is open. */
export function readDraft(id: ConversationId, kind: OutboxEntry['kind']): string {
  return drafts.get(`${kind} ${id}`) ?? '';
}

/** Keeps a draft; an empty one is forgotten. */
export function keepDraft(id: ConversationId, kind: OutboxEntry['kind'], text: string): void {
  if (text === '') drafts.delete(`${kind} ${id}`);
  else drafts.set(`${kind} ${id}`, text);
}
