import type { Script } from '@porchlight/protocol';
import { about, addEvent, forget, listen, newPage, start, tell } from './collector.ts';
import { identity, readSession, settleIdentity, usesCookies } from './identity.ts';
import { nonce, post } from './service.ts';
import { settings } from './settings.ts';
import { consentNow, keep } from './site-state.ts';
import type { Call, Calls, CallsModule, Tag, Told } from './tag-link.ts';

type Api = ((...call: unknown[]) => unknown) & { q?: { push(call: Call): void }; sites?: Record<string, Api> };

const here = window as {
  Porchlight?: Api;
  requestIdleCallback?: (run: () => void) => void;
  dataLayer?: unknown;
};
const earlier = here.Porchlight;
/** Two sites may share a page; the first one's button serves. */
const isFirst = !earlier?.sites;
const held: Call[] = [];
const answers: Parameters<Told>[0][] = [];
let calls: Promise<Calls> | undefined;
let run = (call: Call): unknown => void held.push(call);
let told: Told = (answer) => void answers.push(answer);

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
  listen((answer) => told(answer));
  // [CON3] nothing without a yes, until the default of the page's consent manager is known.
  if (settings.consentMode && here.dataLayer) settings.consent.policy = 'required';
  // Calls that the page made before come first: the first view knows their sections, attributes and consent.
  else if (!held[0]) start();
  needCalls();
  run = (call) => {
    held.push(call);
    needCalls();
  };
  // [LOAD2] the button waits until the page itself has nothing to do.
  if (document.readyState === 'complete') whenIdle();
  else addEventListener('load', whenIdle);
}

function whenIdle(): void {
  (here.requestIdleCallback ?? setTimeout)(() => needCalls((it) => it.showButton()));
}

function needCalls(use = (_: Calls): void => {}): void {
  calls ??= load<CallsModule>(settings.bubble).then((module) => {
    const it = module.takeCalls(tag, isFirst);
    ({ run, told } = it);
    held.forEach(run);
    answers.forEach(told);
    it.begin();
    return it;
  });
  calls.then(use, () => {
    // Down or blocked: the next need asks again, the page notices nothing [LOAD2].
    calls = undefined;
  });
}

const tag: Tag = {
  settings,
  policy: settings.consent.policy,
  nonce,
  about,
  load,
  post,
  now: consentNow,
  identity,
  session: readSession,
  settle: settleIdentity,
  usesCookies,
  reach: keep.reach,
  readEntry: keep.read,
  writeEntry: keep.write,
  removeEntry: keep.remove,
  start,
  forget,
  tell,
  addEvent,
  newPage,
};

/**
 * Loads a script of ours as a module: `import()` needs no Trusted Types policy and passes on the script's nonce;
 * the preload before it puts the checked file into the module map, so that integrity holds too.
 */
function load<Module>({ path, integrity }: Script): Promise<Module> {
  const url = settings.service + path;
  const link = document.createElement('link');
  Object.assign(link, { rel: 'modulepreload', crossOrigin: '', integrity, nonce, href: url });
  document.head.append(link);
  return import(/* @vite-ignore */ url);
}

// Embedded twice: the first one goes on alone.
if (!earlier?.sites?.[settings.site]) embed();
