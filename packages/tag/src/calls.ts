import {
  carriedEntry,
  chatEntry,
  consentEntry,
  isValueOf,
  openStored,
  visitorEntry,
  windowEntry,
} from '@porchlight/cookies/script';
import type { ConsentChoices, ConsentProofRequest, Offer, OfferOutcomeRequest, Script } from '@porchlight/protocol';
import { consentValue } from '@porchlight/protocol';
import type { Bridge, Bubble } from './bridge.ts';
import { mountBubble } from './bubble.ts';
import type { ConsentBridge, GivenChoices } from './consent-bridge.ts';
import type { DoctorBridge } from './doctor-bridge.ts';
import type { HandoffBridge } from './handoff-bridge.ts';
import type { Identifying, IdentifyingOptions } from './identify.ts';
import { cleanAttributes, cleanList } from './page-data.ts';
import type { Call, Calls, Tag, Told } from './tag-link.ts';

/** The doctor's script, written in by the build: who never needs it is not told of it by each page's tag. */
declare const __PORCHLIGHT_DOCTOR__: Script;

/** The script of the site's own login, likewise. */
declare const __PORCHLIGHT_IDENTIFY__: Script;

/** [DOC2] Taken once, whichever site's code it is. */
const doctorCode = takeDoctorCode();

type Listener = (detail: unknown) => void;

/** What the page may say about itself with `newPage`. */
type PageData = { url?: unknown; title?: unknown; section?: unknown; sections?: unknown; attributes?: unknown };

const consentMaxAgeS = 15_552_000;
const chatMaxAgeS = 31_536_000;

/**
 * What `Porchlight(…)` can do, and what follows from the service's answers: loaded after the
 * first page view is on its way. Two sites may share a page, and this module; the first one's button serves.
 */
