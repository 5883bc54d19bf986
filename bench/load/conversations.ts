/**
 * Both sides of many conversations, in a process of their own: visitors with a socket each, and an agent whose sockets
 * follow all of them. Takes orders and gives results as messages to its parent.
 */
import { randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { limits, realtimeVersion, type ServerFrame, type StartConversationAnswer } from '@porchlight/protocol';
import { WebSocket } from 'ws';
import { type ConversationOrder, percentile, type TalkResult } from './orders.ts';

type Start = Extract<ConversationOrder, { kind: 'start' }>;

interface Conversation {
  readonly id: string;
  readonly token: string;
}

const keptAlive = new Agent({ keepAlive: true, maxSockets: 32 });
const atOnce = 50;
let target: Start;
let cookie = '';
let conversations: Conversation[] = [];
/** When each message was sent, by its text; a message that was seen is gone from here. */
const sentAt = new Map<string, number>();
let latencies: number[] = [];
let onSeen: (() => void) | null = null;

/** Sends JSON to a surface as its own pages do; answers with body and cookie. */
function post(
  surface: 'service' | 'workspace',
  path: string,
  body: object,
  headers: Record<string, string> = {},
): Promise<{ json: unknown; cookie: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port: target.port,
        host: '127.0.0.1',
        path,
        method: 'POST',
        agent: keptAlive,
        headers: {
          host: `${surface}.localhost`,
          origin: `http://${surface}.localhost`,
          'content-type': 'application/json',
          'user-agent':
            'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
          ...headers,
        },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('end', () => {
          if ((response.statusCode ?? 500) >= 300) reject(new Error(`${path}: ${response.statusCode} ${text}`));
          else
            resolve({
              json: text === '' ? null : JSON.parse(text),
              cookie: (response.headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; '),
            });
        });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

/** Opens a socket, says hello, and follows the conversations; what it sees is compared with what was sent. */
function openSocket(surface: 'service' | 'workspace', token: string, followed: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${target.port}/socket`, {
      headers: { host: `${surface}.localhost`, origin: `http://${surface}.localhost` },
      perMessageDeflate: false,
    });
    let unanswered = followed.length;
    socket.on('error', reject);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'hello', v: realtimeVersion, token })));
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame;
      if (frame.type === 'event' && frame.event.type === 'message' && surface === 'workspace') see(frame.event.text);
      else if (frame.type === 'bye' || frame.type === 'refused') reject(new Error(`${frame.type}: ${frame.message}`));
      else if (frame.type === 'welcome') {
        for (const id of followed) socket.send(JSON.stringify({ type: 'subscribe', stream: `conversation.${id}` }));
        if (unanswered === 0) resolve();
      } else if (frame.type === 'subscribed') {
        unanswered -= 1;
        if (unanswered === 0) resolve();
      }
    });
  });
}

/** The agent's socket got a message. */
function see(text: string): void {
  const at = sentAt.get(text);
  if (at === undefined) return;
  latencies.push(performance.now() - at);
  sentAt.delete(text);
  onSeen?.();
}

async function inGroups(count: number, make: (at: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, count - from) }, (_, at) => make(from + at)));
  }
}

async function start(order: Start): Promise<null> {
  target = order;
  cookie = (await post('workspace', '/api/agent/login', order.agent)).cookie;
  conversations = [];
  await inGroups(order.conversations, async (at) => {
    const body = { clientId: randomId(), text: 'Good evening', visitor: null, visit: null, offer: null };
    const { json } = await post(
      'service',
      `/m/${order.site}/conversations`,
      { ...body, contact: { name: null, email: null } },
      {
        authorization: `Bearer ${randomBytes(32).toString('base64url')}`,
        // Each visitor comes from an address of their own.
        'x-forwarded-for': `10.${(at >> 16) & 255}.${(at >> 8) & 255}.${at & 255}`,
      },
    );
    const { conversation, token } = json as StartConversationAnswer;
    conversations.push({ id: conversation.id, token });
  });
  for (let from = 0; from < conversations.length; from += limits.framesPerTenSeconds - 20) {
    const { json } = await post('workspace', '/api/agent/socket-tokens', {}, { cookie });
    const followed = conversations.slice(from, from + limits.framesPerTenSeconds - 20).map(({ id }) => id);
    await openSocket('workspace', (json as { token: string }).token, followed);
  }
  await inGroups(conversations.length, (at) =>
    openSocket('service', conversations[at]!.token, [conversations[at]!.id]),
  );
  return null;
}

async function idle(sockets: number): Promise<null> {
  await inGroups(sockets, (at) => openSocket('service', conversations[at % conversations.length]!.token, []));
  return null;
}

function randomId(): string {
  return randomBytes(16).toString('base64url');
}

/** Visitors' messages at an even pace, each in another conversation. */
async function talk(messages: number, perSecond: number): Promise<TalkResult> {
  latencies = [];
  const startedAt = performance.now();
  const answers: Promise<unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    const pace = setInterval(() => {
      const due = Math.min(messages, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
      while (answers.length < due) {
        const answer = send(answers.length);
        answer.catch(reject);
        answers.push(answer);
      }
      if (answers.length === messages) {
        clearInterval(pace);
        resolve();
      }
    }, 2);
  });
  await Promise.all(answers);
  if (sentAt.size > 0) {
    await new Promise<void>((resolve) => {
      onSeen = () => {
        if (sentAt.size === 0) resolve();
      };
    });
  }
  const sorted = latencies.sort((a, b) => a - b);
  return { messages: sorted.length, p50Ms: percentile(sorted, 0.5), p99Ms: percentile(sorted, 0.99) };
}

function send(number: number): Promise<unknown> {
  const { id, token } = conversations[number % conversations.length]!;
  const text = `Is it in stock? ${randomId()}`;
  sentAt.set(text, performance.now());
  const body = { clientId: randomId(), text };
  return post('service', `/m/${target.site}/conversations/${id}/messages`, body, { authorization: `Bearer ${token}` });
}

process.on('message', async (order: ConversationOrder) => {
  try {
    if (order.kind === 'start') process.send?.({ result: await start(order) });
    else if (order.kind === 'idle') process.send?.({ result: await idle(order.sockets) });
    else process.send?.({ result: await talk(order.messages, order.perSecond) });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
