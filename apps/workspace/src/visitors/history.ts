import type { ConversationId, VisitorCard } from '@porchlight/protocol';
import { formatAgo, formatOrdinal } from '../dates.ts';
import { t } from '../messages/index.ts';

/** What one sentence about a visitor is made of. */
export type History = { visits: number; conversations: number; lastConversationAt: number | null };

/** A visitor's history before the conversation that is looked at; that one is no news to whoever reads it. */
export function historyBefore(card: VisitorCard, conversation: ConversationId | null): History {
  const earlier = card.conversations.filter((one) => one.id !== conversation);
  const isCounted = card.conversations.some((one) => one.id === conversation);
  const last = earlier.reduce((latest, one) => Math.max(latest, one.endedAt ?? one.startedAt), 0);
  return {
    visits: card.visitCount,
    conversations: Math.max(0, card.conversationCount - (isCounted ? 1 : 0)),
    lastConversationAt: last > 0 ? last : null,
  };
}

/** "Returning, 2nd visit, 1 conversation, last chat 1 week ago"; "First visit" for who was never here. */
export function describeHistory({ visits, conversations, lastConversationAt }: History, now: number): string {
  const isNew = visits <= 1;
  const parts = isNew ? [t.visitor.newVisitor] : [t.visitor.returning, t.visitor.visitOrdinal(formatOrdinal(visits))];
  if (!isNew || conversations > 0) parts.push(t.visitor.conversationCount(conversations));
  if (conversations > 0 && lastConversationAt !== null)
    parts.push(t.visitor.lastChat(formatAgo(lastConversationAt, now)));
  return parts.join(', ');
}
