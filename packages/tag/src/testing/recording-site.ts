import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { frameConnect, type PageViewAnswer, type Script, type TagSettings } from '@porchlight/protocol';
import { readTagManifest } from '../../build.ts';
import { fillSettings } from '../index.ts';

const dist = new URL('../../dist/', import.meta.url);

export type Recorded = {
  path: string;
  host: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the fields that it expects
  body: any;
  origin: string | undefined;
  cookie: string | undefined;
};

/** `tls`: the site and the service are https. `top`: the domain that all hosts end with. */
export type SiteOptions = { tls?: { cert: string; key: string }; top?: 'localhost' | 'test' };

type Answer = { status?: number; type?: string; body?: unknown } | 'hang' | 'cut';
/** A promise is an answer that takes its time. */
type Given = Answer | Promise<Answer | undefined>;

/**
 * A customer's site and the outside of the service on one port: it serves the built tag, records what the tag
 * sends, and answers as told. What the product's own server does is tested with that server.
 */
export async function startRecordingSite({ tls, top = 'localhost' }: SiteOptions = {}) {
  const manifest = await readTagManifest();
  const tag = await readFile(new URL('tag.js', dist), 'utf8');
  const { tag: _tag, ...built } = manifest;
  const names = Object.keys(built) as (keyof typeof built)[];
  /** The scripts that load when they are needed, as settings name them. */
  const scripts = Object.fromEntries(
    names.map((name) => [name, { path: `/assets/${built[name].file}`, integrity: built[name].integrity }]),
  ) as Record<keyof typeof built, Script>;
  const modules = new Map<string, Buffer>();
  for (const name of names) modules.set(name, await readFile(new URL(built[name].file, dist)));
  const requests: Recorded[] = [];
  const watchers = new Set<() => void>();
  const state = {
    /** Merged over the settings of every site. */
    settings: {} as Partial<TagSettings>,
    /** Answers by path's last part (`views`, `beats`, `frame`), or a script's name (`bubble`); a function sees the request. */
    answers: {} as Record<string, Given | ((request: Recorded) => Given)>,
    /** Merged over what `views` answers by itself. */
    told: {} as Partial<PageViewAnswer>,
    /** What stands in the customer's `<head>`. */
    head: '',
    headers: {} as Record<string, string>,
    /** Sent with the answers to the tag's requests. */
    serviceHeaders: {} as Record<string, string>,
    site: 'st_testsite',
  };
  let made = 0;
  /** Ids up to this one were given out before the last reset. */
  let madeBefore = 0;

  /** A page of the test before may say goodbye while the next test runs already. */
  function isLeftOver({ body }: Recorded): boolean {
    const number = /^vs_given(\d+)$/.exec(String(body?.visit ?? ''))?.[1];
    return number !== undefined && Number(number) <= madeBefore;
  }

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const host = request.headers.host ?? '';
    const asked = (request.url ?? '').split('?')[0] ?? '';
    // [MODE9] what a customer's server would pass on.
    const isProxied = asked.startsWith('/porch/');
    const path = isProxied ? asked.slice('/porch'.length) : asked;
    if (!host.startsWith('chat.') && !isProxied) return servePage(response);
    const recorded: Recorded = {
      path,
      host,
      body: await readJson(request),
      origin: request.headers.origin,
      cookie: request.headers.cookie,
    };
    if (!isLeftOver(recorded)) requests.push(recorded);
    for (const watch of watchers) watch();
    await serveService(recorded, response);
  };
  const server = tls ? createSecureServer(tls, serve) : createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = tls ? 'https' : 'http';
  const service = `${scheme}://chat.${top}:${port}`;

  const settingsOf = (site: string): TagSettings => ({
    site: site as TagSettings['site'],
    service,
    mode: 'first-party',
    hadThirdParty: false,
    serviceDomain: null,
    banner: null,
    consentMode: null,
    handoff: null,
    adopts: [],
    consent: { policy: 'off', textVersion: 'v1', privacyUrl: '' },
    beatMs: 25_000,
    bubble: scripts.bubble,
    look: { accent: '#1d4d6b', position: 'end', greeting: 'Hello', language: 'en' },
    ...state.settings,
  });

  const tagLine = (site: string) => `<script async src="${service}/tag/${site}.js" nonce="n0nce"></script>`;

  function servePage(response: ServerResponse) {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...state.headers });
    response.end(`<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width">${state.head || tagLine(state.site)}</head>
<body><h1>Shop</h1><p>Words.</p><a href="/other" id="other">Other page</a></body></html>`);
  }

  async function serveService(request: Recorded, response: ServerResponse) {
    const last = request.path.split('/').at(-1) ?? '';
    const key = names.find((name) => built[name].file === last) ?? last.replace(/^st_.*/, 'tag');
    const given = state.answers[key];
    const answer = (await (typeof given === 'function' ? given(request) : given)) ?? standardAnswer(key, request);
    if (answer === 'hang') return;
    if (answer === 'cut') return void response.destroy();
    const { status = 200, type = 'application/json', body = null } = answer;
    response.writeHead(status, {
      'content-type': `${type}; charset=utf-8`,
      'access-control-allow-origin': request.origin ?? '*',
      'access-control-allow-credentials': 'true',
      'cross-origin-resource-policy': 'cross-origin',
      ...(request.path.startsWith('/t/') && state.serviceHeaders),
    });
    response.end(status === 204 ? undefined : type === 'application/json' ? JSON.stringify(body) : (body as string));
  }

  function standardAnswer(key: string, { path, body }: Recorded): Exclude<Answer, string> {
    const script = 'text/javascript';
    const module = modules.get(key);
    if (module) return { type: script, body: module };
    switch (key) {
      case 'tag':
        return { type: script, body: fillSettings(tag, settingsOf(path.slice(5, -3))) };
      case 'frame':
        return {
          type: 'text/html',
          body: '<!doctype html><title>Chat</title><input><script src="/frame.js"></script>',
        };
      case 'frame.js':
        return { type: script, body: frameScript };
      case 'views':
        return {
          status: 201,
          body: {
            visitor: body.visitor ?? `vi_visitor${String(++made).padStart(4, '0')}`,
            visit: body.visit ?? `vs_given${String(++made).padStart(6, '0')}`,
            visitorMaxAgeS: 31_536_000,
            keep: 'visitor-and-visit',
            class: null,
            asksClass: false,
            continuation: null,
            offer: null,
            ...state.told,
          },
        };
      case 'class':
        return {
          body: { visitor: body.visitor, visitorMaxAgeS: 31_536_000, keep: 'visit', class: 'unpartitioned' },
        };
      case 'beats':
        return { body: { isVisitOver: false, offer: null } };
      default:
        return { status: 204 };
    }
  }

  return {
    state,
    requests,
    service,
    scripts,
    tagLine,
    /** The customer's page at `path`, on another host of the customer's where one is named. */
    url: (path: string, host = `shop.${top}`) => `${scheme}://${host}:${port}${path}`,
    port,
    /** What the tag sent so far to one of its addresses, oldest first. */
    sent: (name: string) => requests.filter(({ path }) => path.startsWith('/t/') && path.endsWith(`/${name}`)),
    /** Resolves as soon as `isTrue`, which is asked again at each request. */
    until(isTrue: () => boolean): Promise<void> {
      return new Promise((resolve) => {
        const watch = () => {
          if (!isTrue()) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      });
    },
    reset() {
      requests.length = 0;
      madeBefore = made;
      Object.assign(state, {
        settings: {},
        answers: {},
        told: {},
        head: '',
        headers: {},
        serviceHeaders: {},
        site: 'st_testsite',
      });
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type RecordingSite = Awaited<ReturnType<typeof startRecordingSite>>;

/** Stands for the messenger: takes the channel, says that it is ready, and keeps what it is told in `heard`. */
const frameScript = `
window.heard = [];
addEventListener('message', (event) => {
  if (event.data !== ${JSON.stringify(frameConnect)} || event.source !== parent) return;
  window.port = event.ports[0];
  port.onmessage = ({ data }) => heard.push(data);
  port.postMessage({ type: 'ready' });
});`;

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text === '' ? null : JSON.parse(text);
}
