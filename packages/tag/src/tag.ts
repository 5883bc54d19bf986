import { chatEntry, consentEntry } from '@porchlight/cookies/script';
import type { ConsentProofRequest, TagSettings } from '@porchlight/protocol';
import type { Bridge, Bubble, BubbleModule } from './bridge.ts';
import { makeCollector, type PageData } from './collector.ts';
import { consentValue, readConsent } from './consent.ts';
import { openKeep } from './keep.ts';

/** The server writes the site's settings here. */
declare const __PORCHLIGHT_SETTINGS__: TagSettings;

type Call = ArrayLike<unknown>;
type Api = ((...call: unknown[]) => void) & { q?: { push(call: Call): void }; sites?: Record<string, Api> };
type Page = { Porchlight?: Api; requestIdleCallback?: (run: () => void) => void };

const consentMaxAgeS = 15_552_000;
const chatMaxAgeS = 31_536_000;

start(__PORCHLIGHT_SETTINGS__);

function start(settings: TagSettings): void {
  const page = window as Page;
  const earlier = page.Porchlight;
  // Embedded twice: the first one goes on alone.
  if (earlier?.sites?.[settings.site]) return;
  const { currentScript } = document;
  const nonce = currentScript?.nonce;

  let run = (call: Call) => {
    held.push(call);
  };
  const held: Call[] = [];
  const api: Api = (...call) => run(call);
  // A page that kept the snippet's function still pushes to the queue.
  api.q = { push: api.apply.bind(api, null) as never };
  const isFirst = !earlier?.sites;
  if (isFirst) page.Porchlight = api;
  (page.Porchlight as Api).sites = { ...earlier?.sites, [settings.site]: api };
  if (isFirst && earlier?.q) held.push(...(earlier.q as unknown as Call[]));

  const begin = () => {
    run = begun(settings, nonce, isFirst);
    held.forEach(run);
    run(['']);
  };
  // [SES4] a prerendered page counts when it is shown, and stores nothing before.
  if ((document as { prerendering?: boolean }).prerendering) {
    document.addEventListener('prerenderingchange', begin, { once: true });
  } else begin();
}

/** Starts one site on this page; answers with the function that carries out its calls. */
function begun(settings: TagSettings, nonce: string | undefined, hasBubble: boolean): (call: Call) => void {
  const { site, service } = settings;
  const { hostname, protocol } = location;
  const keep = openKeep(site, document, { host: hostname, isHttps: protocol === 'https:' }, () => sessionStorage);
  const listeners: Record<string, ((detail: unknown) => void)[]> = {};
  let bubble: Promise<Bubble> | undefined;

  const emit = (name: string, detail?: unknown) => {
    for (const listener of listeners[name] ?? []) tell(listener, detail);
  };
  const consent = () =>
    readConsent(keep.read(consentEntry), {
      ...settings.consent,
      hasGpc: !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    });
  const withBubble = (use: (bubble: Bubble) => void) => {
    if (!hasBubble) return;
    bubble ??= loadBubble(service, settings, nonce).then((module) => module.mountBubble(bridge));
    bubble.then(use, () => {
      // Down or blocked: the next need asks again, the page notices nothing [LOAD2].
      bubble = undefined;
    });
  };
  const collector = makeCollector({
    settings,
    keep,
    mayCollect: () => consent().analytics,
    isGranted: () => consent().isAnswered,
    onAnswer: () => bubble?.then((it) => it.identify(), ignore),
    onOffer: (offer) => withBubble((it) => it.offer(offer)),
  });
  const bridge: Bridge = {
    settings,
    nonce,
    emit,
    identity: collector.identity,
    adopt: collector.adopt,
    readChat: () => keep.read(chatEntry),
    writeChat(value) {
      if (value === null) keep.remove(chatEntry);
      else keep.write(chatEntry, value, /^(first|third)-party-session$/.test(settings.mode) ? null : chatMaxAgeS);
    },
    settleOffer: (offer, outcome) => {
      collector.settle({ offer: offer.id, outcome });
      emit('offer', { id: offer.id, outcome });
    },
  };

  const calls: Record<string, (first: never, second: never) => void> = {
    section: collector.setSections,
    attributes: collector.setAttributes,
    event: collector.addEvent,
    newPage: (data: PageData | undefined) => collector.newPage(data ?? {}),
    open: () => withBubble((it) => it.open()),
    close: () => withBubble((it) => it.close()),
    on(name: string, listener: (detail: unknown) => void) {
      listeners[name] = [...(listeners[name] ?? []), listener];
      // Who comes late is told what holds.
      if (name === 'ready') tell(listener, undefined);
      if (name === 'consent') tell(listener, consent());
    },
    consent(given: { functional?: boolean; analytics?: boolean }) {
      const before = consent();
      // What was never answered is no yes, whatever the site's default.
      const choose = (name: 'functional' | 'analytics') => !!(given[name] ?? (before.isAnswered && before[name]));
      const choices = { functional: choose('functional'), analytics: choose('analytics') };
      const { textVersion } = settings.consent;
      const value = consentValue(choices, textVersion);
      // Consent managers tell the same on each page.
      if (value === keep.read(consentEntry)) return;
      keep.write(consentEntry, value, consentMaxAgeS);
      emit('consent', consent());
      if (!choices.analytics) {
        collector.forget();
        bubble?.then((it) => it.identify(), ignore);
      }
      // [CON5] a yes is kept as proof, with the visitor once there is one; a no stays in this browser alone.
      if (choices.functional || choices.analytics) {
        Promise.resolve(choices.analytics && collector.start()).then(() => {
          const { visitor } = collector.identity();
          collector.post('consents', { visitor, choices, textVersion, source: 'api' } satisfies Omit<
            ConsentProofRequest,
            'v'
          >);
        });
      }
    },
    /** After the calls that the page made before: the first view knows their sections and attributes. */
    ''() {
      collector.start();
      // [LOAD2] the button waits until the page itself has nothing to do.
      const whenIdle = () => {
        const show = () => withBubble(ignore);
        const { requestIdleCallback } = window as Page;
        if (requestIdleCallback) requestIdleCallback(show);
        else setTimeout(show, 200);
      };
      if (document.readyState === 'complete') whenIdle();
      else addEventListener('load', whenIdle);
    },
  };

  return (call) => {
    try {
      calls[call[0] as string]?.(call[1] as never, call[2] as never);
    } catch (problem) {
      // A wrong call of the page's is told to its developer, and breaks nothing.
      console.warn('Porchlight', call[0], problem);
    }
  };
}

/** In a task of its own, so that a listener's error is the page's and stops nothing here. */
function tell(listener: (detail: unknown) => void, detail: unknown): void {
  setTimeout(() => listener(detail));
}

/**
 * Loads the bubble as a module: `import()` needs no Trusted Types policy and passes on the script's nonce;
 * the preload before it puts the checked file into the module map, so that integrity holds too.
 */
function loadBubble(service: string, { bubble }: TagSettings, nonce: string | undefined): Promise<BubbleModule> {
  const url = service + bubble.path;
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', crossOrigin: '', integrity: bubble.integrity, nonce: nonce ?? '' });
  link.href = url;
  document.head.append(link);
  return import(/* @vite-ignore */ url);
}

function ignore(): void {}
