import type { ConversationId, Stream } from '@porchlight/protocol';
import type { RealtimeStatus, StreamSignal } from './connection.ts';

/** The streams that a tab follows, by conversation. */
export type Wants = Record<ConversationId, Stream[]>;

/** What a follower tells the leader. */
export type FromFollower =
  /** All that a tab follows: sent at each change, to each new leader, and as the question whether the leader lives. */
  | { type: 'want'; from: string; wants: Wants }
  | { type: 'gone'; from: string }
  | { type: 'resubscribe'; conversation: ConversationId; stream: Stream }
  | { type: 'typing'; conversation: ConversationId; isTyping: boolean }
  | { type: 'wake' };

/**
 * What the tabs tell each other. They may run different versions of the messenger: what changes its meaning needs
 * another name of the line.
 */
export type Message =
  | FromFollower
  | {
      type: 'lead';
      from: string;
      term: number;
      isVisible: boolean;
      statuses: Record<ConversationId, RealtimeStatus>;
    }
  | { type: 'signal'; from: string; conversation: ConversationId; stream: Stream; signal: StreamSignal }
  | { type: 'ask'; from: string; number: number; conversation: ConversationId; reason: 'connect' | 'refused' }
  /** The answer to `ask`; null: there is nothing to come back to. */
  | { type: 'token'; to: string; number: number; token: string | null };
