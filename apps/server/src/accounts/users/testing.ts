import type { Answer, TestServer } from '../../testing.ts';

export const helpOrigin = 'http://help.localhost';
export const password = 'quiet otter under the porch';

/** The headers of a form that a browser sends from one of the help center's own pages. */
export const ownPage = { origin: helpOrigin, 'sec-fetch-site': 'same-origin', accept: 'text/html,*/*;q=0.8' };

let networks = 0;

/** What a server is started with for portals to have a network each, so that none spends another's allowance. */
export const believesProxy = { PORCHLIGHT_TRUSTED_PROXIES: '127.0.0.1' };

/** A browser at a help center without JavaScript: it keeps cookies, follows redirects and fills in forms. */
export class Portal {
  readonly cookies = new Map<string, string>();
  readonly #server: TestServer;
  readonly #site: string;
  readonly #headers: Record<string, string>;
  /** What the last answer was. */
  last: Answer | null = null;

  constructor(server: TestServer, site: string = server.site.id, headers: Record<string, string> = {}) {
    this.#server = server;
    this.#site = site;
    networks += 1;
    this.#headers = { 'x-forwarded-for': `10.1.${networks >> 8}.${networks & 255}`, ...headers };
  }

  get cookie(): string {
    return [...this.cookies].map((pair) => pair.join('=')).join('; ');
  }

  /** The value of the session's cookie, or of the remembered login's. */
  held(which: 'portal' | 'portal_remember'): string | undefined {
    return [...this.cookies].find(([name]) => name.endsWith(`porchlight_${which}-${this.#site}`))?.[1];
  }

  hold(which: 'portal' | 'portal_remember', value: string): void {
    this.cookies.set(`porchlight_${which}-${this.#site}`, value);
  }

  async open(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#ask('GET', this.#pathOf(path), null, { accept: ownPage.accept, ...headers });
  }

  /** Sends a form with the token of the page that was shown last, unless `fields` name another; does not follow. */
  async post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Answer> {
    const sent = new URLSearchParams({ form: this.token(), ...fields }).toString();
    const given = { ...ownPage, 'content-type': 'application/x-www-form-urlencoded', ...headers };
    return this.#ask('POST', this.#pathOf(path), sent, given);
  }

  /** Sends a form as browsers do that brings files, with the hidden fields of the page that was shown last; does not follow. */
  async sendWithFiles(
    path: string,
    fields: Record<string, string>,
    files: readonly { field: string; name: string; content: string }[] = [],
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const boundary = '----otter-under-the-porch';
    const all = { ...this.hidden(), ...fields };
    const parts = [
      ...Object.entries(all).map(([name, value]) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`),
      ...files.map(
        ({ field, name, content }) =>
          `Content-Disposition: form-data; name="${field}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${content}`,
      ),
    ];
    const body = `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`;
    const type = `multipart/form-data; boundary=${boundary}`;
    return this.#ask('POST', this.#pathOf(path), body, { ...ownPage, 'content-type': type, ...headers });
  }

  /** The hidden fields of the first form that was shown last. */
  hidden(): Record<string, string> {
    const [form = ''] = /<form method="post"[\s\S]*?<\/form>/.exec(this.last?.body ?? '') ?? [];
    const found = form.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g);
    return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
  }

  /** Opens what an answer leads to. */
  async follow(answer: Answer): Promise<Answer> {
    const { location } = answer.headers;
    if (answer.status !== 303) throw new Error(`Leads nowhere: ${answer.status} ${answer.body}`);
    return this.#ask('GET', String(location), null, { accept: ownPage.accept });
  }

  /** Opens a page, fills its form in and sends it; follows where it leads. */
  async fill(path: string, fields: Record<string, string>): Promise<Answer> {
    await this.open(path);
    const answer = await this.post(path, fields);
    const { location } = answer.headers;
    return answer.status === 303 ? this.#ask('GET', String(location), null, { accept: ownPage.accept }) : answer;
  }

  /** The token of the form that was shown last. */
  token(): string {
    return /name="form" value="([^"]+)"/.exec(this.last?.body ?? '')?.[1] ?? '';
  }

  #pathOf(path: string): string {
    return `/${this.#site}/${path}`;
  }

  async #ask(method: string, url: string, body: string | null, headers: Record<string, string>): Promise<Answer> {
    const cookie = this.cookie === '' ? {} : { cookie: this.cookie };
    const answer = await this.#server.ask('help', url, {
      method,
      body,
      headers: { ...cookie, ...this.#headers, ...headers },
    });
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (/Max-Age=-1(;|$)/.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    if (method === 'GET' || answer.status !== 303) this.last = answer;
    return answer;
  }
}

/** Sends what waits, and answers with the code of the newest mail to this address. */
export async function readMailedCode(server: TestServer, to: string): Promise<string | null> {
  await server.app.jobs.runDue();
  await server.app.jobs.runDue();
  const mail = server.mails.find((one) => one.to === to);
  return /^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/m.exec(mail?.text ?? '')?.[0] ?? null;
}

/** Makes a user of the site, logged in by the portal that is answered. */
export async function registerUser(
  server: TestServer,
  email: string,
  { site = server.site.id, name = 'Ada' }: { site?: string; name?: string } = {},
): Promise<Portal> {
  const portal = new Portal(server, site);
  await portal.fill('register', { email });
  const code = (await readMailedCode(server, email)) ?? '';
  const answer = await portal.fill('register/code', { email, code, name, password });
  if (!answer.body.includes(`value="${name}"`)) throw new Error(`Not registered: ${answer.status} ${answer.body}`);
  return portal;
}
