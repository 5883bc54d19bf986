import { type ByeCode, limits, type PublicEvent, type ServerFrame } from '@porchlight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { appError } from '../platform/errors/index.ts';
import { publishDelta, publishEvent, publishRevoked, type RealtimeOptions } from './index.ts';
import { agent, buildServer, conversation, otherConversation, site, stream } from './testing.ts';

const ended: PublicEvent = { type: 'ended', by: 'agent', at: 1 };
const internal = `${stream}.internal` as const;

let running: Awaited<ReturnType<typeof buildServer>> | undefined;
async function start(overrides: Partial<RealtimeOptions> = {}) {
  running = await buildServer(overrides);
  return running;
}
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

/** A promise and the function that fulfils it. */
function buildGate(): { passed: Promise<void>; open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { passed: promise, open: () => resolve() };
}

describe('hello', () => {
  it('welcomes a good token with version and epoch', async () => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    expect(client.frames).toEqual([{ type: 'welcome', v: 1, epoch: 'epoch-1', heartbeatMs: limits.socketHeartbeatMs }]);
    expect(server.calls).toEqual([['open', 'member']]);
  });

  it('[RT1] ends a socket that has not said hello in time, and no other', async () => {
    const server = await start();
    const late = await server.connect('service', null);
    const inTime = await server.connect('service', 'visitor');
    server.time.advance(limits.helloMs);
    expect(await late.untilClosed()).toEqual({ status: 4002, code: 'hello-late' });
    expect(late.bye).toBe('hello-late');
    await inTime.settle();
    expect(server.calls).toEqual([['open', 'visitor']]);
  });

  it.each<[string, unknown, ByeCode]>([
    ['[RT2] a newer version', { type: 'hello', v: 2, token: 'agent' }, 'version'],
    ['an unknown token', { type: 'hello', v: 1, token: 'nobody' }, 'unauthenticated'],
    ["[RT12] the other surface's token", { type: 'hello', v: 1, token: 'visitor' }, 'unauthenticated'],
    ['a hello without token', { type: 'hello', v: 1 }, 'protocol'],
    ['[RT10] another frame first', { type: 'ping' }, 'protocol'],
    ['[RT10] a subscription first', { type: 'subscribe', stream }, 'protocol'],
  ])('ends a socket for %s', async (_name, frame, code) => {
    const server = await start();
    const client = await server.connect('workspace', null);
    client.send(frame);
    expect((await client.untilClosed()).code).toBe(code);
    expect(client.bye).toBe(code);
    expect(server.calls).toEqual([]);
  });

  it('takes frames that come while the token is checked', async () => {
    const gate = buildGate();
    const server = await start({
      authenticate: async () => {
        await gate.passed;
        return agent;
      },
    });
    const client = await server.connect('workspace', null);
    client.send({ type: 'hello', v: 1, token: 'agent' });
    client.send({ type: 'subscribe', stream });
    client.send({ type: 'ping' });
    gate.open();
    await client.next('subscribed');
    expect(client.frames.map((frame) => frame.type).toSorted()).toEqual(['pong', 'subscribed', 'welcome']);
  });

  it('lets the client try again when the check itself fails', async () => {
    const server = await start({ authenticate: () => Promise.reject(new Error('database gone')) });
    const client = await server.connect('workspace', null);
    client.send({ type: 'hello', v: 1, token: 'agent' });
    expect((await client.untilClosed()).code).toBe('shutting-down');
    expect(server.errors).toHaveLength(1);
  });
});

