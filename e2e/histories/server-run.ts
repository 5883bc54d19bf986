import type { ConversationOpened, MemberId, MemberRef, VisitorId } from '@porchlight/protocol';
import type { Site } from '../../apps/server/src/sites/index.ts';
import { type Answer, type Ask, startTestServer, type TestServer, testAgent } from '../../apps/server/src/testing.ts';
import { partAliases } from '../../apps/server/src/visitors/commands.ts';
import { addSite } from '../../apps/server/src/visits/testing.ts';
import { assertStep, portray } from './invariants.ts';
import { agentText, type Expected, openWorld, placeOf, shownIn, step, visitorText, type World } from './model.ts';
import type { History, Operation } from './operations.ts';
import { message, SimulatedBrowser, type SimulatedTab, urls } from './simulated-browser.ts';

/** The real server in this process, on which one history after the other is played. */
export class HistoryServer {
  readonly #server: TestServer;
  readonly #site: Site;
  #played = 0;

  static async open(): Promise<HistoryServer> {
    const server = await startTestServer({ scheme: 'https', env: { PORCHLIGHT_NEW_VISITORS_PER_MINUTE: '100000' } });
    return new HistoryServer(server, await addSite(server, 'first-party'));
  }

  private constructor(server: TestServer, site: Site) {
    this.#server = server;
    this.#site = site;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** Plays a history on server and model; throws at the first difference. */
  async play({ setting, operations }: History): Promise<void> {
    this.#played += 1;
    await this.#server.app.sites.changeSite(this.#site.id, { mode: setting.mode, consentPolicy: 'off' });
    const run = new Run(this.#server, this.#site, { setting, operations }, this.#played);
    for (const operation of operations) await run.do(operation);
    await run.finish();
  }
}

/** One history under way. */
class Run {
  readonly #server: TestServer;
  readonly #site: Site;
  readonly #world: World;
  readonly #browsers: readonly [SimulatedBrowser, SimulatedBrowser];
  readonly #done: Operation[] = [];
  /** One of its own, as limits of rate go by member, too. */
  readonly #agent: MemberRef;
  /** The server's names of the model's conversations. */
  readonly #ids: string[] = [];

  constructor(server: TestServer, site: Site, { setting }: History, number: number) {
    this.#server = server;
    this.#site = site;
    this.#world = openWorld(setting);
    this.#agent = { id: `me_histories-${String(number).padStart(8, '0')}` as MemberId, name: 'Mia' };
    const open = (index: number) => {
      // Limits of rate go by address: each history has addresses of its own.
      const network = setting.isSameNetwork ? 0 : index;
      const remoteAddress = `10.${(number >> 8) & 255}.${number & 255}.${network + 1}`;
      const userAgent = testAgent.replace('156', String(156 + network));
      const ask = (url: string, asked: Ask) => inject(server, url, asked, remoteAddress, userAgent);
      return new SimulatedBrowser({ server, site, kind: setting.kinds[index] ?? 'split', ask });
    };
    this.#browsers = [open(0), open(1)];
  }

  async do(operation: Operation): Promise<void> {
    this.#done.push(operation);
    const before = portray(this.#world);
    const texts = { visitor: visitorText(this.#world), agent: agentText(this.#world) };
    const known = this.#world.conversations.length;
    const expected = step(this.#world, operation);
    assertStep(before, this.#world, operation);
    const wrote = await this.#perform(operation, expected, texts);
    if (this.#world.conversations.length > known && wrote) this.#ids.push(wrote);
    if (expected.wroteTo !== null && wrote !== this.#ids[expected.wroteTo]) this.#fail(`wrote to ${wrote}`);
    this.#server.clock.advance(operation.kind === 'advance' ? operation.hours * 3_600_000 + 1_000 : 1_000);
    await this.#compare();
  }

  /** Reads what every open page reads, and tries everything that anybody held on everything that is not theirs. */
  async finish(): Promise<void> {
    for (const [place, tab, browser] of this.#tabs()) {
      for (const [id, { token }] of tab.grants) {
        const answer = await browser.frame(`/conversations/${id}`, null, token);
        if (answer.status !== 200) this.#fail(`${place.url} cannot read ${id}: ${answer.status}`);
        const said = answer
          .json<ConversationOpened>()
          .events.flatMap(({ event }) => (event.type === 'message' ? [event.text] : []));
        const wanted = this.#world.conversations[this.#ids.indexOf(id)]?.texts ?? [];
        if (said.join('\n') !== wanted.join('\n')) this.#fail(`${id} has ${said.join(', ')}, not ${wanted.join(', ')}`);
        for (const other of this.#ids)
          if (other !== id) await this.#assertShut(browser, other, token, 'a token of another conversation');
      }
    }
    for (const browser of this.#browsers)
      for (const { former, url } of browser.places) {
        for (const { token, conversation } of former.tokens.slice(-2))
          await this.#assertShut(browser, conversation, token, `a token that ended on ${url}`);
        const visitor = browser.tag.page(url).visitor;
        if (visitor && this.#ids[0]) await this.#assertShut(browser, this.#ids[0], visitor, 'the id of a visitor');
        if (former.keys.length === 0) continue;
        const answer = await browser.frame('/tokens', { keys: former.keys.slice(-20), visit: null });
        const isEnded = this.#isSession || former.tokens.length > 0;
        if (isEnded && answer.json<{ grants: unknown[] }>().grants.some(Boolean) && !this.#mayComeBack)
          this.#fail(`a key that ended on ${url} opens again`);
      }
  }

  get #isSession(): boolean {
    return this.#world.mode.endsWith('-session') && this.#world.mode !== 'first-party-with-third-party-session';
  }

  /** Idleness ends a key by the site's mode [MODE17]; in another mode the key, which nobody holds any more, would do. */
  get #mayComeBack(): boolean {
    return this.#done.some(({ kind }) => kind === 'advance');
  }

  async #assertShut(browser: SimulatedBrowser, id: string, credential: string, what: string): Promise<void> {
    const read = await browser.frame(`/conversations/${id}`, null, credential);
    if (read.status < 400) this.#fail(`${what} reads ${id}`);
    const written = await browser.frame(`/conversations/${id}/messages`, message('Not mine'), credential);
    if (written.status < 400) this.#fail(`${what} writes to ${id}`);
  }

  async #perform(
    operation: Operation,
    expected: Expected,
    texts: { visitor: string; agent: string },
  ): Promise<string | null> {
    const { by, on } = operation;
    const browser = this.#browsers[by] as SimulatedBrowser;
    const place = browser.places[on] as SimulatedBrowser['places'][0];
    const { app } = this.#server;
    switch (operation.kind) {
      case 'navigate':
        await browser.load(place, 0);
        return null;
      case 'new-tab':
        await browser.load(place, 1);
        return null;
      case 'close-tab':
        place.tabs = [place.tabs[1] ?? null, null];
        return null;
      case 'send':
        return browser.send(place, texts.visitor, this.#ids);
      case 'agent-sends': {
        const id = expected.wroteTo === null ? null : this.#ids[expected.wroteTo];
        if (!id) return null;
        await app.conversations.sendAsMember(id as never, this.#agent, message(texts.agent));
        return id;
      }
      case 'agent-ends':
        for (const [number, { isEnded }] of this.#world.conversations.entries()) {
          const id = this.#ids[number];
          if (isEnded && id) await app.conversations.end(id as never, 'agent');
        }
        return null;
      case 'log-out':
        await browser.logOut(place);
        return null;
      case 'clear-storage':
        browser.wipe();
        return null;
      case 'block-cookies':
        browser.wipe();
        browser.tag.kind = 'none';
        return null;
      case 'withdraw':
        await browser.withdraw(place);
        return null;
      case 'consent':
        place.consents = true;
        await browser.load(place, 0);
        return null;
      case 'restart':
        browser.restart();
        return null;
      case 'change-mode':
        await app.sites.changeSite(this.#site.id, { mode: operation.mode });
        return null;
      case 'advance':
        return null;
      case 'hand-off':
        await this.#handOff(operation, browser, browser, expected);
        return null;
      case 'planted-link':
        await this.#handOff(operation, browser, this.#browsers[1 - by] as SimulatedBrowser, expected);
        return null;
      case 'steal-ids': {
        const url = urls[on] as string;
        Object.assign(browser.tag.page(url), (this.#browsers[1 - by] as SimulatedBrowser).tag.page(url));
        await browser.load(place, 0);
        return null;
      }
      case 'undo-alias':
        await this.#undoAliases();
        return null;
    }
  }

  async #handOff(
    { on, clicks }: Extract<Operation, { clicks: boolean }>,
    from: SimulatedBrowser,
    to: SimulatedBrowser,
    expected: Expected,
  ): Promise<void> {
    const [source, target] = [from.places[on], to.places[1 - on]] as [
      SimulatedBrowser['places'][0],
      SimulatedBrowser['places'][0],
    ];
    await from.load(source, 0);
    const code = await from.leaveFor(source, target.url, this.#ids, from !== to);
    const offered = await to.load(target, 0, code);
    if (expected.isOffered === null) return;
    if ((offered !== null) !== expected.isOffered) this.#fail(`${offered ? 'offered' : 'not offered'} to continue`);
    if (offered && clicks) await to.takeUp(target, offered.handoff);
  }

  async #undoAliases(): Promise<void> {
    const visitors = this.#browsers.flatMap(({ tag }) => urls.map((url) => tag.page(url).visitor)).filter(Boolean);
    const { storage, clock } = this.#server;
    const [visitor, other] = visitors as VisitorId[];
    if (visitor && other && visitor !== other)
      await storage.execute(partAliases, { site: this.#site.id, visitor, other, at: clock.now() });
  }

  *#tabs(): Generator<[SimulatedBrowser['places'][0], SimulatedTab, SimulatedBrowser]> {
    for (const browser of this.#browsers)
      for (const place of browser.places) for (const tab of place.tabs) if (tab) yield [place, tab, browser];
  }

  /** Every open page renews its tokens; what it then shows must be what the model says. */
  async #compare(): Promise<void> {
    for (const [by, browser] of this.#browsers.entries())
      for (const [on, place] of browser.places.entries())
        for (const [index, tab] of place.tabs.entries()) {
          const modelPlace = placeOf(this.#world, by, on);
          const modelTab = modelPlace.tabs[index] ?? null;
          if ((tab === null) !== (modelTab === null)) this.#fail(`tab ${index} of browser ${by} on ${place.url}`);
          if (!tab || !modelTab) continue;
          await browser.exchange(place, tab);
          const shown = [...tab.grants.keys()].map((id) => this.#ids.indexOf(id)).sort();
          const wanted = [...shownIn(this.#world, modelPlace, modelTab)].sort();
          if (shown.join() !== wanted.join())
            this.#fail(`browser ${by} on ${place.url} shows [${shown}] where [${wanted}] is theirs`);
        }
  }

  #fail(what: string): never {
    throw new Error(`After ${this.#done.length} operations: ${what}`);
  }
}

/** A request of a browser, without a socket in between. */
async function inject(
  server: TestServer,
  url: string,
  ask: Ask,
  remoteAddress: string,
  userAgent: string,
): Promise<Answer> {
  const { method = 'GET', headers = {}, body = null } = ask;
  const payload = body === null || typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await server.app.http.app.inject({
    method: method as 'GET' | 'POST',
    url,
    remoteAddress,
    headers: {
      host: 'service.localhost',
      'user-agent': userAgent,
      ...(payload === null ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : 'application/json' }),
      ...headers,
    },
    ...(payload === null ? {} : { payload }),
  });
  return {
    status: answer.statusCode,
    headers: answer.headers as Answer['headers'],
    body: answer.body,
    json: <T>() => answer.json() as T,
  };
}
