import type { ConversationStatus } from './conversation.ts';
import type { VisitId, VisitorId } from './ids.ts';
import type { ConsentPolicy, CookieMode, HandoffProof, Offer } from './tag.ts';

/**
 * The page (tag and bubble) and the messenger frame talk over one MessageChannel [CNV11]. The page opens it:
 * `frame.contentWindow.postMessage(frameConnect, serviceOrigin, [port])`; the frame accepts only from its
 * parent window and an origin of the site's list. No host, URL or credential ever travels here.
 */
export const frameConnect = 'porchlight:connect:1';

export type WindowLayout = 'closed' | 'open';

/** What the page tells the frame. */
export type ToFrame =
  /** `hasChat`: this browser session knows of a conversation here; in session modes keys of an earlier one are cleared. */
  | {
      type: 'identity';
      visitor: VisitorId | null;
      visit: VisitId | null;
      hasChat?: boolean;
      /** [CNV3] what the page keeps for a frame whose storage does not last; absent where it keeps nothing. */
      recovery?: string | null;
      /** [CNV3] the mark in the page's session cookie that a recovery is bound to, where the mode ends with the session. */
      marker?: string | null;
      /** [CNV7] what the page was given for the site's own login. */
      login?: string | null;
    }
  /** `keepsFocus`: the window came back by itself, so the focus stays where it is on the page. */
  | { type: 'layout'; layout: WindowLayout; keepsFocus?: boolean }
  | { type: 'offer'; offer: Offer }
  /** [XD5] the visitor clicked "Continue your conversation from …": the frame asks for a key of its own. */
  | { type: 'continue'; handoff: string; from: string }
  /** [VIS6] somebody logged out of an identity here: revoke the keys, clear all that the frame holds. */
  | { type: 'forget' };

/** What the frame tells the page. */
export type FromFrame =
  | { type: 'ready' }
  | { type: 'close' }
  | { type: 'identity'; visitor: VisitorId }
  | { type: 'unread'; count: number; preview: string | null }
  | { type: 'conversation'; status: ConversationStatus | 'none'; lastUsedAt: number | null }
  /** [XD5] goes along with hand-offs of this page, so that the conversation can be offered on the next domain. */
  | { type: 'proof'; proof: HandoffProof | null }
  | { type: 'forgotten' }
  /** [CNV3] for the page to keep in its own storage, in place of the one before; null lets go of it. */
  | { type: 'recovery'; token: string | null }
  /** [CNV7] the login that the page handed over opens nothing any more: it may ask the site for a new one. */
  | { type: 'login-over' };

export function isToFrame(value: unknown): value is ToFrame {
  return isTyped(value) && ['identity', 'layout', 'offer', 'continue', 'forget'].includes(value.type);
}

export function isFromFrame(value: unknown): value is FromFrame {
  return (
    isTyped(value) &&
    ['ready', 'close', 'identity', 'unread', 'conversation', 'proof', 'forgotten', 'recovery', 'login-over'].includes(
      value.type,
    )
  );
}

function isTyped(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** How long an answer takes when nobody is there, as the site promises it. */
export type ExpectedReply = 'minutes' | 'hours' | 'day' | 'days';

/** A site's colour as it can be used: as a surface with text on it, and as text, in light and in dark. */
export type AccentColours = Record<'light' | 'dark', { accent: string; onAccent: string; accentText: string }>;

/** The JSON in the frame's document (`<script type="application/json" id="boot">`): no secret in it. */
export type FrameBoot = {
  site: string;
  siteName: string;
  mode: CookieMode;
  consent: { policy: ConsentPolicy };
  /** The exact origins and `*.` patterns that may connect, as `isAllowedOrigin` reads them. */
  origins: string[];
  /** Those that may not, although a pattern of `origins` names them: the block list wins [XD1]. */
  blocked: string[];
  /** The files origin, where attachments are read. */
  files: string;
  /** [CNV9] mails can be sent, so that a conversation can go on on another device. */
  hasMail?: boolean;
  isOnline: boolean;
  expectedReply: ExpectedReply;
  /** `colours` null: the site's colour is none. */
  look: { colours: AccentColours | null; greeting: string; language: string };
};
