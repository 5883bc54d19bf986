import type { ConversationOpened, MemberId, MemberRef, VisitorId } from '@porchlight/protocol';
import { bySystem } from '../../apps/server/src/audit/index.ts';
import { signToken } from '../../apps/server/src/contacts/testing/tokens.ts';
import type { Site } from '../../apps/server/src/sites/index.ts';
import { type Answer, type Ask, startTestServer, type TestServer, testAgent } from '../../apps/server/src/testing.ts';
import { partAliases } from '../../apps/server/src/visitors/commands.ts';
import { addSite } from '../../apps/server/src/visits/testing.ts';
import { assertStep, portray } from './invariants.ts';
import { agentText, isDone, isUntouched, liveOne, shownIn, step, visitorText } from './model.ts';
import type { History, Operation, Setting } from './operations.ts';
import { message, SimulatedBrowser, type SimulatedPlace, type SimulatedTab, urls } from './simulated-browser.ts';
import { openWorld, placeOf, type World } from './world.ts';

/** A site whose own login signs with `secret`. */
type Shop = { test: TestServer; site: Site; secret: string };

/** The real server in this process, on which one history after the other is played. */
export class HistoryServer {
  readonly #shop: Shop;
  #played = 0;

  static async open(): Promise<HistoryServer> {
    const test = await startTestServer({ scheme: 'https', env: { PORCHLIGHT_NEW_VISITORS_PER_MINUTE: '100000' } });
    const site = await addSite(test, 'first-party');
    const { secret } = await test.app.contacts.keys.add(site, { kind: 'shared-secret' });
    return new HistoryServer({ test, site, secret: secret ?? '' });
  }

  private constructor(shop: Shop) {
    this.#shop = shop;
  }

  close(): Promise<void> {
    return this.#shop.test.close();
  }

  /** Plays a history on server and model; throws at the first difference. */
  async play({ setting, operations }: History): Promise<void> {
    this.#played += 1;
    const { test, site } = this.#shop;
    await test.app.sites.changeSite(site.id, {
      mode: setting.mode,
      consentPolicy: 'off',
      historyPolicy: setting.history,
      joinPolicy: setting.join,
    });
    const run = new Run(this.#shop, setting, this.#played);
    for (const operation of operations) await run.do(operation);
    await run.finish();
  }
}

type Seen = { isOffered: boolean; wrote: string | null };
const unseen: Seen = { isOffered: false, wrote: null };

/** One history under way. */
class Run {
  readonly #shop: Shop;
  readonly #world: World;
  readonly #browsers: readonly [SimulatedBrowser, SimulatedBrowser];
  readonly #done: Operation[] = [];
  /** One of its own, as limits of rate go by member, too. */
  readonly #agent: MemberRef;
  /** The server's names of the model's conversations. */
  readonly #ids: string[] = [];

  constructor(shop: Shop, setting: Setting, number: number) {
    this.#shop = shop;
    this.#world = openWorld(setting);
    this.#agent = { id: `me_histories-${String(number).padStart(8, '0')}` as MemberId, name: 'Mia' };
    const { test, site, secret } = shop;
    const sign = (who: string) => {
      const exp = Math.floor(test.clock.now() / 1_000) + 600;
      // Contacts are the site's for good: each history has its own.
      return signToken({ aud: site.id, sub: `${who}-${number}`, exp }, secret);
    };
    const open = (index: number) => {
      // Limits of rate go by address: each history has addresses of its own.
      const network = setting.isSameNetwork ? 0 : index;
      const remoteAddress = `10.${(number >> 8) & 255}.${number & 255}.${network + 1}`;
      const userAgent = testAgent.replace('156', String(156 + network));
      const ask = (url: string, asked: Ask) => inject(test, url, asked, { remoteAddress, userAgent });
      return new SimulatedBrowser({ server: test, site, kind: setting.kinds[index] ?? 'split', ask, sign });
    };
    this.#browsers = [open(0), open(1)];
  }