describe('durable streams', () => {
  it('[RT4] answers a subscription with the head, then pushes [RT3]', async () => {
    const server = await start();
    server.heads[stream] = 4;
    const client = await server.connect('service', 'visitor');
    client.send({ type: 'subscribe', stream });
    expect(await client.next('subscribed')).toEqual({ type: 'subscribed', stream, head: 4 });
    publishEvent(server.bus, stream, 5, ended);
    expect(await client.next('event')).toEqual({ type: 'event', stream, seq: 5, event: ended });
  });

  it('[RT4] holds back what is published while the head is read, and repeats nothing below it', async () => {
    const gate = buildGate();
    const server = await start({
      heads: async () => {
        publishEvent(server.bus, stream, 5, ended);
        publishEvent(server.bus, stream, 6, ended);
        await gate.passed;
        return { [stream]: 5 };
      },
    });
    const client = await server.connect('service', 'visitor');
    client.send({ type: 'subscribe', stream });
    await client.settle();
    gate.open();
    await client.next('event');
    expect(client.frames.slice(2)).toEqual([
      { type: 'subscribed', stream, head: 5 },
      { type: 'event', stream, seq: 6, event: ended },
    ]);
  });

  it('[RT3] never goes back: an event below the newest is not pushed', async () => {
    const server = await start();
    const client = await server.connect('service', 'visitor');
    client.send({ type: 'subscribe', stream });
    await client.next('subscribed');
    for (const seq of [1, 3, 2, 3, 4]) publishEvent(server.bus, stream, seq, ended);
    await client.settle();
    expect(client.frames.flatMap((frame) => (frame.type === 'event' ? [frame.seq] : []))).toEqual([1, 3, 4]);
  });

  it('ends with unsubscribe, and begins anew with another subscribe', async () => {
    const server = await start();
    const client = await server.connect('service', 'visitor');
    client.send({ type: 'subscribe', stream });
    client.send({ type: 'subscribe', stream });
    await client.settle();
    client.send({ type: 'unsubscribe', stream });
    await client.settle();
    publishEvent(server.bus, stream, 1, ended);
    await client.settle();
    expect(client.frames.filter((frame) => frame.type === 'event')).toEqual([]);
    expect(server.realtime.counts()).toEqual({ sockets: 1, streams: 0 });
    client.send({ type: 'subscribe', stream });
    await client.next('subscribed');
    publishEvent(server.bus, stream, 2, ended);
    expect((await client.next('event')).seq).toBe(2);
  });

  it('serves an audience larger than one turn, each in order', async () => {
    const server = await start();
    const clients = await Promise.all(Array.from({ length: 450 }, () => server.connect('service', 'visitor')));
    for (const client of clients) client.send({ type: 'subscribe', stream });
    await Promise.all(clients.map((client) => client.next('subscribed')));
    publishEvent(server.bus, stream, 1, ended);
    publishEvent(server.bus, stream, 2, ended);
    const orders = await Promise.all(
      clients.map(async (client) => [(await client.next('event')).seq, (await client.next('event')).seq]),
    );
    expect(new Set(orders.map(String))).toEqual(new Set(['1,2']));
  });
});

describe('ephemeral streams', () => {
  it('[RT7] begins with a snapshot, then deltas without a gap', async () => {
    const server = await start();
    const inbox = `inbox.${site}` as const;
    const first = await server.connect('workspace', 'agent');
    first.send({ type: 'subscribe', stream: inbox });
    expect(await first.next('snapshot')).toEqual({
      type: 'snapshot',
      stream: inbox,
      epoch: 'epoch-1',
      n: 0,
      data: { of: 'inbox' },
    });
    publishDelta(server.bus, inbox, { a: 1 });
    publishDelta(server.bus, inbox, { a: 2 });
    const second = await server.connect('workspace', 'agent');
    second.send({ type: 'subscribe', stream: inbox });
    expect((await second.next('snapshot')).n).toBe(2);
    publishDelta(server.bus, inbox, { a: 3 });
    expect(await second.next('delta')).toEqual({
      type: 'delta',
      stream: inbox,
      epoch: 'epoch-1',
      n: 3,
      data: { a: 3 },
    });
    await first.settle();
    expect(first.frames.flatMap((frame) => (frame.type === 'delta' ? [frame.n] : []))).toEqual([1, 2, 3]);
  });

  it.each<[string, Partial<RealtimeOptions>, string]>([
    ['nothing there', { snapshot: async () => null }, 'site_not_found'],
    ['not allowed', { authorize: async () => false }, 'site_not_found'],
    ['a refusal with a code', { authorize: () => Promise.reject(appError('role_missing', 'Ask.')) }, 'role_missing'],
    ['a fault of ours', { snapshot: () => Promise.reject(new Error('broken')) }, 'internal'],
  ])('[RT15] refuses a subscription: %s', async (_name, overrides, code) => {
    const server = await start(overrides);
    const client = await server.connect('workspace', 'agent');
    client.send({ type: 'subscribe', stream: `live.${site}` });
    expect((await client.next('refused')).code).toBe(code);
    publishDelta(server.bus, `live.${site}`, {});
    await client.settle();
    expect(client.frames.filter((frame) => frame.type === 'delta')).toEqual([]);
    expect(server.realtime.counts().streams).toBe(0);
  });
});

