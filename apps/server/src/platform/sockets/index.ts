import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { limits } from '@porchlight/protocol';
import { WebSocketServer } from 'ws';
import { type AppError, appError } from '../errors/index.ts';
import { FrameSocket } from './frame-socket.ts';

export { type FrameReceiver, FrameSocket } from './frame-socket.ts';

export type SocketSurface = 'service' | 'workspace';

export type SocketOptions = {
  /** The surface behind a `Host` header and the only origin whose pages may open sockets there; null when it has none. */
  findSurface(host: string): { surface: SocketSurface; origin: string } | null;
  /** Takes over a socket that has passed the checks; it speaks the protocol from here on. */
  onSocket(socket: FrameSocket, surface: SocketSurface): void;
};

export type Sockets = {
  /** Serves upgrades of this server; call it once for each listening server. */
  attach(server: Server): void;
  /** Refuses further upgrades; open sockets are their owner's to end. */
  close(): void;
};

const socketPath = '/socket';
/** A peer that does not answer a close frame within this time is cut off. */
const closeTimeoutMs = 2_000;

/**
 * Takes WebSocket upgrades at `/socket` and nowhere else. The page's Origin must be exactly the surface's
 * own: sockets know no CORS, so this check is what keeps foreign pages out [RT13].
 */
export function createSockets(options: SocketOptions): Sockets {
  const webSocketOptions = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: limits.frameBytes,
    closeTimeout: closeTimeoutMs,
    WebSocket: FrameSocket,
  };
  const webSockets = new WebSocketServer(webSocketOptions);
  webSockets.on('wsClientError', (error, socket) => {
    refuse(socket, appError('invalid_body', `This is no WebSocket handshake: ${error.message}.`));
  });
  let isClosed = false;

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const found = options.findSurface((request.headers.host ?? '').toLowerCase());
    const refusal = isClosed
      ? appError('shutting_down', 'The server is stopping. Connect again in a moment.')
      : refusalOf(request.url ?? '', request.headers.origin, found?.origin);
    if (refusal || !found) refuse(socket, refusal ?? appError('route_not_found', 'There is no socket at this host.'));
    else webSockets.handleUpgrade(request, socket, head, (frames) => options.onSocket(frames, found.surface));
  }

  return {
    attach(server) {
      // Other upgrades (`h2c` of command-line clients) go on as ordinary requests.
      Object.assign(server, {
        shouldUpgradeCallback: (request: IncomingMessage) => request.headers.upgrade?.toLowerCase() === 'websocket',
      });
      server.on('upgrade', upgrade);
    },
    close() {
      isClosed = true;
      webSockets.close();
    },
  };
}

/** Why this handshake is refused, or null. `allowed` is the surface's own origin, if the host is one with sockets. */
function refusalOf(url: string, origin: string | undefined, allowed: string | undefined): AppError | null {
  const [path, query] = url.split('?');
  if (path !== socketPath || allowed === undefined) {
    return appError('route_not_found', `There is no socket at ${path} of this host.`);
  }
  if (query !== undefined) {
    return appError('invalid_query', 'The socket takes no query. Send the token in the hello frame.');
  }
  if (origin === undefined) {
    return appError('origin_missing', 'The Origin header is missing. Sockets are opened by our own pages.');
  }
  return origin === allowed ? null : appError('origin_refused', 'Pages of this origin may not open a socket here.');
}

/** Answers a refused handshake with the error body that HTTP routes send, and ends the connection. */
function refuse(socket: Duplex, error: AppError): void {
  const body = JSON.stringify(error.toBody());
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(
    [
      `HTTP/1.1 ${error.status} Refused`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      'Cache-Control: no-store',
      'X-Content-Type-Options: nosniff',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