  /** Does one operation on both and compares what every open page shows. */
  async do(operation: Operation): Promise<void> {
    this.#done.push(operation);
    const before = portray(this.#world);
    const isAsSaid = isDone(this.#world, operation);
    const known = this.#world.conversations.length;
    const seen = await this.#perform(operation, isAsSaid);
    const visits = this.#browsers.flatMap(({ places }) => places.map(({ visit }) => visit));
    const expected = step(this.#world, operation, visits);
    assertStep(before, isAsSaid, this.#world, operation);
    if (this.#world.conversations.length > known && seen.wrote) this.#ids.push(seen.wrote);
    if (expected.wroteTo !== null && seen.wrote !== this.#ids[expected.wroteTo]) this.#fail(`wrote to ${seen.wrote}`);
    if (expected.isOffered !== null && seen.isOffered !== expected.isOffered)
      this.#fail(`${seen.isOffered ? 'offered' : 'not offered'} to continue`);
    const { clock } = this.#shop.test;
    clock.advance(operation.kind === 'advance' ? operation.hours * 3_600_000 + 1_000 : 1_000);
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
        const { visitor } = browser.tag.page(url);
        if (visitor && this.#ids[0]) await this.#assertShut(browser, this.#ids[0], visitor, 'the id of a visitor');
        if (former.keys.length === 0) continue;
        const answer = await browser.frame('/tokens', { keys: former.keys.slice(-20), visit: null });
        const { grants } = answer.json<{ grants: unknown[] }>();
        if (grants.some(Boolean)) this.#fail(`a key that ended on ${url} opens again`);
      }
  }

  async #assertShut(browser: SimulatedBrowser, id: string, credential: string, what: string): Promise<void> {
    const read = await browser.frame(`/conversations/${id}`, null, credential);
    if (read.status < 400) this.#fail(`${what} reads ${id}`);
    const written = await browser.frame(`/conversations/${id}/messages`, message('Not mine'), credential);
    if (written.status < 400) this.#fail(`${what} writes to ${id}`);
  }

  async #perform(operation: Operation, isAsSaid: boolean): Promise<Seen> {
    const { by, on } = operation;
    const browser = this.#browsers[by] as SimulatedBrowser;
    const place = browser.places[on] as SimulatedPlace;
    if (!isAsSaid) {
      await browser.load(place, 0);
      return unseen;
    }
    switch (operation.kind) {
      case 'send':
        return { ...unseen, wrote: await browser.send(place, visitorText(this.#world), this.#ids) };
      case 'agent-sends':
      case 'agent-ends':
        return { ...unseen, wrote: await this.#serve(operation) };
      case 'hand-off':
        return this.#handOff(operation, by, by);
      case 'planted-link':
        return this.#handOff(operation, by, 1 - by);
      case 'change-mode':
        await this.#shop.test.app.sites.changeSite(this.#shop.site.id, { mode: operation.mode });
        return unseen;
      case 'undo-alias':
        await this.#undoAliases();
        return unseen;
      default:
        await this.#act(operation, browser, place);
        return unseen;
    }
  }

  /** What a visitor does alone. */
  async #act(operation: Operation, browser: SimulatedBrowser, place: SimulatedPlace): Promise<void> {
    switch (operation.kind) {
      case 'navigate':
        await browser.load(place, 0);
        return;
      case 'new-tab':
        await browser.load(place, 1);
        return;
      case 'close-tab':
        place.tabs = [place.tabs[1] ?? null, null];
        return;
      case 'log-in':
        return browser.logIn(place, operation.who);
      case 'log-out':
        return browser.logOut(place);
      case 'replay-recovery':
        return browser.replayRecovery(place);
      case 'clear-storage':
        browser.wipe();
        return;
      case 'block-cookies':
        browser.wipe();
        browser.tag.kind = 'none';
        return;
      case 'withdraw':
        return browser.withdraw(place);
      case 'consent':
        place.consents = true;
        await browser.load(place, 0);
        return;
      case 'restart':
        browser.restart();
        return;
      case 'steal-ids': {
        const other = this.#browsers[1 - operation.by] as SimulatedBrowser;
        Object.assign(browser.tag.page(place.url), other.tag.page(place.url));
        await browser.load(place, 0);
      }
    }
  }

  /** What an agent does; answers the conversation that was written to. */
  async #serve(operation: Extract<Operation, { which: number }>): Promise<string | null> {
    const { conversations } = this.#shop.test.app;
    const id = this.#ids[liveOne(this.#world, operation.which) ?? -1];
    if (!id) return null;
    if (operation.kind === 'agent-ends') {
      await conversations.end(id as never, 'agent');
      return null;
    }
    await conversations.desk.sendAsMember(id as never, this.#agent, message(agentText(this.#world)));
    return id;
  }

  async #handOff({ on, clicks }: Extract<Operation, { clicks: boolean }>, by: number, to: number): Promise<Seen> {
    const [source, target] = [this.#browsers[by], this.#browsers[to]] as [SimulatedBrowser, SimulatedBrowser];
    const [from, into] = [source.places[on], target.places[1 - on]] as [SimulatedPlace, SimulatedPlace];
    await source.load(from, 0);
    const code = await source.leaveFor(from, into.url, this.#ids, by !== to);
    const offered = await target.load(into, 0, code);
    const isClear = !isUntouched(this.#world, placeOf(this.#world, by, on), placeOf(this.#world, to, 1 - on));
    if (offered && clicks && isClear) await target.takeUp(into, offered.handoff);
    return { isOffered: offered !== null, wrote: null };
  }

  async #undoAliases(): Promise<void> {
    const visitors = this.#browsers.flatMap(({ tag }) => urls.map((url) => tag.page(url).visitor)).filter(Boolean);
    const { storage, clock } = this.#shop.test;
    const [visitor, other] = visitors as VisitorId[];
    if (visitor && other && visitor !== other)
      await storage.execute(partAliases, {
        site: this.#shop.site.id,
        visitor,
        other,
        by: bySystem,
        at: clock.now(),
      });
  }

  *#tabs(): Generator<[SimulatedPlace, SimulatedTab, SimulatedBrowser]> {
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
  { remoteAddress, userAgent }: { remoteAddress: string; userAgent: string },
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
  const { statusCode: status } = answer;
  return { status, headers: answer.headers as Answer['headers'], body: answer.body, json: <T>() => answer.json() as T };
}
