import { Agent, request } from 'node:http';
import type {
  Accepted,
  EventsPage,
  PublicEvent,
  Sequenced,
  StartConversationAnswer,
  TokensAnswer,
} from '@porchlight/protocol';
import {
  backoffMs,
  type ConversationFollower,
  connectRealtime,
  followConversation,
  type RealtimeConnection,
  type RealtimeEnvironment,
} from '@porchlight/realtime';
import { openSocket } from '../../scripts/testing/socket.ts';

/** What a client needs to know of where it is. */
export type Surroundings = {
  /** Where the wire begins. */
  port: number;
  /** `host:port` as the server knows itself by. */
  host: string;
  site: string;
  random(): number;
  /** Called with each message that the server acknowledged. */
  onAccepted(accepted: Accepted): void;
};

export type Sent = { conversation: string; clientId: string; text: string; accepted: Accepted };
export type Log = Map<string, Sequenced<PublicEvent>[]>;

type Reply = { status: number; text: string; retryAfterMs: number; cookie: string | null };

/** One person's client: asks over HTTP until it is answered, and follows over a socket, as the product's own clients do. */
class Client {
  readonly #around: Surroundings;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly environment: RealtimeEnvironment;
  readonly log: Log = new Map();
  readonly sent: Sent[] = [];
  readonly #followers: ConversationFollower[] = [];
  #connection: RealtimeConnection | null = null;
  headers: Record<string, string> = {};
  isOver = false;

  constructor(around: Surroundings) {
    this.#around = around;
    this.environment = {
      now: () => Date.now(),
      after(ms, callback) {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
      // Waits are of the short kind, so that many cut-offs fit into a minute.
      random: () => around.random() * 0.3,
      openSocket: (url) => openSocket(url, around.host),
      isOnline: () => true,
      onWake: () => () => {},
    };
  }

  /** Asks again until there is an answer that another attempt would not change; throws at a refusal. */
  async ask<T>(method: string, path: string, body: object | null, credential?: () => Promise<string>): Promise<T> {
    for (let failures = 0; ; ) {
      const reply = await this.#once(method, path, body, credential && (await credential())).catch(() => null);
      if (reply && reply.status < 300) return (reply.text === '' ? null : JSON.parse(reply.text)) as T;
      const isLater = reply === null || reply.status === 429 || reply.status >= 500;
      if (!isLater) throw new Error(`${method} ${path}: ${reply.status} ${reply.text}`);
      if (this.isOver) throw new Error(`${method} ${path}: over`);
      failures += 1;
      const waitMs = Math.max(reply?.retryAfterMs ?? 0, backoffMs(Math.min(failures, 3), this.environment.random));
      await new Promise<void>((resolve) => this.environment.after(waitMs, resolve));
    }
  }

  async logIn(email: string, password: string): Promise<void> {
    const { cookie } = await this.#once('POST', '/api/agent/login', { email, password });
    if (!cookie) throw new Error('The login failed.');
    this.headers = { ...this.headers, cookie };
  }

  connect(getToken: () => Promise<string>): void {
    this.#connection = connectRealtime({
      url: `ws://127.0.0.1:${this.#around.port}/socket`,
      getToken,
      environment: this.environment,
    });
  }

  follow(conversation: string, events: (after: number) => Promise<EventsPage<PublicEvent>>): void {
    const all: Sequenced<PublicEvent>[] = [];
    this.log.set(conversation, all);
    if (!this.#connection) throw new Error('Connect first.');
    this.#followers.push(
      followConversation<PublicEvent>({
        connection: this.#connection,
        stream: `conversation.${conversation}` as never,
        initialHead: 0,
        fetchEvents: events,
        onEvents: (more) => all.push(...more),
        environment: this.environment,
      }),
    );
  }

  note(sent: Sent): void {
    this.sent.push(sent);
    this.#around.onAccepted(sent.accepted);
  }

  close(): void {
    this.isOver = true;
    for (const follower of this.#followers) follower.stop();
    this.#connection?.close();
    this.#agent.destroy();
  }

  #once(method: string, path: string, body: object | null, credential?: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          port: this.#around.port,
          host: '127.0.0.1',
          path,
          method,
          agent: this.#agent,
          headers: {
            host: this.#around.host,
            origin: `http://${this.#around.host}`,
            'user-agent':
              'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
            ...(body === null ? {} : { 'content-type': 'application/json' }),
            ...(credential ? { authorization: `Bearer ${credential}` } : {}),
            ...this.headers,
          },
        },
        (answer) => {
          let text = '';
          answer.setEncoding('utf8').on('data', (part: string) => {
            text += part;
          });
          answer.on('error', reject);
          answer.on('close', () => reject(new Error('cut')));
          answer.on('end', () =>
            answer.complete
              ? resolve({
                  status: answer.statusCode ?? 500,
                  text,
                  retryAfterMs: Number(answer.headers['retry-after'] ?? 0) * 1_000,
                  cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? null,
                })
              : reject(new Error('cut')),
          );
        },
      );
      asked.on('error', reject);
      asked.end(body === null ? undefined : JSON.stringify(body));
    });
  }
}

/** A visitor with one conversation. */
export class Visitor extends Client {
  readonly #site: string;
  readonly #key: string;
  conversation = '';

  constructor(around: Surroundings, key: string) {
    super(around);
    this.#site = around.site;
    this.#key = key;
  }

  async start(clientId: string, text: string): Promise<void> {
    const body = { clientId, text, visitor: null, visit: null, offer: null, contact: { name: null, email: null } };
    const path = `/m/${this.#site}/conversations`;
    const answer = await this.ask<StartConversationAnswer>('POST', path, body, async () => this.#key);
    this.conversation = answer.conversation.id;
    this.note({ conversation: this.conversation, clientId, text, accepted: answer.accepted });
    this.connect(() => this.#token());
    this.follow(this.conversation, (after) =>
      this.ask('GET', `${path}/${this.conversation}/events?after=${after}`, null, () => this.#token()),
    );
  }

  async write(clientId: string, text: string): Promise<void> {
    const path = `/m/${this.#site}/conversations/${this.conversation}/messages`;
    const accepted = await this.ask<Accepted>('POST', path, { clientId, text }, () => this.#token());
    this.note({ conversation: this.conversation, clientId, text, accepted });
  }

  async #token(): Promise<string> {
    const body = { keys: [this.#key], visit: null };
    const { grants } = await this.ask<TokensAnswer>('POST', `/m/${this.#site}/tokens`, body);
    const token = grants[0]?.token;
    if (!token) throw new Error('The key opens nothing.');
    return token;
  }
}

/** An agent who follows every conversation and answers in some. */
export class AnsweringAgent extends Client {
  connectSocket(): void {
    this.connect(async () => (await this.ask<{ token: string }>('POST', '/api/agent/socket-tokens', {})).token);
  }

  followConversation(id: string): void {
    this.follow(id, (after) => this.ask('GET', `/api/agent/conversations/${id}/events?after=${after}`, null));
  }

  async answer(conversation: string, clientId: string, text: string): Promise<void> {
    const path = `/api/agent/conversations/${conversation}/messages`;
    const accepted = await this.ask<Accepted>('POST', path, { clientId, text });
    this.note({ conversation, clientId, text, accepted });
  }
}
