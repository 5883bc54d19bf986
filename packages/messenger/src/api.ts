import type {
  Accepted,
  Availability,
  BeginUploadRequest,
  ContinuationAnswer,
  ContinuationRequest,
  ConversationId,
  ConversationOpened,
  ErrorBody,
  ErrorCode,
  ErrorKind,
  EventsPage,
  FileId,
  FileLinks,
  PublicEvent,
  RatingRequest,
  ReceiptRequest,
  RecoveryAnswer,
  RecoveryRequest,
  RevocationsRequest,
  SendMessageRequest,
  StartConversationAnswer,
  StartConversationRequest,
  TokensAnswer,
  TokensRequest,
  UploadState,
} from '@porchlight/protocol';

/** A request that did not succeed. `code` is null when no answer of our server came at all. */
export class RequestFailed extends Error {
  override name = 'RequestFailed';
  readonly code: ErrorCode | null;
  readonly retryAfterMs: number | null;
  /** As the server said it; null where it said nothing. */
  readonly kind: ErrorKind | null;
  constructor(code: ErrorCode | null, message: string, retryAfterMs: number | null, kind: ErrorKind | null = null) {
    super(message);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.kind = kind;
  }
  /** True when the same request may succeed later without anybody doing anything. */
  get isTransient(): boolean {
    return this.code === null || ['limited', 'unavailable', 'internal'].includes(`${this.kind}`);
  }
  get isUnauthenticated(): boolean {
    return this.kind === 'unauthenticated';
  }
}

/** This browser can no longer read a file that waits here. */
export class FileGone extends Error {
  override name = 'FileGone';
}

/** A request that hangs longer than this counts as lost. */
const answerMs = 15_000;

/** Part of a file, on a line that is slow but there. */
const partMs = 120_000;

export type Api = ReturnType<typeof openApi>;

/** The messenger's requests, same-origin; the secret travels in the Authorization header alone [CNV1]. */
export function openApi(site: string, request: (path: string, init: RequestInit) => Promise<Response>) {
  async function call<T>(
    method: string,
    path: string,
    secret: string | null,
    body?: unknown,
    { isLeaving = false, signal = AbortSignal.timeout(answerMs) }: { isLeaving?: boolean; signal?: AbortSignal } = {},
  ): Promise<T> {
    const headers: Record<string, string> = {};
    const isBytes = body instanceof ArrayBuffer;
    if (secret !== null) headers.authorization = `Bearer ${secret}`;
    if (body !== undefined) headers['content-type'] = isBytes ? 'application/octet-stream' : 'application/json';
    let answer: Response;
    let text: string;
    try {
      answer = await request(`/m/${site}${path}`, {
        method,
        headers,
        credentials: 'omit',
        cache: 'no-store',
        keepalive: isLeaving,
        signal,
        ...(body === undefined ? {} : { body: isBytes ? body : JSON.stringify(body) }),
      });
      text = await answer.text();
    } catch {
      throw new RequestFailed(null, 'No answer.', null);
    }
    const data = parse(text);
    if (answer.ok) return data as T;
    const error = (data as Partial<ErrorBody> | null)?.error;
    const retryAfterS = Number(answer.headers.get('retry-after'));
    const waitMs = retryAfterS > 0 ? retryAfterS * 1000 : null;
    throw new RequestFailed(error?.code ?? null, error?.message ?? '', waitMs, error?.kind ?? null);
  }
  const post = <T>(path: string, secret: string | null, body: unknown) => call<T>('POST', path, secret, body);
  const conversation = (id: ConversationId, rest = '') => `/conversations/${id}${rest}`;
  return {
    /** What parts that are seldom wanted ask for. */
    post,
    availability: () => call<Availability>('GET', '/availability', null),
    tokens: (body: TokensRequest) => call<TokensAnswer>('POST', '/tokens', null, body),
    start: (key: string, body: StartConversationRequest) =>
      call<StartConversationAnswer>('POST', '/conversations', key, body),
    takeUp: (key: string, body: ContinuationRequest) => call<ContinuationAnswer>('POST', '/continuations', key, body),
    recover: (body: RecoveryRequest) => call<RecoveryAnswer>('POST', '/recoveries', null, body),
    /** Outlives the page, which may be left in the same moment. */
    revoke: (body: RevocationsRequest) => call<void>('POST', '/revocations', null, body, { isLeaving: true }),
    open: (token: string, id: ConversationId) => call<ConversationOpened>('GET', conversation(id), token),
    events: (token: string, id: ConversationId, range: { after: number } | { before: number }) =>
      call<EventsPage<PublicEvent>>(
        'GET',
        conversation(id, 'after' in range ? `/events?after=${range.after}` : `/events?before=${range.before}`),
        token,
      ),
    send: (token: string, id: ConversationId, body: SendMessageRequest) =>
      call<Accepted>('POST', conversation(id, '/messages'), token, body),
    receipts: (token: string, id: ConversationId, body: ReceiptRequest) =>
      call<void>('POST', conversation(id, '/receipts'), token, body),
    rate: (token: string, id: ConversationId, body: RatingRequest) =>
      call<void>('POST', conversation(id, '/rating'), token, body),
    beginUpload: (key: string, body: BeginUploadRequest, cancelled: AbortSignal) =>
      call<UploadState>('POST', '/uploads', key, body, within(answerMs, cancelled)),
    readUpload: (key: string, upload: FileId, cancelled: AbortSignal) =>
      call<UploadState>('GET', `/uploads/${upload}`, key, undefined, within(answerMs, cancelled)),
    sendPart: (key: string, upload: FileId, offset: number, part: ArrayBuffer, cancelled: AbortSignal) =>
      call<UploadState>('PUT', `/uploads/${upload}?offset=${offset}`, key, part, within(partMs, cancelled)),
    links: (token: string, id: ConversationId, file: FileId) =>
      call<FileLinks>('POST', conversation(id, `/files/${file}/links`), token, {}),
    end: (token: string, id: ConversationId) => call<void>('POST', conversation(id, '/end'), token, {}),
  };
}

function within(ms: number, cancelled: AbortSignal): { signal: AbortSignal } {
  return { signal: AbortSignal.any([AbortSignal.timeout(ms), cancelled]) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
