import type { ClientRequest, IncomingMessage } from 'node:http';
import { findAddresses, isAllowedUrl, lookupOf, OutboundError, type Resolve } from './index.ts';

/** The part of `fetch` that clients of other services use here. */
export type OutboundFetch = (
  url: string,
  options: { method: string; headers: Record<string, string>; body?: unknown; signal?: AbortSignal | undefined },
) => Promise<Response>;

type Options = {
  /** Addresses on this machine, and plain http to them: in the demo and tests alone. */
  allowsLoopback?: boolean;
  /** For all of one request: name, connection, answer. */
  timeoutMs?: number;
  maxBytes?: number;
  resolve?: Resolve;
};

/**
 * Makes a `fetch` for a service that an admin names: https alone, no redirects, bounded in time and size, never to this
 * machine or its neighbours on the link, but to private networks, where such services often are. The connection goes to
 * the addresses that were looked at. Throws OutboundError.
 */
export function createOutboundFetch(options: Options = {}): OutboundFetch {
  const { allowsLoopback = false, timeoutMs = 8_000, maxBytes = 262_144, resolve } = options;
  return async (text, { method, headers, body, signal }) => {
    const url = URL.parse(text);
    if (!url || !isAllowedUrl(url, allowsLoopback))
      throw new OutboundError('address', 'This is no https address of a server.');
    const late = AbortSignal.timeout(timeoutMs);
    const ends = signal ? AbortSignal.any([signal, late]) : late;
    try {
      const addresses = await untilAborted(findAddresses(url, { allowsLoopback, allowsPrivate: true, resolve }), ends);
      return await send(url, { method, headers, body: bodyOf(body), addresses, signal: ends, maxBytes });
    } catch (error) {
      if (late.aborted) throw new OutboundError('late', `There was no whole answer within ${timeoutMs} ms.`, error);
      throw error;
    }
  };
}

function bodyOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  if (typeof body === 'string' || body instanceof URLSearchParams) return String(body);
  throw new OutboundError('address', 'Only text is sent.');
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((done, fail) => {
    signal.addEventListener('abort', () => fail(signal.reason as Error), { once: true });
    work.then(done, fail);
  });
}

async function send(
  url: URL,
  at: {
    method: string;
    headers: Record<string, string>;
    body: string | null;
    addresses: { address: string; family: number }[];
    signal: AbortSignal;
    maxBytes: number;
  },
): Promise<Response> {
  // Loaded when it is needed, as in index.ts.
  const { request: begin } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  const { method, signal } = at;
  const headers = {
    ...at.headers,
    // So that what comes is as long as it says.
    'accept-encoding': 'identity',
    ...(at.body === null ? {} : { 'content-length': String(Buffer.byteLength(at.body)) }),
  };
  return new Promise((done, fail) => {
    const options = { method, headers, signal, lookup: lookupOf(at.addresses), agent: false as const };
    const request: ClientRequest = begin(url, options, (response: IncomingMessage) => {
      const { statusCode: status = 0 } = response;
      const stop = (error: OutboundError) => {
        fail(error);
        request.destroy();
      };
      if (status >= 300 && status < 400)
        return stop(new OutboundError('redirect', 'The address leads on to another one. Use that one.'));
      const parts: Buffer[] = [];
      let length = 0;
      response.on('data', (part: Buffer) => {
        length += part.length;
        if (length > at.maxBytes) stop(new OutboundError('large', `The answer is longer than ${at.maxBytes} bytes.`));
        else parts.push(part);
      });
      response.on('error', (error) => fail(new OutboundError('unreachable', 'The answer broke off.', error)));
      response.on('end', () => {
        const type = response.headers['content-type'];
        const isEmpty = [101, 204, 205].includes(status);
        done(
          new Response(isEmpty ? null : Buffer.concat(parts), {
            status: status < 200 ? 500 : status,
            headers: type === undefined ? {} : { 'content-type': type },
          }),
        );
      });
    });
    request.on('error', (error) => fail(new OutboundError('unreachable', 'The server cannot be reached.', error)));
    request.end(at.body ?? undefined);
  });
}