export function takeCalls(tag: Tag, isFirst: boolean): Calls {
  const { settings, identity, now, readEntry, writeEntry } = tag;
  const listeners: Record<string, Listener[]> = {};
  let bubble: Bubble | undefined;
  let decoratesLinks = false;
  let isFollowing = false;
  /** Made when the page first says who its visitor is. */
  let identifying: Identifying | undefined;
  /** Counts what the page said of it: what it said before is nobody's. */
  let turns = 0;

  const calls: Record<string, (first: never, second: never) => unknown> = {
    section: (value: unknown) => tag.tell({ sections: cleanList(value) }),
    attributes: (value: object) => tag.tell({ attributes: cleanAttributes({ ...tag.about.attributes, ...value }) }),
    event: (name: unknown, data: unknown) => tag.addEvent(`${name}`.slice(0, 80), cleanAttributes(data)),
    newPage(data: PageData = {}) {
      const { url, title } = data;
      const address = url == null ? undefined : new URL(`${url}`, location.href).href;
      const about = {
        sections: cleanList(data.sections ?? data.section),
        attributes: cleanAttributes(data.attributes),
      };
      tag.newPage(about, title == null ? undefined : `${title}`, address);
    },
    open: () => needBubble()?.open(),
    close: () => needBubble()?.close(),
    identify(source: unknown) {
      const turn = ++turns;
      tag
        .load<{ makeIdentifying(options: IdentifyingOptions): Identifying }>(__PORCHLIGHT_IDENTIFY__)
        .then((module) => {
          identifying ??= module.makeIdentifying(whoIdentifies);
          if (turn === turns) identifying.identify(source);
        }, ignore);
    },
    decorate: (url: unknown) => bridge.decorate?.(url) ?? url,
    logout() {
      turns++;
      identifying?.end();
      leave();
      tag.forget('logout');
      bubble?.identify();
      needBubble()?.forget();
      tag.start();
    },
    on(name: string, listener: Listener) {
      if (typeof listener !== 'function') throw new TypeError('Give a function to be called.');
      listeners[name] = [...(listeners[name] ?? []), listener];
      // Who comes late is told what holds.
      if (name === 'ready') inform(listener, undefined);
      if (name === 'consent') inform(listener, answered());
      const contact = identifying?.contact();
      if (name === 'identified' && contact) inform(listener, contact);
    },
    consent(given: GivenChoices | 'show') {
      if (given === 'show') ask(settings.banner, true);
      else choose(given, 'api');
    },
  };

  const bridge: Bridge & ConsentBridge & HandoffBridge & DoctorBridge = {
    settings,
    nonce: tag.nonce,
    now,
    choose,
    on: calls.on as ConsentBridge['on'],
    start: tag.start,
    emit,
    identity,
    session: tag.session,
    reach: tag.reach,
    post: tag.post,
    load: tag.load,
    proof: () => readEntry(carriedEntry),
    adopt(visitor) {
      // For this tab: what the site's mode lets script keep comes with the next answer.
      if (now().analytics && !identity().visitor && isValueOf(visitorEntry, visitor))
        writeEntry(visitorEntry, visitor, null, 1);
    },
    readChat: () => readEntry(chatEntry),
    writeChat(value) {
      if (value === null) tag.removeEntry(chatEntry);
      else writeEntry(chatEntry, value, /^.{5}-party-session$/.test(settings.mode) ? null : chatMaxAgeS);
    },
    carry(proof) {
      if (proof === null) tag.removeEntry(carriedEntry);
      // [XD2, XD4] kept where a hand-off may need it: the next page can be left before its frame has loaded.
      else if (settings.handoff && now().analytics && tag.session()?.class !== 'unpartitioned')
        writeEntry(carriedEntry, proof, null, 1);
    },
    login: () => identifying?.login() ?? null,
    renewLogin: () => identifying?.renew(),
    forgotten: () => emit('forgotten'),
    settleOffer({ id }, outcome) {
      const { visitor, visit } = identity();
      const body: Omit<OfferOutcomeRequest, 'v' | 'visitor' | 'visit'> = { offer: id, outcome };
      if (visitor && visit) tag.post('offers', { visitor, visit, ...body }, true);
      emit('offer', { id, outcome });
    },
  };

  const whoIdentifies: IdentifyingOptions = {
    tag,
    tell: () => bubble?.identify(),
    identified: (contact) => emit('identified', contact),
    forget() {
      leave();
      // Other tabs hear it as they hear a logout; the service knows already, so nothing of it is left for later.
      const stored = openStored(windowEntry, () => localStorage, settings.site);
      stored.write(`gone.${Date.now()}`);
      stored.remove();
      needBubble()?.forget();
    },
  };

  return {
    run,
    told,
    begin() {
      const { mode } = settings;
      if (doctorCode) ask(__PORCHLIGHT_DOCTOR__, doctorCode);
      // [CON3] the page's consent manager says first what holds without an answer.
      followConsentMode();
      if (!isFollowing) tag.start();
      // [MODE12] the mode may be another one since.
      const chat = bridge.readChat();
      if (chat) bridge.writeChat(chat);
      // [MODE10]
      if (!isSecureContext && /third/.test(mode))
        console.info('Porchlight: this page is not https, so the cookies of the site alone are used.');
    },
    showButton() {
      needBubble();
      followConsentMode();
      if (now().isAsked) ask(settings.banner, false);
    },
  };

  /** [VIS6] what goes first when somebody leaves: kept until the frame has cleared what it holds, on the next page if need be. */
  function leave(): void {
    bridge.carry(null);
    if (bridge.readChat()) bridge.writeChat(`gone.${Date.now()}`);
  }

  function choose(given: GivenChoices, source: ConsentProofRequest['source']): void {
    const before = now();
    // What was never answered is no yes, whatever the site's default; nor is anything but `true`. Throws where `given`
    // is no object, so that nonsense is no answer.
    const pick = (name: keyof ConsentChoices) =>
      (name in given ? given[name] : before.isAnswered && before[name]) === true;
    const choices = { functional: pick('functional'), analytics: pick('analytics') };
    const { textVersion } = settings.consent;
    const value = consentValue(choices, textVersion);
    // Consent managers tell the same on each page.
    if (value === readEntry(consentEntry)) return;
    writeEntry(consentEntry, value, consentMaxAgeS);
    emit('consent', answered());
    if (!choices.analytics) {
      bridge.carry(null);
      tag.forget('withdrawn');
      bubble?.identify();
    }
    // [CON5] a yes is kept as proof, with the visitor once there is one; a no stays in this browser alone.
    if (choices.functional || choices.analytics) {
      let isSent = false;
      const prove = () => {
        if (isSent) return;
        isSent = true;
        const proof = { ...identity(), choices, textVersion, source };
        tag.post('consents', proof satisfies Omit<ConsentProofRequest, 'v'>, true);
      };
      tag.start().then(prove);
      // Left before the answer came: a proof that names nobody is better than none.
      addEventListener('pagehide', prove, { once: true });
    }
  }

  /** Asked again when the page is idle, since not every page makes its `dataLayer` first. */
  function followConsentMode(): void {
    if (isFollowing || !settings.consentMode || !(window as { dataLayer?: unknown }).dataLayer) return;
    isFollowing = true;
    ask(settings.consentMode, tag.policy);
  }

  function offered(offer: Offer): void {
    needBubble()?.offer(offer);
  }

  function told(answer: Parameters<Told>[0]): void {
    // The ids may be others now.
    bubble?.identify();
    // Later: that somebody logged out in another tab is heard here first.
    setTimeout(() => identifying?.follow());
    const { offer, continuation, asksClass } = answer;
    if (offer) offered(offer);
    if (continuation) needBubble()?.continuation(continuation);
    // [XD2] where the browser shares the service's cookies between domains, no link is touched.
    if (decoratesLinks || asksClass || !identity().visit || tag.session()?.class === 'unpartitioned') return;
    decoratesLinks = true;
    ask(settings.handoff, 0);
  }

  /** The button, with the first site's tag alone; made when something needs it, or when the page is idle. */
  function needBubble(): Bubble | undefined {
    if (isFirst) bubble ??= mountBubble(bridge);
    return bubble;
  }

  /** Runs one of the scripts that load when they are needed, where the site has it. */
  function ask(script: Script | null, given: unknown): void {
    if (script) tag.load<{ ask(...all: unknown[]): void }>(script).then((it) => it.ask(bridge, given), ignore);
  }

  /** What the visitor said here; null while they were not asked, or the text is another one now. */
  function answered(): ConsentChoices | null {
    const { functional, analytics, isAnswered } = now();
    return isAnswered ? { functional, analytics } : null;
  }

  function emit(name: string, detail?: unknown): void {
    for (const listener of listeners[name] ?? []) inform(listener, detail);
  }

  function run(call: Call): unknown {
    try {
      return calls[call[0] as string]?.(call[1] as never, call[2] as never);
    } catch (problem) {
      // A wrong call of the page's is told to its developer, and breaks nothing.
      console.warn('Porchlight', call, problem);
    }
  }
}

/** [DOC2] Takes the doctor's code out of the address; past the tag, to which a change of address is a page view. */
function takeDoctorCode(): string | undefined {
  let code: string | undefined;
  const href = location.href.replace(/([?&])porchlight-doctor=([\w-]*)(&|(?=#|$))/, (_, before, value, after) => {
    code = value;
    return after && before;
  });
  try {
    if (code) History.prototype.replaceState.call(history, history.state, '', href);
  } catch {
    // A sandbox that refuses; the server drops the parameter from what it stores.
  }
  return code;
}

/** In a task of its own, so that a listener's error is the page's and stops nothing here. */
function inform(listener: Listener, detail: unknown): void {
  setTimeout(() => listener(detail));
}

function ignore(): void {}