describe('rights', () => {
  it.each([
    internal,
    `inbox.${site}`,
    `live.${site}`,
    `presence.${site}`,
    `site.${site}`,
    `conversation.${otherConversation}`,
    `typing.${otherConversation}`,
  ])('[RT12] refuses a visitor %s even where the access check says yes', async (refused) => {
    const server = await start();
    const client = await server.connect('service', 'visitor');
    client.send({ type: 'subscribe', stream: refused });
    const answer = await client.next('refused');
    expect(answer.stream).toBe(refused);
    publishEvent(server.bus, internal, 1, { type: 'assigned', to: null, by: { id: 'me_aaaaaaaa', name: 'A' }, at: 1 });
    publishDelta(server.bus, `inbox.${site}`, {});
    await client.settle();
    expect(client.frames.filter((frame) => frame.type === 'event' || frame.type === 'delta')).toEqual([]);
  });

  it('passes typing on only from who may: the own conversation, or one that is followed', async () => {
    const server = await start();
    const typing = (id: string) => ({ type: 'typing', conversation: id, isTyping: true });
    const guest = await server.connect('service', 'visitor');
    guest.send(typing(conversation));
    guest.send(typing(otherConversation));
    guest.send({ type: 'input' });
    await guest.settle();
    const member = await server.connect('workspace', 'agent');
    member.send(typing(conversation));
    member.send({ type: 'subscribe', stream: `typing.${conversation}` });
    await member.next('snapshot');
    member.send(typing(conversation));
    member.send({ type: 'input' });
    await member.settle();
    expect(server.calls).toEqual([
      ['open', 'visitor'],
      ['typing', 'visitor', conversation, true],
      ['open', 'member'],
      ['typing', 'member', conversation, true],
      ['input', 'member'],
    ]);
  });

  it.each([
    ['a session', 'sessions', 'session-1', 'workspace', 'agent'],
    ['a key', 'grants', 'grant-1', 'service', 'visitor'],
  ] as const)('[RT11] ends the sockets of %s at once when it is revoked', async (_name, kind, id, surface, token) => {
    const server = await start();
    const client = await server.connect(surface, token);
    publishRevoked(server.bus, kind, ['somebody else']);
    await client.settle();
    publishRevoked(server.bus, kind, [id]);
    expect((await client.untilClosed()).code).toBe('revoked');
    expect(client.bye).toBe('revoked');
    expect(server.calls.at(-1)).toEqual([
      'close',
      agent.kind === 'member' && surface === 'workspace' ? 'member' : 'visitor',
    ]);
  });

  it('[RT11] a login that ends while its token is checked does not get in', async () => {
    const gate = buildGate();
    const server = await start({
      authenticate: async () => {
        await gate.passed;
        return agent;
      },
    });
    const client = await server.connect('workspace', null);
    client.send({ type: 'hello', v: 1, token: 'agent' });
    // The server has read hello once it answers a ping frame of the transport, which follows it on the wire.
    await new Promise((resolve) => {
      client.socket.once('pong', resolve);
      client.socket.ping();
    });
    publishRevoked(server.bus, 'sessions', ['session-1']);
    gate.open();
    expect((await client.untilClosed()).code).toBe('revoked');
    expect(client.frames.filter((frame) => frame.type === 'welcome')).toEqual([]);
  });
});

