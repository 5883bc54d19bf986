import { describe, expect, it, vi } from 'vitest';
import { connectRealtime, type RealtimeStatus, SignedOut, type StreamSignal } from './connection.ts';
import { backoffMs } from './environment.ts';
import { fakeEnvironment } from './testing.ts';

const conversation = 'cv_123456789012';
const stream = `conversation.${conversation}` as const;

function buildConnection(getToken: (reason: string) => Promise<string> = async () => 'token') {
  const environment = fakeEnvironment();
  const statuses: RealtimeStatus[] = [];
  const connection = connectRealtime({
    url: 'wss://chat.example/socket',
    getToken,
    onStatus: (status) => statuses.push(status),
    environment,
  });
  const signals: StreamSignal[] = [];
  return { environment, connection, statuses, signals, hear: (signal: StreamSignal) => void signals.push(signal) };
}

describe('connectRealtime', () => {
  it('[RT1, RT13] says hello with its token first and subscribes once it is welcome', async () => {
    const { environment, connection, hear } = buildConnection();
    connection.subscribe(stream, hear);
    await environment.advance(0);
    const socket = environment.socket();
    expect(socket.url).toBe('wss://chat.example/socket');
    socket.onopen?.();
    expect(socket.sent).toEqual([{ type: 'hello', v: 1, token: 'token' }]);
    socket.welcome();
    expect(socket.sent.at(-1)).toEqual({ type: 'subscribe', stream });
    expect(connection.status().state).toBe('open');
  });

  it('hands on what comes for a stream, heads among it, until the subscriber leaves', async () => {
    const { environment, connection, signals, hear } = buildConnection();
    const stop = connection.subscribe(stream, hear);
    await environment.advance(0);
    const socket = environment.socket();
    socket.welcome();
    socket.receive({ type: 'subscribed', stream, head: 3 });
    socket.receive({ type: 'heads', heads: { [stream]: 4, 'conversation.cv_other0000000': 9 } });
    expect(signals).toEqual([
      { type: 'subscribed', head: 3 },
      { type: 'head', head: 4 },
    ]);
    stop();
    expect(socket.sent.at(-1)).toEqual({ type: 'unsubscribe', stream });
    socket.receive({ type: 'heads', heads: { [stream]: 5 } });
    expect(signals).toHaveLength(2);
  });

  it('comes back after a cut with backoff, and subscribes again', async () => {
    const { environment, connection, signals, hear } = buildConnection();
    connection.subscribe(stream, hear);
    await environment.advance(0);
    environment.socket().welcome();
    environment.socket().drop();
    expect(signals).toEqual([{ type: 'cut' }]);
    expect(connection.status()).toMatchObject({ state: 'waiting', attempt: 1 });
    await environment.advance(250);
    expect(environment.sockets).toHaveLength(2);
    environment.socket().welcome();
    expect(environment.socket().sent.at(-1)).toEqual({ type: 'subscribe', stream });
  });

  it('[RT16] waits longer after each failure, up to 8 s, and never less than 100 ms', () => {
    expect([1, 2, 3, 7, 60].map((attempt) => backoffMs(attempt, () => 0.999999))).toEqual([
      500, 1000, 2000, 8_000, 8_000,
    ]);
    expect(backoffMs(1, () => 0)).toBe(100);
  });

  it('tries at once when the browser wakes, also when it said to be offline', async () => {
    const { environment, connection } = buildConnection();
    await environment.advance(0);
    environment.setOnline(false);
    environment.socket().drop();
    expect(connection.status().state).toBe('offline');
    environment.setOnline(true);
    environment.wake();
    await environment.advance(0);
    expect(environment.sockets).toHaveLength(2);
  });

  it('[RT8] counts two heartbeats without a frame as a cut', async () => {
    const { environment, connection } = buildConnection();
    await environment.advance(0);
    environment.socket().welcome(1_000);
    await environment.advance(1_500);
    environment.socket().receive({ type: 'heads', heads: {} });
    await environment.advance(1_999);
    expect(connection.status().state).toBe('open');
    await environment.advance(1);
    expect(environment.sockets[0]?.isClosed).toBe(true);
    expect(connection.status().state).toBe('waiting');
  });

  it('asks a silent socket for an answer when the page is looked at again', async () => {
    const { environment, connection } = buildConnection();
    await environment.advance(0);
    const socket = environment.socket();
    socket.welcome();
    await environment.advance(20_000);
    environment.wake();
    expect(socket.sent.at(-1)).toEqual({ type: 'ping' });
    await environment.advance(5_000);
    expect(socket.isClosed).toBe(true);
    expect(connection.status().state).not.toBe('open');
  });

  it.each(['unauthenticated', 'revoked'] as const)(
    '[RT11] asks once for a new token after %s, then stays away',
    async (code) => {
      const getToken = vi.fn(async (_reason: string) => 'token');
      const { environment, connection } = buildConnection(getToken);
      await environment.advance(0);
      environment.socket().receive({ type: 'bye', code, message: '' });
      await environment.advance(0);
      expect(getToken.mock.calls).toEqual([['connect'], ['refused']]);
      environment.socket().receive({ type: 'bye', code, message: '' });
      await environment.advance(120_000);
      expect(environment.sockets).toHaveLength(2);
      expect(connection.status()).toMatchObject({ state: 'closed', reason: code });
    },
  );

  it('stays away for good when there is no token to be had', async () => {
    const { environment, connection } = buildConnection(async () => {
      throw new SignedOut();
    });
    await environment.advance(120_000);
    expect(connection.status()).toMatchObject({ state: 'closed', reason: 'signed-out' });
    expect(environment.sockets).toEqual([]);
  });

  it('tries again when the token cannot be had just now', async () => {
    let tries = 0;
    const { environment } = buildConnection(async () => {
      tries += 1;
      if (tries < 3) throw new Error('no network');
      return 'token';
    });
    await environment.advance(2_000);
    expect(environment.sockets).toHaveLength(1);
  });

  it('[RT2] does not try again against another version', async () => {
    const { environment, connection } = buildConnection();
    await environment.advance(0);
    environment.socket().receive({ type: 'bye', code: 'version', message: '' });
    await environment.advance(120_000);
    expect(environment.sockets).toHaveLength(1);
    expect(connection.status().reason).toBe('version');
  });

  it('gives up on a socket that never welcomes', async () => {
    const { environment } = buildConnection();
    await environment.advance(10_000);
    expect(environment.sockets[0]?.isClosed).toBe(true);
    await environment.advance(250);
    expect(environment.sockets).toHaveLength(2);
  });

  it('[RT10] keeps below the limit of frames, and sends the rest later', async () => {
    const { environment, connection } = buildConnection();
    await environment.advance(0);
    environment.socket().welcome();
    for (let count = 0; count < 150; count++) connection.sendInput();
    const inputs = () => environment.socket().sent.filter(({ type }) => type === 'input').length;
    expect(inputs()).toBe(100);
    await environment.advance(10_001);
    expect(inputs()).toBe(150);
  });

  it('[RT15] asks again for a stream that could not be read, and tells of one that may not be', async () => {
    const { environment, connection, signals, hear } = buildConnection();
    connection.subscribe(stream, hear);
    await environment.advance(0);
    const socket = environment.socket();
    socket.welcome();
    socket.receive({ type: 'refused', stream, kind: 'internal', code: 'internal', message: '' });
    await environment.advance(2_000);
    expect(socket.sent.filter(({ type }) => type === 'subscribe')).toHaveLength(2);
    expect(signals).toEqual([]);
    socket.receive({
      type: 'refused',
      stream,
      kind: 'not-found',
      code: 'conversation_not_found',
      message: 'No.',
    });
    expect(signals).toEqual([{ type: 'refused', code: 'conversation_not_found', message: 'No.' }]);
  });

  it('ends for good when it is closed', async () => {
    const { environment, connection, statuses } = buildConnection();
    await environment.advance(0);
    environment.socket().welcome();
    connection.close();
    environment.wake();
    await environment.advance(120_000);
    expect(environment.sockets).toHaveLength(1);
    expect(environment.socket().isClosed).toBe(true);
    expect(statuses.at(-1)).toMatchObject({ state: 'closed', reason: 'by-client' });
  });
});
