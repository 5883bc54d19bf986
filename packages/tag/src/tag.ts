import { chatEntry, consentEntry } from '@porchlight/cookies/script';
import type { ConsentChoices, ConsentProofRequest, Offer, PageViewAnswer, Script } from '@porchlight/protocol';
import type { Bridge, Bubble, BubbleModule } from './bridge.ts';
import { addAttributes, addEvent, adopt, forget, listen, newPage, setSections, settle, start } from './collector.ts';
import { consentValue } from './consent.ts';
import type { ConsentBridge, GivenChoices } from './consent-bridge.ts';
import type { HandoffBridge } from './handoff-bridge.ts';
import { identity, isSessionMode, readSession } from './identity.ts';
import { nonce, post } from './service.ts';
import { settings } from './settings.ts';
import { consentNow, isHttps, keep } from './site-state.ts';

type Call = ArrayLike<unknown>;
type Listener = (detail: unknown) => void;
type Api = ((...call: unknown[]) => unknown) & { q?: { push(call: Call): void }; sites?: Record<string, Api> };

const consentMaxAgeS = 15_552_000;
const chatMaxAgeS = 31_536_000;

const here = window as {
  Porchlight?: Api;
  requestIdleCallback?: (run: () => void) => void;
  dataLayer?: unknown;
};
const earlier = here.Porchlight;
/** Two sites may share a page; the first one's button serves. */
const isFirst = !earlier?.sites;
const held: Call[] = [];
const listeners: Record<string, Listener[]> = {};
let run = (call: Call): unknown => void held.push(call);
let bubble: Promise<Bubble> | undefined;
let decoratesLinks = false;

function embed(): void {
  const api: Api = (...call) => run(call);
  // A page that kept the snippet's function still pushes to the queue.
  api.q = { push: (call) => run(call) };
  if (isFirst) {
    here.Porchlight = api;
    if (Array.isArray(earlier?.q)) held.push(...earlier.q);
  }
  (here.Porchlight as Api).sites = { ...earlier?.sites, [settings.site]: api };
  // [SES4] a prerendered page counts when it is shown, and stores nothing before.
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', begin, { once: true });
  } else begin();
}

function begin(): void {
  // [MODE10]
  if (/^third|with/.test(settings.mode) && !isSecureContext && !isHttps)
    console.info('Porchlight: this page is not https, so only its own cookies are used.');
  listen(told, offered);
  // [MODE12] the mode may have changed since.
  const chat = bridge.readChat();
  if (chat) bridge.writeChat(chat);
  run = carryOut;
  held.forEach(run);
  // After the calls that the page made before: the first view knows their sections and attributes.
  const { consent, consentMode } = settings;
  const { policy } = consent;
  if (consentMode && here.dataLayer) {
    // [CON3] nothing without a yes, until the default of the page's consent manager is known.
    consent.policy = 'required';
    ask(consentMode, policy);
  } else start();
  // [LOAD2] the button waits until the page itself has nothing to do.
  if (document.readyState === 'complete') showWhenIdle();
  else addEventListener('load', showWhenIdle);
}

function showWhenIdle(): void {
  (here.requestIdleCallback ?? setTimeout)(() => {
    withBubble(ignore);
    if (consentNow().isAsked) ask(settings.banner, false);
  });
}

function offered(offer: Offer): void {
  withBubble((it) => it.offer(offer));
}

/** What an answer says that is not of identity; without a word the ids are others now. */
function told({ offer, continuation, asksClass }: Partial<PageViewAnswer>): void {
  identify();
  if (offer) offered(offer);
  if (continuation) withBubble((it) => it.continuation(continuation));
  // [XD2] where the browser shares the service's cookies between domains, no link is touched.
  if (decoratesLinks || asksClass || readSession()?.class === 'unpartitioned') return;
  decoratesLinks = true;
  ask(settings.handoff, 0);
}

function carryOut(call: Call): unknown {
  try {
    return calls[call[0] as string]?.(call[1] as never, call[2] as never);
  } catch (problem) {
    // A wrong call of the page's is told to its developer, and breaks nothing.
    console.warn('Porchlight', call[0], problem);
  }
}

