import type { HeldCodeAnswer, StartConversationAnswer } from '@porchlight/protocol';
import { ownPage, type Portal } from '../accounts/users/testing.ts';
import { type Answer, buildKey, buildStart, fromFrame, type TestServer } from '../testing.ts';

export const question = {
  name: 'Ada',
  email: 'ada@example.org',
  subject: 'A lamp that flickers',
  message: 'It flickers in the evening. What can I do?',
};

/** Fills the contact form in and sends it; answers with the id of the conversation that came of it. */
export async function ask(
  guest: Portal,
  fields: Record<string, string> = {},
  files: Parameters<Portal['sendWithFiles']>[2] = [],
): Promise<`cv_${string}`> {
  await guest.open('contact?lang=en');
  const answer = await guest.sendWithFiles('contact?lang=en', { ...question, ...fields }, files);
  return ticketOf(answer);
}

/** The conversation that an answer's address names. */
export function ticketOf(answer: Answer): `cv_${string}` {
  const [, id] = /ticket=(cv_[\w-]+)/.exec(String(answer.headers.location ?? '')) ?? [];
  if (!id) throw new Error(`No receipt: ${answer.status} ${answer.body}`);
  return id as `cv_${string}`;
}

/** A guest's messenger in one browser: its keys, and what it asks the service and sends to the help center. */
export class Chatter {
  readonly #server: TestServer;
  readonly #site: string;
  readonly #from: string;
  readonly keys: string[] = [];
  token = '';

  constructor(server: TestServer, site: string = server.site.id) {
    this.#server = server;
    this.#site = site;
    networks += 1;
    this.#from = `10.7.${networks >> 8}.${networks & 255}`;
  }

  /** Asks the service as the frame does. */
  ask(path: string, body: object | null, credential?: string): Promise<Answer> {
    const asked = fromFrame(body, credential);
    return this.#server.ask('service', `/m/${this.#site}${path}`, {
      ...asked,
      headers: { ...asked.headers, 'x-forwarded-for': this.#from },
    });
  }

  /** Begins a conversation, by a key of its own. */
  async start(text = 'Does the blue lamp flicker?', more: object = {}): Promise<`cv_${string}`> {
    const key = buildKey();
    const answer = await this.ask('/conversations', buildStart({ text, ...more }), key);
    const { conversation, token } = answer.json<StartConversationAnswer>();
    this.keys.push(key);
    this.token = token;
    return conversation.id;
  }

  askCode(keys: readonly string[] = this.keys, more: object = {}): Promise<Answer> {
    return this.ask('/held-codes', { keys, visit: null, language: 'en', ...more });
  }

  async code(): Promise<string> {
    return (await this.askCode()).json<HeldCodeAnswer>().code;
  }

  /** Sends a code as the frame's form does where service and help center are two sites: without cookies. */
  send(code: string, headers: Record<string, string | undefined> = {}, site: string = this.#site): Promise<Answer> {
    const all = {
      accept: ownPage.accept,
      origin: 'http://service.localhost',
      'sec-fetch-site': 'cross-site',
      'content-type': 'application/x-www-form-urlencoded',
      'x-forwarded-for': this.#from,
      ...headers,
    };
    const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
    return this.#server.ask('help', `/${site}/conversations/chats?lang=en`, {
      method: 'POST',
      headers: Object.fromEntries(given),
      body: new URLSearchParams({ code }).toString(),
    });
  }

  /** What the page that asks would send. */
  async asked(): Promise<{ code: string; client: string }> {
    return fieldsOf(await this.send(await this.code()));
  }

  /** The whole walk: code, page, press. */
  async bringTo(guest: Portal): Promise<Answer> {
    return press(guest, await this.asked());
  }
}

let networks = 0;

/** What stands in the page that asks whether chats shall be shown. */
export function fieldsOf({ status, body }: Answer): { code: string; client: string } {
  const of = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(body)?.[1] ?? '';
  if (of('code') === '') throw new Error(`Asks nothing: ${status} ${body}`);
  return { code: of('code'), client: of('client') };
}

/** Presses the button of the page that asks. */
export function press(guest: Portal, fields: { code: string; client?: string }): Promise<Answer> {
  return guest.post('conversations/chats/entry?lang=en', { form: '', ...fields });
}
