import { chatEntry, consentEntry } from '@porchlight/cookies/script';
import type { ConsentChoices, ConsentProofRequest } from '@porchlight/protocol';
import type { Bridge, Bubble, BubbleModule } from './bridge.ts';
import { carried } from './carried.ts';
import {
  addAttributes,
  addEvent,
  adopt,
  forget,
  identity,
  listen,
  newPage,
  setSections,
  settle,
  start,
} from './collector.ts';
import { consentValue } from './consent.ts';
import { post } from './service.ts';
import { settings } from './settings.ts';
import { consentNow, keep } from './site-state.ts';

type Call = ArrayLike<unknown>;
type Listener = (detail: unknown) => void;
type Api = ((...call: unknown[]) => void) & { q?: { push(call: Call): void }; sites?: Record<string, Api> };

const consentMaxAgeS = 15_552_000;
const chatMaxAgeS = 31_536_000;

const here = window as { Porchlight?: Api; requestIdleCallback?: (run: () => void) => void };
const nonce = document.currentScript?.nonce;
const earlier = here.Porchlight;
/** Two sites may share a page; the first one's button serves. */
const isFirst = !earlier?.sites;
const held: Call[] = [];
const listeners: Record<string, Listener[]> = {};
let run = (call: Call) => {
  held.push(call);
};
let bubble: Promise<Bubble> | undefined;

function embed(): void {
  const api: Api = (...call) => run(call);
  // A page that kept the snippet's function still pushes to the queue.
  api.q = { push: (call) => run(call) };
  if (isFirst) {
    here.Porchlight = api;
    held.push(...((earlier?.q ?? []) as Call[]));
  }
  (here.Porchlight as Api).sites = { ...earlier?.sites, [settings.site]: api };
  // [SES4] a prerendered page counts when it is shown, and stores nothing before.
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', begin, { once: true });
  } else begin();
}

function begin(): void {
  listen(identify, (offer) => withBubble((it) => it.offer(offer)));
  run = carryOut;
  held.forEach(run);
  // After the calls that the page made before: the first view knows their sections and attributes.
  start();
  // [LOAD2] the button waits until the page itself has nothing to do.
  if (document.readyState === 'complete') showWhenIdle();
  else addEventListener('load', showWhenIdle);
}

function showWhenIdle(): void {
  (here.requestIdleCallback ?? setTimeout)(() => withBubble(ignore));
}

function carryOut(call: Call): void {
  try {
    calls[call[0] as string]?.(call[1] as never, call[2] as never);
  } catch (problem) {
    // A wrong call of the page's is told to its developer, and breaks nothing.
    console.warn('Porchlight', call[0], problem);
  }
}

const calls: Record<string, (first: never, second: never) => void> = {
  section: setSections,
  attributes: addAttributes,
  event: addEvent,
  newPage,
  open: () => withBubble((it) => it.open()),
  close: () => withBubble((it) => it.close()),
  on(name: string, listener: Listener) {
    listeners[name] = [...(listeners[name] ?? []), listener];
    // Who comes late is told what holds.
    if (name === 'ready') tell(listener, undefined);
    if (name === 'consent') tell(listener, answered());
  },
  consent(given: { functional?: boolean; analytics?: boolean }) {
    const before = consentNow();
    // What was never answered is no yes, whatever the site's default.
    const choose = (name: 'functional' | 'analytics') => !!(given[name] ?? (before.isAnswered && before[name]));
    const choices = { functional: choose('functional'), analytics: choose('analytics') };
    const { textVersion } = settings.consent;
    const value = consentValue(choices, textVersion);
    // Consent managers tell the same on each page.
    if (value === keep.read(consentEntry)) return;
    keep.write(consentEntry, value, consentMaxAgeS);
    emit('consent', answered());
    if (!choices.analytics) {
      forget();
      identify();
    }
    // [CON5] a yes is kept as proof, with the visitor once there is one; a no stays in this browser alone.
    if (choices.functional || choices.analytics) {
      start().then(() =>
        post('consents', { visitor: identity().visitor, choices, textVersion, source: 'api' } satisfies Omit<
          ConsentProofRequest,
          'v'
        >),
      );
    }
  },
};

const bridge: Bridge = {
  settings,
  nonce,
  emit,
  identity,
  adopt,
  readChat: () => keep.read(chatEntry),
  writeChat(value) {
    if (value === null) keep.remove(chatEntry);
    else keep.write(chatEntry, value, /^.{5}-party-session$/.test(settings.mode) ? null : chatMaxAgeS);
  },
  carry(proof) {
    carried.proof = proof;
  },
  forgotten: () => emit('forgotten'),
  settleOffer({ id }, outcome) {
    settle(id, outcome);
    emit('offer', { id, outcome });
  },
};

function withBubble(use: (bubble: Bubble) => void): void {
  if (!isFirst) return;
  bubble ??= loadBubble().then((module) => module.mountBubble(bridge));
  bubble.then(use, () => {
    // Down or blocked: the next need asks again, the page notices nothing [LOAD2].
    bubble = undefined;
  });
}

/** Tells the bubble, where there is one, that the ids are others now. */
function identify(): void {
  bubble?.then((it) => it.identify(), ignore);
}

/**
 * Loads the bubble as a module: `import()` needs no Trusted Types policy and passes on the script's nonce;
 * the preload before it puts the checked file into the module map, so that integrity holds too.
 */
function loadBubble(): Promise<BubbleModule> {
  const { path, integrity } = settings.bubble;
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
