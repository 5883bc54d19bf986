import {
  type ConsentPolicy,
  type CookieMode,
  type DoctorAnswer,
  type DoctorFrameFound,
  type DoctorTrial,
  doctorConnect,
  type ThirdPartyClass,
} from '@porchlight/protocol';
import type { DoctorBridge } from './doctor-bridge.ts';
import { hearRefusals, type Refusal } from './doctor-csp.ts';
import { findAdoptable, makeTrial, tryCookie, tryStored } from './doctor-trials.ts';

/** All that was found out on a page; plain data, so that what follows from it is a plain function. */
export type Facts = {
  origin: string;
  hostname: string;
  service: string;
  /** Where the tag came from: the service, or a path of the site's own. */
  base: string;
  isHttps: boolean;
  isLocal: boolean;
  /** Status of the service's answer; 0 for none. */
  status: number;
  /** There was no answer, and yet the service gives its scripts: something lets through the one and not the other. */
  isBlocked: boolean;
  /** The service's clock less this browser's, in ms. */
  skewMs: number;
  answer: DoctorAnswer | null;
  trial: DoctorTrial | null;
  cookieDomain: string;
  keepsCookies: boolean;
  localStorage: boolean;
  sessionStorage: boolean;
  /** Null: not tried, or no answer. */
  frame: DoctorFrameFound | null;
  refusals: Refusal[];
  /** Of the page's own document; null where the browser or its policy does not let it be read. */
  headers: { referrerPolicy: string; embedder: string } | null;
  isIsolated: boolean;
  hasWorker: boolean;
  tagCount: number;
  otherSites: number;
  mode: CookieMode;
  policy: ConsentPolicy;
  hasBanner: boolean;
  hasDataLayer: boolean;
  choice: 'yes' | 'no' | 'open';
  hasGpc: boolean;
  rememberedClass: ThirdPartyClass | null;
  isTagOld: boolean;
  /** Visitor cookies of an earlier system that the site does not take over. */
  adoptable: string[];
};

const patienceMs = 8_000;

/** Tries everything on this page with the code, one thing after the other. */
export async function collectFacts(bridge: DoctorBridge, code: string, root: ShadowRoot): Promise<Facts> {
  const { settings, now, session, reach, post } = bridge;
  const base = findBase(settings.site) ?? settings.service;
  // Of another origin a browser names no more than that.
  const isOurs = (blocked: string) => blocked.startsWith(settings.service) || blocked.startsWith(`${base}/`);
  const heard = hearRefusals(isOurs);
  const sentAt = Date.now();
  const from = performance.now();
  const { status, body } = await post('doctor', { code, step: 'look' });
  const tookMs = performance.now() - from;
  const answer = status === 200 && isAnswer(body) ? body : null;
  const isBlocked = status === 0 && (await isThere(settings.service + settings.bubble.path));
  let trial: DoctorTrial | null = null;
  if (answer?.takesCredentials && location.protocol === 'https:') {
    const asked = { code, trial: makeTrial() };
    await post('doctor', { ...asked, step: 'try' }, false, true);
    const read = await post('doctor', { ...asked, step: 'read' }, false, true);
    trial = isAnswer(read.body) ? read.body.trial : null;
  }
  const frame =
    answer?.standing === 'listed' ? await askFrame(settings.service, settings.site, root, heard.refusals) : null;
  const headers = await readHeaders();
  // What is refused is told in a task of its own.
  await new Promise((resolve) => setTimeout(resolve, 60));
  heard.stop();
  const { isAnswered, analytics } = now();
  const { hostname, origin, protocol } = location;
  const isHttps = protocol === 'https:';
  const cookieDomain = reach();
  const tags = [...document.scripts].map(({ src }) => /\/tag\/(st_[\w-]+)\.js/.exec(src)?.[1]).filter(Boolean);
  return {
    origin,
    hostname,
    service: settings.service,
    base,
    isHttps,
    isLocal: /(^|\.)localhost$|^127\.|^\[::1\]$/.test(hostname),
    status,
    isBlocked,
    skewMs: answer ? answer.at - (sentAt + tookMs / 2) : 0,
    answer,
    trial,
    cookieDomain,
    keepsCookies: tryCookie(isHttps),
    localStorage: tryStored(() => localStorage),
    sessionStorage: tryStored(() => sessionStorage),
    frame,
    refusals: heard.refusals,
    headers,
    isIsolated: crossOriginIsolated === true,
    hasWorker: !!readQuietly(() => navigator.serviceWorker.controller),
    tagCount: tags.filter((site) => site === settings.site).length,
    otherSites: new Set(tags.filter((site) => site !== settings.site)).size,
    mode: settings.mode,
    policy: settings.consent.policy,
    hasBanner: settings.banner !== null,
    hasDataLayer: Array.isArray((window as { dataLayer?: unknown }).dataLayer),
    choice: isAnswered ? (analytics ? 'yes' : 'no') : 'open',
    hasGpc: !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl,
    rememberedClass: session()?.class ?? null,
    isTagOld:
      answer !== null &&
      (answer.bubble !== settings.bubble.path ||
        answer.mode !== settings.mode ||
        answer.consentTextVersion !== settings.consent.textVersion),
    adoptable: findAdoptable().filter((name) => !settings.adopts.includes(name)),
  };
}

/** Where the tag's script of this site was fetched from. */
function findBase(site: string): string | undefined {
  return [...document.scripts].map(({ src }) => src.split(`/tag/${site}.js`)).find((parts) => parts.length > 1)?.[0];
}

/** Whether the service gives this file, past what the browser has kept of it. */
async function isThere(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}

function isAnswer(body: unknown): body is DoctorAnswer {
  return typeof (body as DoctorAnswer | null)?.standing === 'string';
}

/** Asks the frame on the service's origin what it can keep and open; null where it does not answer. */
function askFrame(
  service: string,
  site: string,
  root: ShadowRoot,
  refusals: Refusal[],
): Promise<DoctorFrameFound | null> {
  return new Promise((resolve) => {
    const frame = document.createElement('iframe');
    const { port1, port2 } = new MessageChannel();
    const end = (found: DoctorFrameFound | null) => {
      clearTimeout(timer);
      clearInterval(watch);
      port1.close();
      frame.remove();
      resolve(found);
    };
    const timer = setTimeout(end, patienceMs, null);
    const watch = setInterval(() => {
      if (refusals.some(({ directive, isEnforced }) => isEnforced && /frame|child/.test(directive))) end(null);
    }, 100);
    port1.onmessage = ({ data }) => end(data as DoctorFrameFound);
    frame.className = 'trial';
    frame.title = 'Porchlight';
    frame.ariaHidden = 'true';
    frame.tabIndex = -1;
    frame.src = `${service}/m/${site}/doctor`;
    frame.onload = () => readQuietly(() => frame.contentWindow?.postMessage(doctorConnect, service, [port2]));
    root.append(frame);
  });
}

/** The page's own answer tells its headers to itself. */
async function readHeaders(): Promise<Facts['headers']> {
  try {
    const { ok, headers } = await fetch(location.href, { method: 'HEAD', cache: 'no-store' });
    const meta = document.querySelector<HTMLMetaElement>('meta[name=referrer]')?.content;
    const read = (name: string) => headers.get(name) ?? '';
    return ok
      ? {
          referrerPolicy: meta || read('referrer-policy'),
          embedder: read('cross-origin-embedder-policy'),
        }
      : null;
  } catch {
    return null;
  }
}

function readQuietly<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
