import { setTimeout } from 'node:timers/promises';
import { type Entry, register } from '@porchlight/cookies';
import type { CookieMode } from '@porchlight/protocol';
import { hosts, type Network, proxiedPath } from './network.ts';
import type { Product } from './product.ts';
import type { Configuration, HeldCookie, TestBrowser, TestDocument, TestPage } from './test-browser.ts';

/**
 * How a visitor of the walk reaches the service, whether the page refuses scripts their cookies, and, on another of the
 * site's domains, whether the browser refuses all to the messenger's frame.
 */
export type Way = 'own' | 'near' | 'proxied' | 'refused' | 'frameless';

/** One thing found in a browser: in which store of whose host, and, for a cookie, all that the browser tells of it. */
export type Found = { name: string; store: Entry['store']; party: Entry['party']; cookie: HeldCookie | null };

export type RegisterStage = {
  network: Network;
  /** The service on a domain of its own, and under the shop's. */
  products: Record<'own' | 'near', Product>;
  browser: TestBrowser;
  kind: Configuration;
};

const patienceMs = 8_000;
const password = 'a long enough pass phrase';

/** Notes the names of cookies that scripts write, since some live for a moment only; `refuse`: as where all are blocked. */
const watchHead = (refuse: boolean) => `<script>(() => {
  const own = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  window.written = new Set();
  Object.defineProperty(Document.prototype, 'cookie', {
    get() { return ${refuse} ? '' : own.get.call(document); },
    set(text) { if (!/Max-Age=-1(;|$)/.test(text)) written.add(text.split('=')[0]); if (!${refuse}) own.set.call(document, text); },
  });
})();
window.Porchlight = window.Porchlight || function () { (Porchlight.q = Porchlight.q || []).push(arguments); };
Porchlight('consent', { functional: true, analytics: true });</script>`;

/** Notes what the messenger's frame tries, which is gone in the same moment. */
const watchFrame = `(() => {
  const own = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');
  window.written = new Set();
  Object.defineProperty(Document.prototype, 'cookie', {
    get() { return own.get.call(document); },
    set(text) { written.add(text.split('=')[0]); own.set.call(document, text); },
  });
})()`;

/** A visitor who says yes, and on two of the ways talks, with a message half-written and another one that waits. */
export async function useAsVisitor(
  stage: RegisterStage,
  page: TestPage,
  mode: CookieMode,
  way: Way,
): Promise<{ site: string; found: Found[] }> {
  const { network, browser } = stage;
  const product = stage.products[way === 'near' ? 'near' : 'own'];
  const site = await product.addSite(mode, { consentPolicy: 'required', hasBanner: false });
  const base = way === 'proxied' ? proxiedPath.slice(0, -1) : network.origin(product.service);
  const path = network.addPage({
    html: `<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">${watchHead(way === 'refused')}
<script async crossorigin="anonymous" src="${base}/tag/${site.id}.js"></script><h1>Shop</h1></html>`,
  });
  const host = way === 'frameless' ? 'blog' : 'shop';
  await page.goto(network.origin(host) + path);
  await until(async () => (await product.readViews(site.id, path)).length > 0, 'the page view');
  await network.quiet();
  const inFrame = way === 'near' || way === 'proxied' ? [] : await talk(stage, page, product, site.id, way);
  const origins = [network.origin(host), network.origin(product.service)];
  const cookies = (await browser.cookies(origins)).filter(({ name }) => name.includes(site.id) || !/st_/.test(name));
  const written = await page.evaluate<string[]>('[...written]');
  const found = [
    ...cookies
      .filter(({ host }) => isOfVisitor(host))
      .map((cookie): Found => ({ name: cookie.name, store: 'cookie', party: partyOf(cookie.host, product), cookie })),
    ...(await stored(page, 'site')),
    ...inFrame,
  ];
  // Written by script and gone already, or refused.
  const isMomentary = (name: string) => way !== 'refused' && !found.some((one) => one.name === name);
  for (const name of written.filter((one) => one === 'pl_try' || isMomentary(one))) {
    if (!found.some((one) => one.name === name)) found.push({ name, store: 'cookie', party: 'site', cookie: null });
  }
  return { site: site.id, found: found.filter(({ name }) => name.includes(site.id) || !/st_/.test(name)) };
}

