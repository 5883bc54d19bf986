import {
  openStored,
  readScriptCookie,
  removeScriptCookie,
  trialEntry,
  writeScriptCookie,
} from '@porchlight/cookies/script';

// [DOC4] Each jar is tried for real, with a value that is new each time, and is empty again at once.

/** A random number of 18 digits at most. */
export function makeTrial(): string {
  return `${Math.random()}`.slice(2, 20);
}

/** Whether a storage keeps what is put into it; merely naming it throws where all cookies are blocked. */
export function tryStored(open: () => Storage): boolean {
  const value = makeTrial();
  const stored = openStored(trialEntry, open);
  const isKept = stored.write(value) && stored.read() === value;
  stored.remove();
  return isKept;
}

/** Whether the browser keeps a cookie that script writes on the page's host. */
export function tryCookie(isHttps: boolean): boolean {
  const place = { site: null, isHttps, domain: null };
  const value = makeTrial();
  const isKept = writeScriptCookie(document, trialEntry, value, { ...place, maxAgeS: null });
  removeScriptCookie(document, trialEntry, place);
  return isKept;
}

/** Visitor cookies of the systems that a site may have moved from, where this page holds them [VIS5]. */
export function findAdoptable(): string[] {
  return ['LPVID', 'dp__v', 'dp_v'].filter((name) => readScriptCookie(document, { name, format: /./ }, null) !== null);
}
