import {
  type ConversationId,
  type ConversationView,
  type ErrorCode,
  errorCodes,
  type PublicEvent,
  type RecoveryRequest,
  type SendMessageRequest,
  type Sequenced,
  type StartConversationRequest,
} from '@porchlight/protocol';
import { fakeRecoveries } from './fake-recoveries.ts';
import { fakeUploads } from './fake-uploads.ts';

export const site = 'st_demo12345678';
export const mia = { id: 'me_123456789012', name: 'Mia' } as const;

/** Events in one answer, small so that tests meet the next page. */
const windowEvents = 20;

type Kept = {
  key: string;
  view: ConversationView;
  events: Sequenced<PublicEvent>[];
  clientIds: Map<string, { seq: number; text: string }>;
};
type Asked = { method: string; path: string; secret: string | null; body: unknown };
/** What becomes of a request: `lost` does it and loses the answer, `cut` never gets there. */
type Fate = 'lost' | 'cut' | { status: number; code: ErrorCode; retryAfterS?: number };

/** The server as the messenger sees it, in memory: the contract of the protocol and nothing more. */
export function fakeService(now: () => number) {
  const conversations = new Map<ConversationId, Kept>();
  const tokens = new Map<string, ConversationId>();
  const files = fakeUploads();
  const recoveries = fakeRecoveries(() => conversations.values());
  const asked: Asked[] = [];
  /** Conversations that hand-offs brought along, by the hand-off's id. */
  const carried = new Map<string, Kept>();
  /** Conversations that a login of the site's own brings along, each with its key. */
  const logins = new Map<string, { key: string; kept: Kept }[]>();
  const fates: { match: RegExp; fate: Fate; times: number }[] = [];
  const listeners = new Set<(kept: Kept, event: Sequenced<PublicEvent>) => void>();
  let count = 0;

  function append(kept: Kept, event: PublicEvent): number {
    const seq = kept.view.head + 1;
    kept.view = { ...kept.view, head: seq };
    if (event.type === 'joined') kept.view = { ...kept.view, status: 'open', agent: event.member };
    if (event.type === 'ended') kept.view = { ...kept.view, status: 'ended', endedAt: event.at };
    if (event.type === 'rated') kept.view = { ...kept.view, rating: { score: event.score, comment: event.comment } };
    kept.events.push({ seq, event });
    for (const listener of listeners) listener(kept, { seq, event });
    return seq;
  }

  function grant(kept: Kept) {
    count += 1;
    const token = `token-${count}`;
    tokens.set(token, kept.view.id);
    return {
      conversation: kept.view,
      visitor: 'vi_123456789012',
      token,
      expiresAt: now() + 600_000,
      proof: `proof-${count}`,
    };
  }
  const opened = (kept: Kept) => ({
    conversation: kept.view,
    events: kept.events.slice(-windowEvents),
    hasEarlier: kept.events.length > windowEvents,
  });

  function addMessage(kept: Kept, { clientId, text, attachments: named = [] }: SendMessageRequest) {
    const known = kept.clientIds.get(clientId);
    if (known && known.text !== text) return { status: 409, code: 'client_id_reused' as const };
    const attachments = files.claim(named, kept.key, known !== undefined);
    if ('code' in attachments) return attachments;
    const author = { kind: 'visitor' } as const;
    const brought = attachments.length > 0 ? { attachments } : {};
    const seq =
      known?.seq ??
      append(kept, { type: 'message', id: `ms_${clientId}`, clientId, author, text, ...brought, at: now() });
    kept.clientIds.set(clientId, { seq, text });
    return { seq, id: `ms_${clientId}`, at: now(), isRepeat: known !== undefined };
  }

  function answer({ method, path, secret, body }: Asked): object | { status: number; code: ErrorCode } {
    const upload = files.answer(method, path, secret ?? '', body);
    if (upload) return upload;
    if (path === '/availability') return { isOnline: true, expectedReply: 'hours' };
    if (path === '/tokens') {
      const { keys, login } = body as { keys: string[]; login?: string };
      const brought = login ? logins.get(login) : [];
      const find = (key: string) =>
        [...conversations.values()].find((kept) => kept.key === key) ??
        [...logins.values()].flat().find((one) => one.key === key)?.kept ??
        (recoveries.find(key) as Kept | undefined);
      const further = brought?.map((one) => one.key) ?? [];
      return {
        grants: [...keys, ...further].map((key) => (find(key) ? grant(find(key)!) : null)),
        ...(further.length > 0 ? { keys: further } : {}),
        ...(brought ? {} : { isLoginOver: true }),
      };
    }
    if (path === '/conversations') {
      const request = body as StartConversationRequest;
      let kept = [...conversations.values()].find(({ key }) => key === secret);
      kept ??= begin(secret as string);
      const accepted = addMessage(kept, request);
      return 'code' in accepted ? accepted : { ...grant(kept), accepted, opened: opened(kept) };
    }
    if (path === '/recoveries') return recoveries.answer(body as RecoveryRequest);
    if (path === '/revocations') {
      for (const key of (body as { keys: string[] }).keys)
        for (const kept of conversations.values()) if (kept.key === key) kept.key = 'revoked';
      return {};
    }
    if (path === '/continuations') {
      const { handoff } = body as { handoff: string };
      const kept = carried.get(handoff);
      if (!kept) return { status: 404, code: 'continuation_not_found' };
      kept.key = secret as string;
      return { ...grant(kept), opened: opened(kept) };
    }
    const match = /^\/conversations\/([^/]+)(?:\/([^?]+))?(?:\?(after|before)=(\d+))?$/.exec(path);
    const kept = conversations.get(match?.[1] as ConversationId);
    if (!match || !kept) return { status: 404, code: 'conversation_not_found' };
    if (tokens.get(secret as string) !== kept.view.id) return { status: 401, code: 'token_expired' };
    const seq = Number(match[4]);
    switch (match[2]) {
      case undefined:
        return opened(kept);
      case 'events':
        if (match[3] === 'after') {
          return {
            events: kept.events.slice(seq, seq + windowEvents),
            head: kept.view.head,
            hasMore: kept.view.head > seq + windowEvents,
          };
        }
        return {
          events: kept.events.slice(Math.max(0, seq - 1 - windowEvents), seq - 1),
          head: kept.view.head,
          hasMore: seq - 1 > windowEvents,
        };
      case 'messages':
        if (kept.view.status === 'ended') return { status: 409, code: 'conversation_ended' };
        return addMessage(kept, body as SendMessageRequest);
      case 'rating':
        append(kept, { type: 'rated', at: now(), ...(body as { score: number; comment: null }) });
        return {};
      case 'end':
        append(kept, { type: 'ended', by: 'visitor', at: now() });
        return {};
      default:
        return match[2]?.startsWith('files/') ? linksOf(match[2]) : {};
    }
  }

  function linksOf(path: string) {
    count += 1;
    const url = `https://files.example/${path.split('/')[1]}?signed=${count}`;
    return { url, previewUrl: `${url}&preview`, expiresAt: now() + 300_000 };
  }

  function begin(key: string): Kept {
    count += 1;
    const nothing = { deliveredSeq: 0, readSeq: 0 };
    const view: ConversationView = {
      id: `cv_conversation${count}`,
      site,
      status: 'queued',
      agent: null,
      receipts: { visitor: nothing, agent: nothing },
      rating: null,
      startedAt: now(),
      endedAt: null,
      head: 0,
    };
    const kept: Kept = { key, view, events: [], clientIds: new Map() };
    conversations.set(view.id, kept);
    return kept;
  }

  return {
    asked,
    recoveries,
    carried,
    logins,
    files,
    conversations,
    listeners,
    /** The requests to a path, newest last. */
    askedFor: (path: RegExp) => asked.filter((one) => path.test(one.path)),
    texts: () =>
      [...conversations.values()].map(({ events }) =>
        events.flatMap(({ event }) => (event.type === 'message' ? [event.text] : [])),
      ),
    /** Decides about the next requests to a path. */
    next(match: RegExp, fate: Fate, times = 1) {
      fates.push({ match, fate, times });
    },
    /** Forgets what was decided about requests to come. */
    settle: () => void fates.splice(0),
    dropTokens: () => tokens.clear(),
    append: (event: PublicEvent, kept = [...conversations.values()].at(-1)) => {
      if (!kept) throw new Error('No conversation has begun.');
      return append(kept, event);
    },
    begin,
    async request(path: string, init: RequestInit): Promise<Response> {
      const one: Asked = {
        method: init.method ?? 'GET',
        path: path.replace(`/m/${site}`, ''),
        secret: new Headers(init.headers).get('authorization')?.replace('Bearer ', '') ?? null,
        body: init.body instanceof ArrayBuffer ? init.body : init.body ? JSON.parse(String(init.body)) : null,
      };
      asked.push(one);
      const decided = fates.find(({ match, times }) => times > 0 && match.test(one.path));
      if (decided) decided.times -= 1;
      if (decided?.fate === 'cut') throw new TypeError('cut');
      const said = typeof decided?.fate === 'object' ? decided.fate : answer(one);
      if (decided?.fate === 'lost') throw new TypeError('lost');
      const isError = 'code' in said && 'status' in said;
      const headers: Record<string, string> =
        isError && 'retryAfterS' in said ? { 'retry-after': String(said.retryAfterS) } : {};
      const code = isError ? (said.code as ErrorCode) : null;
      const error = code && { kind: errorCodes[code], code, message: 'Because.' };
      return new Response(JSON.stringify(error ? { error } : said), {
        status: isError ? (said.status as number) : 200,
        headers,
      });
    },
  };
}
