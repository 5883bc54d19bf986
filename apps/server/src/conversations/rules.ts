import { type CookieMode, cleanMessage, type HistoryPolicy, limits, type VisitId } from '@porchlight/protocol';
import { appError } from '../platform/errors/index.ts';
import type { Site } from '../sites/index.ts';
import type { ConversationKeysTable, ConversationsTable, KeyFamiliesTable } from './tables.ts';

/** [MODE17] Browsers that restore their session, or crash, keep what should have ended with it: the server ends it. */
const sessionIdleMs = 4 * 60 * 60_000;
const sessionAbsoluteMs = 24 * 60 * 60_000;

/** Tells whether a mode keeps nothing beyond the browser's session [MODE2, MODE5]. */
export function endsWithSession(mode: CookieMode): boolean {
  return mode === 'third-party-session' || mode === 'first-party-session';
}

/** What a site says of keys: whether they end with the session, how long a recovery waits, what returning guests see. */
export type KeyRules = {
  isSession: boolean;
  /** Life of what a recovery token opens, from its last use, in modes that outlast the session (MODE13). */
  recoveryMs: number;
  history: HistoryPolicy;
  /** How long a visit lasts without activity [SES1]. */
  visitIdleMs: number;
};

export function keyRulesOf(site: Site): KeyRules {
  return {
    isSession: endsWithSession(site.mode),
    recoveryMs: site.lifetimeDays * 86_400_000,
    history: site.historyPolicy,
    visitIdleMs: site.visitIdleMinutes * 60_000,
  };
}

/** [MODE17] Tells whether a key has ended by `nowMs`, on a site whose mode ends with the session. */
export function isKeyOver(
  key: Pick<ConversationKeysTable, 'created_at' | 'used_at'>,
  isSession: boolean,
  nowMs: number,
): boolean {
  if (!isSession) return false;
  return nowMs - (key.used_at ?? key.created_at) > sessionIdleMs || nowMs - key.created_at > sessionAbsoluteMs;
}

/** [MODE17] Keys that were used or made before these times (ms) are over, as `isKeyOver` says. */
export function sessionEnds(nowMs: number): { usedBefore: number; madeBefore: number } {
  return { usedBefore: nowMs - sessionIdleMs, madeBefore: nowMs - sessionAbsoluteMs };
}

/** [CNV3, MODE17] Tells whether a recovery has ended by `nowMs`; `usedAt` is the last use of it and of its keys. */
export function isRecoveryOver(
  family: Pick<KeyFamiliesTable, 'created_at'>,
  usedAt: number,
  rules: KeyRules,
  nowMs: number,
): boolean {
  if (rules.isSession) return isKeyOver({ created_at: family.created_at, used_at: usedAt }, true, nowMs);
  return nowMs - usedAt > rules.recoveryMs;
}

/**
 * [CNV6] Tells whether the site shows a conversation to the guest who brings this key, in this visit. Where there is no
 * visit, for want of consent, uses of the key with no gap longer than a visit's idle time count as one.
 */
export function isShown(
  conversation: Pick<ConversationsTable, 'status' | 'channel'>,
  key: Pick<ConversationKeysTable, 'visit_id' | 'used_at' | 'created_at'>,
  visit: VisitId | null,
  rules: KeyRules,
  nowMs: number,
): boolean {
  // Whoever wrote by a form waits for the answer, over visits [HC16].
  if (conversation.channel === 'form' && conversation.status !== 'ended') return true;
  if (rules.history === 'all' || (rules.history === 'open' && conversation.status !== 'ended')) return true;
  if (visit !== null && key.visit_id !== null) return visit === key.visit_id;
  return nowMs - (key.used_at ?? key.created_at) <= rules.visitIdleMs;
}

/** [CNV7] Tells whether a conversation is of this visit: its key was made in it, by beginning or by continuing (XD5). */
export function isOfVisit(
  conversation: Pick<ConversationsTable, 'visit_id'>,
  key: Pick<ConversationKeysTable, 'created_at'>,
  visit: { id: VisitId; startedAt: number },
  rules: KeyRules,
): boolean {
  if (conversation.visit_id === visit.id) return true;
  // One that began before there was consent to a visit is of the visit that followed at once.
  const before = conversation.visit_id === null ? rules.visitIdleMs : 0;
  return key.created_at >= visit.startedAt - before;
}

/** A message has text, or files, or both; throws `message_empty` and `message_too_long`. */
export function readText(raw: string, files: readonly unknown[] = []): string {
  const clean = cleanMessage(raw);
  if (clean.ok) return clean.text;
  if (clean.code === 'message_empty' && files.length > 0) return '';
  throw clean.code === 'message_empty'
    ? appError('message_empty', 'The message has no text. Write something before you send it.')
    : appError('message_too_long', `The message is longer than ${limits.messageChars} characters. Send it in parts.`);
}