const calls: Record<string, (first: never, second: never) => unknown> = {
  section: setSections,
  attributes: addAttributes,
  event: addEvent,
  newPage,
  open: () => withBubble((it) => it.open()),
  close: () => withBubble((it) => it.close()),
  decorate: (url: unknown) => bridge.decorate?.(url) ?? url,
  logout() {
    bridge.proof = null;
    // Kept until the frame has cleared what it holds, on the next page if need be.
    if (bridge.readChat()) bridge.writeChat(`gone.${Date.now()}`);
    forget('logout');
    identify();
    withBubble((it) => it.forget());
    start();
  },
  on(name: string, listener: Listener) {
    listeners[name] = [...(listeners[name] ?? []), listener];
    // Who comes late is told what holds.
    if (name === 'ready') tell(listener, undefined);
    if (name === 'consent') tell(listener, answered());
  },
  consent(given: GivenChoices | 'show') {
    if (given === 'show') ask(settings.banner, true);
    else choose(given, 'api');
  },
};

function choose(given: GivenChoices, source: ConsentProofRequest['source']): void {
  const before = consentNow();
  // What was never answered is no yes, whatever the site's default; nor is anything but `true`. Throws where `given`
  // is no object, so that nonsense is no answer.
  const pick = (name: keyof ConsentChoices) =>
    (name in given ? given[name] : before.isAnswered && before[name]) === true;
  const choices = { functional: pick('functional'), analytics: pick('analytics') };
  const { textVersion } = settings.consent;
  const value = consentValue(choices, textVersion);
  // Consent managers tell the same on each page.
  if (value === keep.read(consentEntry)) return;
  keep.write(consentEntry, value, consentMaxAgeS);
  emit('consent', answered());
  if (!choices.analytics) {
    forget('withdrawn');
    identify();
  }
  // [CON5] a yes is kept as proof, with the visitor once there is one; a no stays in this browser alone.
  if (choices.functional || choices.analytics) {
    start().then(() =>
      post('consents', { ...identity(), choices, textVersion, source } satisfies Omit<
        ConsentProofRequest,
        'v'
      >),
    );
  }
}

const bridge: Bridge & ConsentBridge & HandoffBridge = {
  settings,
  nonce,
  now: consentNow,
  choose,
  on: calls.on as ConsentBridge['on'],
  start,
  emit,
  identity,
  session: readSession,
  reach: keep.reach,
  post,
  proof: null,
  adopt,
  readChat: () => keep.read(chatEntry),
  writeChat(value) {
    if (value === null) keep.remove(chatEntry);
    else keep.write(chatEntry, value, isSessionMode ? null : chatMaxAgeS);
  },
  carry(proof) {
    bridge.proof = proof;
  },
  forgotten() {
    keep.remove(chatEntry);
    emit('forgotten');
  },
  settleOffer({ id }, outcome) {
    settle(id, outcome);
    emit('offer', { id, outcome });
  },
};

function withBubble(use: (bubble: Bubble) => void): void {
  if (!isFirst) return;
  bubble ??= load<BubbleModule>(settings.bubble).then((module) => module.mountBubble(bridge));
  bubble.then(use, () => {
    // Down or blocked: the next need asks again, the page notices nothing [LOAD2].
    bubble = undefined;
  });
}

/** Runs one of the scripts that ask for consent, where the site has it. */
function ask(script: Script | null, given: unknown): void {
  if (script) load<{ ask(...all: unknown[]): void }>(script).then((it) => it.ask(bridge, given), ignore);
}

/** Tells the bubble, where there is one, that the ids are others now. */
function identify(): void {
  bubble?.then((it) => it.identify(), ignore);
}

/**
 * Loads a script of ours as a module: `import()` needs no Trusted Types policy and passes on the script's nonce;
 * the preload before it puts the checked file into the module map, so that integrity holds too.
 */
function load<Module>({ path, integrity }: Script): Promise<Module> {
  const url = settings.service + path;
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', crossOrigin: '', integrity, nonce: nonce ?? '', href: url });
  document.head.append(link);
  return import(/* @vite-ignore */ url);
}

/** What the visitor said here; null while they were not asked, or the text is another one now. */
function answered(): ConsentChoices | null {
  const { functional, analytics, isAnswered } = consentNow();
  return isAnswered ? { functional, analytics } : null;
}

function emit(name: string, detail?: unknown): void {
  for (const listener of listeners[name] ?? []) tell(listener, detail);
}

/** In a task of its own, so that a listener's error is the page's and stops nothing here. */
function tell(listener: Listener, detail: unknown): void {
  setTimeout(() => listener(detail));
}

function ignore(): void {}

// Embedded twice: the first one goes on alone.
if (!earlier?.sites?.[settings.site]) embed();
