import { type ByeCode, byeCodes, type ServerFrame } from '@porchlight/protocol';
import { type RawData, WebSocket } from 'ws';

/** What the owner of a socket is told. A socket has one owner, so that an idle one costs no closures of its own. */
export interface FrameReceiver {
  /** `text` is null for a binary frame. */
  onFrame(text: string | null): void;
  onPong(): void;
  /** Called once, whichever side ended it. */
  onClosed(): void;
}

/** What a client reads in `bye`: the reason, and what to do about it. */
const byeMessages: Record<ByeCode, string> = {
  protocol: 'A frame was out of protocol. Reload the page; if it stays, report it.',
  version: 'This version of the protocol is not spoken here. Reload the page.',
  'hello-late': 'No hello came in time. Connect again and send it first.',
  unauthenticated: 'The token is not valid or was used before. Get a new one and connect again.',
  revoked: 'The login or key behind this connection has ended.',
  'frame-too-large': 'A frame was too large. Send long texts by HTTP.',
  'too-many-frames': 'Too many frames in a short time. Wait ten seconds and connect again.',
  'slow-consumer': 'The connection takes its data too slowly. Connect again and fetch what is missing.',
  'shutting-down': 'The server is stopping. Connect again in a moment.',
  idle: 'The connection has not answered. Connect again.',
};

/** Statuses with which the WebSocket library itself ends a connection whose frames it cannot take. */
const byeOfStatus: Record<number, ByeCode> = { 1002: 'protocol', 1007: 'protocol', 1009: 'frame-too-large' };

const textFrame = { binary: false };

function receiverOf(socket: WebSocket): FrameReceiver | null {
  return (socket as FrameSocket).receiver;
}

// Shared by all sockets, since thousands of them are idle and each closure would be kept for every one.
const listeners = {
  message(this: WebSocket, data: RawData, isBinary: boolean) {
    receiverOf(this)?.onFrame(isBinary ? null : data.toString());
  },
  pong(this: WebSocket) {
    receiverOf(this)?.onPong();
  },
  close(this: WebSocket) {
    receiverOf(this)?.onClosed();
  },
  // Its close follows, and the library has already said why.
  error() {},
};

/** A WebSocket that never ends without saying why: `bye` and close code 4000 + its index [RT10]. */
export class FrameSocket extends WebSocket {
  receiver: FrameReceiver | null = null;

  /** Makes `receiver` the owner of this socket; call it once, at once. */
  own(receiver: FrameReceiver): void {
    this.receiver = receiver;
    this.on('message', listeners.message);
    this.on('pong', listeners.pong);
    this.on('close', listeners.close);
    this.on('error', listeners.error);
  }

  /** Sends one text frame; a Buffer is UTF-8 text made once for many sockets. */
  sendText(text: string | Buffer): void {
    this.send(text, textFrame);
  }

  /** Says why, then closes; a peer that does not answer is cut off soon after. */
  end(code: ByeCode, message: string = byeMessages[code]): void {
    if (this.readyState !== WebSocket.OPEN) return;
    const bye: ServerFrame = { type: 'bye', code, message };
    this.send(JSON.stringify(bye));
    super.close(4000 + byeCodes.indexOf(code), code);
  }

  override close(status?: number, reason?: string | Buffer): void {
    const code = status === undefined ? undefined : byeOfStatus[status];
    if (code && this.readyState === WebSocket.OPEN) this.end(code);
    else super.close(status, reason);
  }
}