describe('limits', () => {
  it.each<[string, string | Buffer, ByeCode]>([
    ['a binary frame', Buffer.from('{"type":"ping"}'), 'protocol'],
    ['no JSON', '{', 'protocol'],
    ['an empty frame', '', 'protocol'],
    ['JSON that is no object', '"ping"', 'protocol'],
    ['null', 'null', 'protocol'],
    ['an array', '[]', 'protocol'],
    ['an unknown type', '{"type":"teleport"}', 'protocol'],
    ['a second hello', '{"type":"hello","v":1,"token":"agent"}', 'protocol'],
    ['an unknown stream', '{"type":"subscribe","stream":"secrets.st_aaaaaaaaaaaaaaaa"}', 'protocol'],
    ['a stream that is no text', '{"type":"subscribe","stream":{"toString":1}}', 'protocol'],
    ['typing without an id', '{"type":"typing","isTyping":true}', 'protocol'],
    ['a dangerous key as type', '{"type":"__proto__"}', 'protocol'],
    [
      'a frame one byte too long',
      JSON.stringify({ type: 'ping', x: 'x'.repeat(limits.frameBytes - 21) }),
      'frame-too-large',
    ],
    ['a frame of a megabyte', 'x'.repeat(1_000_000), 'frame-too-large'],
  ])('[RT10] says why it ends a socket: %s', async (_name, frame, code) => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    client.socket.send(frame);
    expect((await client.untilClosed()).code).toBe(code);
    expect(client.bye).toBe(code);
    // The library tells of a frame that it refused itself only after the connection is gone.
    await expect
      .poll(() => server.calls)
      .toEqual([
        ['open', 'member'],
        ['close', 'member'],
      ]);
  });

  it('takes a frame of exactly the longest length', async () => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    client.socket.send(JSON.stringify({ type: 'ping', x: 'x'.repeat(limits.frameBytes - 22) }));
    await client.next('pong');
  });

  it('[RT10] ends a socket with invalid UTF-8', async () => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    client.socket.send(Buffer.from([0xff, 0xfe]), { binary: false });
    expect((await client.untilClosed()).code).toBe('protocol');
  });

  it('[RT10] counts frames in ten seconds', async () => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    const burst = (frames: number) => {
      for (let i = 0; i < frames; i++) client.send({ type: 'ping' });
    };
    burst(limits.framesPerTenSeconds - 2);
    await client.settle();
    server.time.advance(10_000);
    burst(limits.framesPerTenSeconds - 1);
    await client.settle();
    client.send({ type: 'ping' });
    expect((await client.untilClosed()).code).toBe('too-many-frames');
  });

  it('refuses more streams than one socket may follow', async () => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    for (let i = 0; i <= limits.subscriptionsPerSocket; i++) {
      if (i % 100 === 99) {
        await client.settle();
        server.time.advance(10_000);
      }
      client.send({ type: 'subscribe', stream: `conversation.cv_${String(i).padStart(22, '0')}` });
    }
    expect((await client.next('refused')).code).toBe('too_many_requests');
  });

  it('[RT9] drops a consumer that does not take its data, and serves the others', async () => {
    const server = await start();
    const inbox = `inbox.${site}` as const;
    const slow = await server.connect('workspace', 'agent');
    const quick = await server.connect('workspace', 'agent');
    for (const client of [slow, quick]) client.send({ type: 'subscribe', stream: inbox });
    await Promise.all([slow.next('snapshot'), quick.next('snapshot')]);
    slow.socket.pause();
    const data = 'x'.repeat(256 * 1024);
    let sent = 0;
    const isDropped = () => server.calls.some((call) => String(call) === 'close,member');
    // How many it takes is the affair of the kernel's buffers, which fill first.
    while (!isDropped() && sent < 200) {
      publishDelta(server.bus, inbox, data);
      sent++;
      expect((await quick.next('delta')).n).toBe(sent);
    }
    slow.socket.resume();
    expect((await slow.untilClosed()).code).toBe('slow-consumer');
    expect(slow.bye).toBe('slow-consumer');
    expect(sent).toBeLessThan(200);
    await quick.settle();
  });
});

