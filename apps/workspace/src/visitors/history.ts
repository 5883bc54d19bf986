import type { ConversationId, VisitorCard } from '@porchlight/protocol';
import { formatAgo, formatOrdinal } from '../dates.ts';
import { t } from '../messages/index.ts';
import { hostOf } from '../places.ts';

/** What one sentence about a visitor is made of. */
export type History = { visits: number; conversations: number; lastConversationAt: number | null };

/** A visitor's history before the conversation that is looked at; that one is no news to whoever reads it. */
export function historyBefore(card: VisitorCard, conversation: ConversationId | null): History {
  // Who is only probably the same adds nothing to what is known of a visitor [VIS4].
  const probable = new Set(card.aliases.filter((one) => one.strength === 'weak').map((one) => one.visitor));
  const earlier = card.conversations.filter((one) => one.id !== conversation && !probable.has(one.visitor));
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

/** Tells whether a visitor was on several hosts, so that a path alone does not say where. */
export function hasHosts({ visits }: Pick<VisitorCard, 'visits'>): boolean {
  return new Set(visits.flatMap((visit) => visit.pages.map((page) => hostOf(page.url)))).size > 1;
}
