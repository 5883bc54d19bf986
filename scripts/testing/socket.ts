import type { SocketLike } from '@porchlight/realtime';
import { WebSocket } from 'ws';

/** Opens a socket as a browser would from a page of `host`, for the product's own client; where it leads, `url` says. */
export function openSocket(url: string, host: string): SocketLike {
  const socket = new WebSocket(url, { headers: { host }, origin: `http://${host}`, perMessageDeflate: false });
  const like: SocketLike = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
    close: () => socket.terminate(),
  };
  socket.on('open', () => like.onopen?.());
  socket.on('message', (data) => like.onmessage?.({ data: String(data) }));
  socket.on('close', () => like.onclose?.());
  // What went wrong is told by the close that follows.
  socket.on('error', () => undefined);
  return like;
}