/** Answers with what the messenger's frame holds while a message waits there. */
async function talk(
  { network }: RegisterStage,
  page: TestPage,
  product: Product,
  site: string,
  way: Way,
): Promise<Found[]> {
  await page.evaluate(`void Porchlight('open')`);
  const frame = await page.frame(`/m/${site}/frame`);
  await frame.evaluate(watchFrame);
  await fill(frame, '#composer', 'Hello there');
  await press(frame, 'button.send:enabled');
  await until(() => product.hasMessage(site as never, 'Hello there'), 'the message');
  // Its answer has come too, with all that follows from it.
  await until(() => frame.evaluate<boolean>(`/\\bSent\\b/.test(document.body.innerText)`), 'the mark of the message');
  await network.quiet();
  if (way === 'frameless') return [];
  network.serviceState = 'down';
  await fill(frame, '#composer', 'Sent while it was down');
  await press(frame, 'button.send:enabled');
  await fill(frame, '#composer', 'Half a thought');
  await until(async () => {
    const names = (await stored(frame, 'service')).map(({ name }) => name).join();
    return /pl_outbox/.test(names) && /pl_draft/.test(names);
  }, 'draft and outbox');
  const found = await stored(frame, 'service');
  network.serviceState = 'up';
  const written = await frame.evaluate<string[]>('[...written]');
  return [...found, ...written.map((name): Found => ({ name, store: 'cookie', party: 'service', cookie: null }))];
}

/**
 * Somebody who reads an article, chooses a language, says that it helped, asks, and chooses what may be stored: what they
 * do is kept, nothing else.
 */
export async function useAsReader(
  { network, products, browser }: RegisterStage,
  page: TestPage,
  mode: CookieMode,
): Promise<{ site: string; found: Found[] }> {
  const site = await products.own.addSite(mode, { consentPolicy: 'required' });
  const path = await products.own.addArticle(site.id, 'Mend a lamp');
  const own = async () =>
    (await browser.cookies([network.origin('help')])).filter(
      ({ host, name }) => hosts.help.endsWith(host.replace(/^\./, '')) && (name.includes(site.id) || !/st_/.test(name)),
    );
  await page.goto(network.origin('help') + path);
  if ((await own()).some(({ name }) => name.includes(site.id))) throw new Error('Reading alone keeps something.');
  await page.leave(() => press(page, '.languages a[hreflang=de]'));
  await page.leave(() => press(page, 'button[name=helpful][value=yes]'));
  await page.goto(`${network.origin('help')}/${site.id}/contact`);
  if ((await own()).some(({ name }) => name.includes('pl_tickets')))
    throw new Error('Opening the form keeps something.');
  for (const [name, text] of Object.entries({ email: 'ada@example.org', subject: 'A lamp', message: 'It flickers.' }))
    await fill(page, `[name=${name}]`, text);
  await page.leave(() => press(page, 'button[value=send]'));
  await page.goto(`${network.origin('help')}/${site.id}/cookies/choice`);
  await page.leave(() => press(page, 'button[name=choice][value=none]'));
  const cookies = await own();
  return {
    site: site.id,
    found: cookies.map((cookie): Found => ({ name: cookie.name, store: 'cookie', party: 'help-center', cookie })),
  };
}

/** Agent and admin log in, and the agent chooses how the workspace looks. */
export async function useAsMember({ network, products, browser }: RegisterStage, page: TestPage): Promise<Found[]> {
  const email = `register-${Date.now()}@example.org`;
  await products.own.addMember(email, password);
  const asked = await products.own.addConversation(await products.own.addSite('first-party'));
  await products.own.addLoginService();
  for (const kind of ['agent', 'admin']) {
    await page.goto(`${network.origin('work')}/${kind === 'admin' ? 'admin' : ''}`);
    // As the page does where the browser offers passkeys in the form, which not every engine does.
    await page.evaluate(`fetch('/api/${kind}/passkey-options', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
    }).then(({ ok }) => { if (!ok) throw new Error('no options'); })`);
    // As its button does, which then leads away.
    await page.evaluate(`fetch('/api/${kind}/oidc/attempts', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}',
    }).then(({ ok }) => { if (!ok) throw new Error('no login service'); })`);
    // An agent who stays logged in; from there the password alone leads into the administration.
    if (kind === 'agent') {
      await fill(page, 'input[inputmode=email]', email);
      await press(page, 'input[type=checkbox]');
    }
    await fill(page, 'input[type=password]', password);
    await press(page, 'button[type=submit]');
    await until(
      async () => !(await page.evaluate<boolean>(`!!document.querySelector('input[type=password]')`)),
      'the login',
    );
  }
  await page.goto(network.origin('work') + asked);
  await fill(page, 'textarea', 'Half a thought');
  await until(() => page.evaluate<boolean>('sessionStorage.length > 0'), 'what is being written');
  await press(page, `[aria-label^="Account of"]`);
  await press(page, `Dark`);
  await until(() => page.evaluate<boolean>('localStorage.length > 0'), 'the choice');
  const found = await stored(page, 'workspace');
  const cookies = await browser.cookies([network.origin('work')]);
  return [
    ...found,
    ...cookies
      .filter(({ host }) => host === hosts.work)
      .map((cookie): Found => ({ name: cookie.name, store: 'cookie', party: 'workspace', cookie })),
  ];
}

