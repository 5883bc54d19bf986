import { type FromFrame, frameConnect, type ToFrame } from '@porchlight/protocol';
import { afterEach, describe, expect, it } from 'vitest';
import { listenForPage } from './page-channel.ts';

const origins = ['shop.example', '*.blog.example'];
const opened: MessagePort[] = [];
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

function buildFrame() {
  const parent = {};
  let listener: (event: object) => void = () => {};
  const heard: ToFrame[] = [];
  const channel = listenForPage({
    target: {
      parent,
      addEventListener: (_type: string, given: unknown) => (listener = given as typeof listener),
    } as never,
    origins,
    blocked: ['evil.blog.example'],
    onMessage: (message) => heard.push(message),
  });
  function greet(overrides: { data?: unknown; origin?: string; source?: unknown } = {}) {
    const { port1, port2 } = new MessageChannel();
    opened.push(port1 as MessagePort, port2 as MessagePort);
    const told: FromFrame[] = [];
    const page = port1 as unknown as {
      onmessage: (event: { data: FromFrame }) => void;
      postMessage(data: unknown): void;
    };
    page.onmessage = ({ data }) => told.push(data);
    listener({ data: frameConnect, origin: 'https://shop.example', source: parent, ports: [port2], ...overrides });
    return { told, say: (data: unknown) => page.postMessage(data) };
  }
  return { channel, heard, greet };
}

describe('listenForPage', () => {
  it('[CNV11] takes the port of the embedding page and tells it what went before', async () => {
    const { channel, heard, greet } = buildFrame();
    channel.send({ type: 'unread', count: 1, preview: 'a' });
    channel.send({ type: 'unread', count: 2, preview: 'b' });
    const page = greet();
    page.say({ type: 'layout', layout: 'open' });
    page.say({ type: 'nonsense' });
    page.say('noise');
    await expect.poll(() => heard).toEqual([{ type: 'layout', layout: 'open' }]);
    await expect.poll(() => page.told).toEqual([{ type: 'ready' }, { type: 'unread', count: 2, preview: 'b' }]);
  });

  it.each([
    ['an origin that is not on the list', { origin: 'https://evil.example' }],
    ['the apex of a wildcard', { origin: 'https://blog.example' }],
    ['an origin that is blocked', { origin: 'https://evil.blog.example' }],
    ['an opaque origin', { origin: 'null' }],
    ['another window', { source: {} }],
    ['no window', { source: null }],
    ['another greeting', { data: 'porchlight:connect:0' }],
  ])('[CNV11] refuses %s', async (_what, overrides) => {
    const { heard, greet } = buildFrame();
    const stranger = greet(overrides);
    const page = greet();
    stranger.say({ type: 'layout', layout: 'open' });
    page.say({ type: 'layout', layout: 'closed' });
    await expect.poll(() => heard).toEqual([{ type: 'layout', layout: 'closed' }]);
    expect(stranger.told).toEqual([]);
  });

  it('follows a page that connects anew', async () => {
    const { channel, greet } = buildFrame();
    greet();
    const page = greet();
    channel.send({ type: 'close' });
    await expect.poll(() => page.told).toEqual([{ type: 'ready' }, { type: 'close' }]);
  });
});
