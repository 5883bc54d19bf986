import type {
  ClassAnswer,
  CookieMode,
  PageViewAnswer,
  PageViewRequest,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';
import { Cookie, CookieJar } from 'tough-cookie';
import type { Site } from '../sites/index.ts';
import { type Answer, buildPageView, type TestServer } from '../testing.ts';

/**
 * What a browser does with the cookies of a third party: `shared` keeps them for all sites, `split` keeps all of them
 * by site, `chips` keeps only partitioned ones, by site, `none` keeps none.
 */
export type BrowserKind = 'shared' | 'split' | 'chips' | 'none';

/** What the tag keeps on one host. */
export type PageEntries = {
  visitor: VisitorId | null;
  visit: VisitId | null;
  session: PageViewRequest['session'];
  isPersistent: boolean;
};

export type Viewed = { answer: PageViewAnswer; asked: ClassAnswer | null; cookies: string[]; status: number };

/** A browser with the tag in it, as far as the server can tell: jars by rule, and the tag's side of the answers. */
export class TestBrowser {
  readonly #server: TestServer;
  readonly #site: Site;
  kind: BrowserKind;
  /** Cookies of the service by the site that they were seen on; `*` is shared by all. */
  readonly jars = new Map<string, CookieJar>();
  /** What script keeps, by registrable domain. */
  readonly pages = new Map<string, PageEntries>();
  /** Headers that go with every request. */
  headers: Record<string, string> = {};

  constructor(server: TestServer, site: Site, kind: BrowserKind) {
    this.#server = server;
    this.#site = site;
    this.kind = kind;
  }

  page(url: string): PageEntries {
    const domain = domainOf(url);
    const page = this.pages.get(domain) ?? { visitor: null, visit: null, session: null, isPersistent: false };
    this.pages.set(domain, page);
    return page;
  }

  /** Opens a page; answers the question for the class where it is asked. */
  async view(url: string, overrides: Partial<PageViewRequest> = {}): Promise<Viewed> {
    const page = this.page(url);
    const { visitor, visit, session } = page;
    const body = buildPageView({ url, visitor, visit, session, ...overrides });
    const sent = await this.send(url, 'views', body);
    if (sent.status >= 300) throw new Error(sent.body);
    const answer = sent.json<PageViewAnswer>();
    const { mode } = this.#server.app.sites.getSite(this.#site.id);
    page.visit = answer.visit;
    page.visitor = answer.keep === 'visitor-and-visit' ? answer.visitor : null;
    page.isPersistent = answer.visitorMaxAgeS !== null;
    page.session = { mode, class: answer.class };
    const viewed = { answer, cookies: cookiesOf(sent), status: sent.status };
    if (!answer.asksClass) return { ...viewed, asked: null };
    const asked = await this.ask(url, answer);
    page.visitor = asked.keep === 'visitor-and-visit' ? asked.visitor : null;
    page.session = { mode, class: asked.class };
    return { ...viewed, asked };
  }

  async ask(url: string, { visitor, visit }: Pick<PageViewAnswer, 'visitor' | 'visit'>): Promise<ClassAnswer> {
    const asked = await this.send(url, 'class', { v: 1, visitor, visit, jar: 'first-party-cookie', steps: [] });
    return asked.json<ClassAnswer>();
  }

  /** Sends a request of a page with the cookies that this kind of browser would send, and keeps what it would keep. */
  async send(url: string, path: string, body: object): Promise<Answer> {
    const { origin } = new URL(url);
    const domain = domainOf(url);
    const jars = new Set([this.#jar(domain, false), this.#jar(domain, true)]);
    const cookies = [...jars].flatMap((jar) =>
      jar ? jar.getCookiesSync(service).map((one) => one.cookieString()) : [],
    );
    const answer = await this.#server.ask('service', `/t/${this.#site.id}/${path}`, {
      method: 'POST',
      headers: {
        origin,
        'sec-fetch-site': 'cross-site',
        ...(this.kind === 'shared' ? { 'sec-fetch-storage-access': 'active' } : {}),
        ...(cookies.length > 0 ? { cookie: cookies.join('; ') } : {}),
        ...this.headers,
      },
      body: JSON.stringify(body),
    });
    for (const line of cookiesOf(answer)) {
      const cookie = Cookie.parse(line);
      if (cookie) this.#jar(domain, line.endsWith('; Partitioned'))?.setCookieSync(cookie, service);
    }
    return answer;
  }

  /** The browser closes and opens again, without restoring its session. */
  restart(): void {
    for (const jar of this.jars.values())
      for (const one of jar.getCookiesSync(service))
        if (one.maxAge === null) jar.setCookieSync(`${one.key}=; Max-Age=0; Path=/; Secure`, service);
    for (const page of this.pages.values()) {
      Object.assign(page, { visit: null, session: null });
      if (!page.isPersistent) page.visitor = null;
    }
  }

  #jar(domain: string, isPartitioned: boolean): CookieJar | null {
    if (this.kind === 'none' || (this.kind === 'chips' && !isPartitioned)) return null;
    const name = this.kind === 'shared' && !isPartitioned ? '*' : domain;
    const jar = this.jars.get(name) ?? new CookieJar();
    this.jars.set(name, jar);
    return jar;
  }
}

/** Good enough for the names that tests use. */
function domainOf(url: string): string {
  return new URL(url).hostname.split('.').slice(-2).join('.');
}

/** Where the cookies of the service lie, whatever its host is called. */
const service = 'https://service.test/';

export function cookiesOf(answer: Answer): string[] {
  return [answer.headers['set-cookie'] ?? []].flat();
}

/** Names and lives of `Set-Cookie` headers, without the site's id: `visitor 31536000`. */
export function livesOf(cookies: string[]): string[] {
  return cookies.map((line) => {
    const name = /^([^=]+?)-st_[\w-]+=/.exec(line)?.[1] ?? line;
    const life = /Max-Age=-1/.test(line) ? 'gone' : (/Max-Age=(\d+)/.exec(line)?.[1] ?? 'session');
    return `${name.replace('__Host-', '')} ${life}`;
  });
}

let sites = 0;

/** A new site of this mode on two unrelated domains, one of them with its subdomains. */
export async function addSite(server: TestServer, mode: CookieMode): Promise<Site> {
  sites += 1;
  const domains = ['shop.example', '*.shop.example', 'blog.example'];
  const { id } = await server.app.sites.addSite({ name: `Site ${sites}`, domains });
  return server.app.sites.changeSite(id, { mode });
}

/** A browser, and a new site that it is going to visit. */
export async function openBrowser(
  server: TestServer,
  mode: CookieMode,
  kind: BrowserKind,
): Promise<{ site: Site; browser: TestBrowser }> {
  const site = await addSite(server, mode);
  return { site, browser: new TestBrowser(server, site, kind) };
}
