/**
 * Many messengers that lose the server and come back by the product's own client, in a process of their own. Takes
 * orders and gives results as messages to its parent.
 */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { StartConversationAnswer } from '@porchlight/protocol';
import { connectRealtime, type RealtimeEnvironment } from '@porchlight/realtime';
import { openSocket } from '../../scripts/testing/socket.ts';
import { percentile, type ReturnOrder, type ReturnResult } from './orders.ts';

type Connect = Extract<ReturnOrder, { kind: 'connect' }>;

const host = 'service.localhost';
const atOnce = 50;
const keptAlive = new Agent({ keepAlive: true, maxSockets: 32 });
let clients = 0;
let following = 0;
let onAll: (() => void) | null = null;
/** When each client followed again, by the machine's clock. */
let returned: number[] = [];

const environment = (url: string): RealtimeEnvironment => ({
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  openSocket: () => openSocket(url, host),
  isOnline: () => true,
  onWake: () => () => {},
});

function start(order: Connect, at: number): Promise<StartConversationAnswer> {
  const body = JSON.stringify({
    clientId: randomBytes(16).toString('base64url'),
    text: 'Good evening',
    visitor: null,
    visit: null,
    offer: null,
    contact: { name: null, email: null },
  });
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        port: order.port,
        host: '127.0.0.1',
        path: `/m/${order.site}/conversations`,
        method: 'POST',
        agent: keptAlive,
        headers: {
          host,
          origin: `http://${host}`,
          'content-type': 'application/json',
          authorization: `Bearer ${randomBytes(32).toString('base64url')}`,
          // Each visitor comes from an address of their own.
          'x-forwarded-for': `10.1.${(at >> 8) & 255}.${at & 255}`,
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () =>
          (answer.statusCode ?? 500) < 300
            ? resolve(JSON.parse(text))
            : reject(new Error(`${answer.statusCode} ${text}`)),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });
}

/** Begins a conversation and follows it; the access token outlives the server's absence, as in the messenger. */
async function follow(order: Connect, at: number): Promise<void> {
  const { conversation, token } = await start(order, at);
  const url = `ws://127.0.0.1:${order.port}/socket`;
  const connection = connectRealtime({ url, getToken: async () => token, environment: environment(url) });
  connection.subscribe(`conversation.${conversation.id}`, ({ type }) => {
    if (type === 'cut') following -= 1;
    if (type !== 'subscribed') return;
    following += 1;
    returned.push(Date.now());
    if (following === clients) onAll?.();
  });
}

function allFollow(): Promise<void> {
  return new Promise((resolve) => {
    onAll = resolve;
    if (following === clients) resolve();
  });
}

async function perform(order: ReturnOrder): Promise<ReturnResult | null> {
  if (order.kind === 'connect') {
    clients = order.clients;
    for (let from = 0; from < clients; from += atOnce)
      await Promise.all(Array.from({ length: Math.min(atOnce, clients - from) }, (_, at) => follow(order, from + at)));
    await allFollow();
    return null;
  }
  if (order.kind === 'expect') {
    returned = [];
    return null;
  }
  await allFollow();
  const waits = returned.map((at) => Math.max(0, at - order.at)).sort((a, b) => a - b);
  const tenths = new Map<number, number>();
  for (const wait of waits) tenths.set(Math.floor(wait / 100), (tenths.get(Math.floor(wait / 100)) ?? 0) + 1);
  return {
    p50Ms: percentile(waits, 0.5),
    p95Ms: percentile(waits, 0.95),
    maxMs: waits.at(-1) ?? 0,
    mostAtOnce: Math.max(...tenths.values()),
  };
}

process.on('message', async (order: ReturnOrder) => {
  try {
    process.send?.({ result: await perform(order) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