describe('heartbeat', () => {
  it('[RT8] carries the heads of what each socket follows, read once for all', async () => {
    const asked: string[][] = [];
    const server = await start({
      heads: async (streams) => {
        asked.push([...streams]);
        return Object.fromEntries(streams.map((name) => [name, 7]));
      },
    });
    const client = await server.connect('workspace', 'agent');
    for (const followed of [stream, internal, `inbox.${site}`]) client.send({ type: 'subscribe', stream: followed });
    await client.next('snapshot');
    await client.settle();
    asked.length = 0;
    server.time.advance(limits.socketHeartbeatMs);
    expect(await client.next('heads')).toEqual({ type: 'heads', heads: { [stream]: 7, [internal]: 7 } });
    expect(asked).toEqual([[stream, internal]]);
  });

  it('comes to a socket that follows nothing, and when the heads cannot be read', async () => {
    let isBroken = false;
    const server = await start({
      heads: (streams) => (isBroken ? Promise.reject(new Error('busy')) : Promise.resolve({ [streams[0] ?? '']: 1 })),
    });
    const idle = await server.connect('service', 'visitor');
    server.time.advance(limits.socketHeartbeatMs);
    expect(await idle.next('heads')).toEqual({ type: 'heads', heads: {} });
    idle.send({ type: 'subscribe', stream });
    await idle.next('subscribed');
    isBroken = true;
    server.time.advance(limits.socketHeartbeatMs);
    expect(await idle.next('heads')).toEqual({ type: 'heads', heads: {} });
    expect(server.errors).toHaveLength(1);
  });

  it('lets go of a peer that no longer answers', async () => {
    const server = await start();
    const client = await server.connect('service', 'visitor');
    client.socket.pause();
    server.time.advance(2 * limits.socketHeartbeatMs);
    expect(server.calls).toEqual([
      ['open', 'visitor'],
      ['close', 'visitor'],
    ]);
    client.socket.resume();
    expect((await client.untilClosed()).code).toBe('idle');
  });
});

describe('end', () => {
  it('tells of each member once, whoever ended the socket', async () => {
    const server = await start();
    const client = await server.connect('workspace', 'agent');
    client.send({ type: 'subscribe', stream });
    await client.next('subscribed');
    client.socket.close();
    await client.untilClosed();
    await expect.poll(() => server.realtime.counts()).toEqual({ sockets: 0, streams: 0 });
    expect(server.calls).toEqual([
      ['open', 'member'],
      ['close', 'member'],
    ]);
  });

  it('says why when the server stops, and waits for the last', async () => {
    const server = await start();
    const clients = [await server.connect('workspace', 'agent'), await server.connect('service', null)];
    await server.realtime.close();
    expect(server.realtime.counts().sockets).toBe(0);
    for (const client of clients) expect((await client.untilClosed()).code).toBe('shutting-down');
    expect(server.time.waiting()).toBe(0);
  });

  it('[RT14] keeps what HTTP has out of frames: an event frame holds the stored event and nothing else', async () => {
    const server = await start();
    const client = await server.connect('service', 'visitor');
    client.send({ type: 'subscribe', stream });
    await client.next('subscribed');
    publishEvent(server.bus, stream, 1, ended);
    const frame: ServerFrame = await client.next('event');
    expect(Object.keys(frame).toSorted()).toEqual(['event', 'seq', 'stream', 'type']);
  });
});
