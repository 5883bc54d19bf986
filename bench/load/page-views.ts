/**
 * The visitors, in a process of their own: each connection is a browser that views some pages, one after the other,
 * then is replaced by a new one. Takes orders and gives results as messages to its parent.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { type PageViewOrder, type PageViewResult, percentile } from './orders.ts';

const origin = 'https://shop.example';

const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36',
];

interface Run {
  readonly order: PageViewOrder;
  readonly until: number;
  readonly latencies: number[];
  sent: number;
  failures: number;
  failure: string | null;
}

interface ViewAnswer {
  readonly visitor: string;
  readonly visit: string;
  readonly class: string | null;
  readonly asksClass?: boolean;
}

/** One browser: a kept-alive connection with one request under way. */
class Visitor {
  readonly #run: Run;
  readonly #head: string;
  readonly #socket: Socket;
  readonly #onDone: () => void;
  #received = '';
  #ids: { visitor: string; visit: string } | null = null;
  /** What the service set, as it goes back. */
  #cookies = new Map<string, string>();
  #session: { mode: string; class: string | null } | null = null;
  #isAskingClass = false;
  #tab = '';
  #pages = 0;
  #previous: string | null = null;
  #view = '';
  #sentAt = 0;

  constructor(run: Run, number: number, onDone: () => void) {
    const { order } = run;
    this.#run = run;
    this.#onDone = onDone;
    this.#head =
      `Host: ${order.host}\r\nOrigin: ${origin}\r\n` +
      `User-Agent: ${browsers[number % browsers.length]}\r\nAccept: */*\r\nAccept-Language: en-GB,en;q=0.9\r\n` +
      'Content-Type: text/plain;charset=UTF-8\r\n' +
      (order.mode ? 'Sec-Fetch-Site: cross-site\r\nSec-Fetch-Storage-Access: active\r\n' : '');
    this.#socket = connect(order.port, '127.0.0.1');
    this.#socket.setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (chunk) => this.#receive(String(chunk)));
    this.#socket.on('error', (error) => this.#fail(error.message));
    this.#socket.on('close', () => this.#onDone());
    this.#socket.on('connect', () => this.#send());
  }

  #send(): void {
    if (this.#pages % this.#run.order.pagesPerVisit === 0) {
      this.#ids = null;
      this.#session = null;
      this.#cookies.clear();
      this.#previous = null;
      this.#tab = `tb_${randomBytes(16).toString('base64url')}`;
    }
    this.#view = `pv_${randomBytes(16).toString('base64url')}`;
    this.#run.sent += 1;
    this.#sentAt = performance.now();
    this.#post('', {
      v: 1,
      visitor: this.#ids?.visitor ?? null,
      visit: this.#ids?.visit ?? null,
      jar: 'first-party-cookie',
      steps: [],
      tab: this.#tab,
      view: this.#view,
      kind: 'load',
      url: `${origin}/products/lantern-${this.#pages}?from=home`,
      title: `Lantern number ${this.#pages} – Harbour & Lantern`,
      referrer: this.#ids ? `${origin}/products` : 'https://search.example/results?q=lantern',
      language: 'en-GB',
      timeZone: 'Europe/London',
      screen: { width: 1440, height: 900 },
      sections: ['products'],
      attributes: {},
      previous: this.#previous ? { view: this.#previous, visibleMs: 4_200 } : null,
      consent: 'granted',
      ...(this.#session ? { session: this.#session } : {}),
    });
  }

  /** Sends to the path of page views, or to one beside it. */
  #post(beside: '' | 'class', content: object): void {
    const { path } = this.#run.order;
    const body = JSON.stringify(content);
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const target = beside ? path.replace(/views$/, beside) : path;
    this.#socket.write(
      `POST ${target} HTTP/1.1\r\n${this.#head}${cookies ? `Cookie: ${cookies}\r\n` : ''}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  }

  #receive(chunk: string): void {
    this.#received += chunk;
    const end = this.#received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#received)?.[1] ?? 0);
    if (this.#received.length < end + 4 + length) return;
    const body = this.#received.slice(end + 4);
    const status = this.#received.slice(9, 12);
    const head = this.#received.slice(0, end);
    this.#received = '';
    if (status !== '200' && status !== '201') {
      this.#fail(`${status} ${body}`);
      return;
    }
    if (this.#run.order.mode && this.#keep(head, JSON.parse(body) as ViewAnswer)) return;
    const now = performance.now();
    this.#run.latencies.push(now - this.#sentAt);
    if (!this.#isAskingClass) this.#ids = JSON.parse(body) as { visitor: string; visit: string };
    this.#isAskingClass = false;
    this.#previous = this.#view;
    this.#pages += 1;
    if (now < this.#run.until && this.#run.sent < (this.#run.order.count ?? Number.POSITIVE_INFINITY)) this.#send();
    else this.#socket.end();
  }

  /** Keeps what a browser would; true where it asks for the class before the view is done. */
  #keep(head: string, answer: ViewAnswer): boolean {
    const { mode } = this.#run.order;
    for (const [, name = '', value = ''] of head.matchAll(/^set-cookie: ([^=\r\n]+)=([^;\r\n]*)/gim))
      this.#cookies.set(name, value);
    this.#session = { mode: mode as string, class: answer.class };
    if (!answer.asksClass) return false;
    this.#ids = answer;
    this.#isAskingClass = true;
    const { visitor, visit } = answer;
    this.#post('class', { v: 1, visitor, visit, jar: 'first-party-cookie', steps: [] });
    return true;
  }

  #fail(message: string): void {
    this.#run.failures += 1;
    this.#run.failure ??= message;
    this.#socket.destroy();
  }
}

async function perform(order: PageViewOrder): Promise<PageViewResult> {
  const startedAt = performance.now();
  const run: Run = {
    order,
    until: startedAt + (order.durationMs ?? 60_000),
    latencies: [],
    sent: 0,
    failures: 0,
    failure: null,
  };
  await Promise.all(
    Array.from({ length: order.connections }, (_, at) => new Promise<void>((done) => new Visitor(run, at, done))),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = run.latencies.sort((a, b) => a - b);
  return {
    requests: sorted.length,
    perSecond: sorted.length / seconds,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    failures: run.failures,
    failure: run.failure,
  };
}

process.on('message', async (order: PageViewOrder) => {
  process.send?.(await perform(order));
});