/** A user logs in to the help center and stays logged in. */
export async function useAsUser(
  { network, products, browser }: RegisterStage,
  page: TestPage,
): Promise<{ site: string; found: Found[] }> {
  const email = `user-${Date.now()}@example.org`;
  const { id } = await products.own.addSite('first-party');
  await products.own.addUser(id, email, password);
  await page.goto(`${network.origin('help')}/${id}/login`);
  await fill(page, 'input[name=email]', email);
  await fill(page, 'input[name=password]', password);
  await press(page, 'input[name=remember]');
  await press(page, 'button[type=submit]');
  // While the browser goes there, there is no page to ask.
  const isThere = () => page.evaluate<boolean>(`location.pathname.endsWith('/account')`).catch(() => false);
  await until(isThere, 'the account');
  const cookies = await browser.cookies([network.origin('help')]);
  const found = cookies
    .filter(({ host }) => host === hosts.help)
    .map((cookie): Found => ({ name: cookie.name, store: 'cookie', party: 'help-center', cookie }));
  return { site: id, found: [...found, ...(await stored(page, 'help-center'))] };
}

/** Puts a text into a field as typing leaves it; what is being moved into view cannot be typed into in every engine. */
async function fill(document: TestDocument, selector: string, text: string): Promise<void> {
  const script = `(() => {
    const field = document.querySelector(${JSON.stringify(selector)});
    if (!field) return false;
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, ${JSON.stringify(text)});
    return field.dispatchEvent(new Event('input', { bubbles: true }));
  })()`;
  await until(() => document.evaluate<boolean>(script), selector);
}

const menuItems = 'button,label,[role=menuitem],[role=menuitemradio],[role=radio]';

/** Clicks what a selector finds, or with a word the menu's item of this name. */
async function press(document: TestDocument, what: string): Promise<void> {
  const find = /^\w+$/.test(what)
    ? `[...document.querySelectorAll('${menuItems}')].find((one) => one.textContent.trim() === '${what}')`
    : `document.querySelector(${JSON.stringify(what)})`;
  await until(() => document.evaluate<boolean>(`(() => { const one = ${find}; one?.click(); return !!one; })()`), what);
}

const databases = register.filter(({ store }) => store === 'indexedDB').map(({ name }) => name);

/** What a document's origin holds in its stores besides cookies. */
async function stored(document: TestDocument, party: Entry['party']): Promise<Found[]> {
  // WebKit's list of databases is empty in frames: those of the register are looked for by their names.
  const names = await document.evaluate<Record<string, string[]>>(`(async () => {
    const listed = (await indexedDB.databases()).map(({ name }) => name);
    const [, at, site] = location.pathname.split('/');
    const known = at === 'm' ? ${JSON.stringify(databases)}.map((name) => name.replace('{site}', site)) : [];
    const isThere = (name) => new Promise((resolve) => {
      const asked = indexedDB.open(name);
      asked.onupgradeneeded = () => asked.transaction.abort();
      asked.onerror = () => resolve(false);
      asked.onsuccess = () => { asked.result.close(); resolve(true); };
    });
    for (const name of known) if (!listed.includes(name) && await isThere(name)) listed.push(name);
    return {
      localStorage: Object.keys(localStorage),
      sessionStorage: Object.keys(sessionStorage),
      indexedDB: [...listed, ...(await caches.keys())],
    };
  })()`);
  return Object.entries(names).flatMap(([store, list]) =>
    list.map((name): Found => ({ name, store: store as Entry['store'], party, cookie: null })),
  );
}

/** The workspace lies beside the service; what it keeps is compared by itself. */
function isOfVisitor(host: string): boolean {
  return host !== hosts.work && host !== hosts.nearWork && host !== hosts.help;
}

function partyOf(host: string, product: Product): Entry['party'] {
  return host === hosts[product.service] ? 'service' : 'site';
}

async function until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await setTimeout(50))
    if (await isTrue()) return;
  throw new Error(`Waited in vain for ${what}.`);
}
