import { conditionOf, type Entry, entryName, type Lifetime, register } from '@porchlight/cookies';
import { type CookieMode, cookieModes } from '@porchlight/protocol';
import {
  type Found,
  type RegisterStage,
  useAsMember,
  useAsReader,
  useAsUser,
  useAsVisitor,
  type Way,
} from './register-uses.ts';
import type { Configuration, HeldCookie } from './test-browser.ts';

/** What the walks found and did not find; `problems` is empty where the register and the browser agree. */
export type RegisterComparison = { problems: string[]; seen: Map<CookieMode, Set<string>> };

/**
 * [REG5] Walks every surface in every mode with one browser, which holds nothing before, and compares what it then
 * holds with the register, both ways, with lifetimes and attributes. `seen` names the entries that came to light by
 * mode, so that the caller can tell what no configuration of an engine brings.
 */
export async function compareWithRegister(stage: RegisterStage): Promise<RegisterComparison> {
  const problems: string[] = [];
  const seen = new Map<CookieMode, Set<string>>();
  const page = await stage.browser.newTab();
  const member = await useAsMember(stage, page);
  const user = await useAsUser(stage, page);
  for (const mode of cookieModes) {
    const keys = new Set<string>();
    seen.set(mode, keys);
    for (const way of waysOf(mode, stage.kind)) {
      const { site, found } = await useAsVisitor(stage, page, mode, way);
      const expected = register.filter(
        (entry) =>
          !['workspace', 'doctor', 'help-center'].includes(entry.surface) && isExpected(entry, mode, way, stage.kind),
      );
      const told = compare(expected, found, { mode, site, kind: stage.kind }, keys);
      problems.push(...told.map((problem) => `${mode}, ${way}: ${problem}`));
    }
    const reader = await useAsReader(stage, page, mode);
    const helpCenter = register.filter(({ surface }) => surface === 'help-center');
    // [CSRF2] A guest who was shown a form has a session, too.
    const ofReaders = helpCenter.filter(({ key }) => key !== 'portalRemembered');
    problems.push(...compare(ofReaders, reader.found, { mode, site: reader.site, kind: stage.kind }, keys));
    const workspace = register.filter((entry) => entry.surface === 'workspace');
    problems.push(...compare(workspace, member, { mode, site: '', kind: stage.kind }, keys));
    const ofUsers = helpCenter.filter(({ key }) => key.startsWith('portal'));
    problems.push(...compare(ofUsers, user.found, { mode, site: user.site, kind: stage.kind }, keys));
  }
  return { problems, seen };
}

/** Cookies by the server on the site's behalf are for modes that keep first-party entries [MODE9]. */
function waysOf(mode: CookieMode, kind: Configuration): Way[] {
  const ways: Way[] = mode.startsWith('third-party')
    ? ['own', 'refused', 'proxied']
    : ['own', 'refused', 'near', 'proxied'];
  // Chromium alone can be told so; in WebKitGTK frames keep nothing on any way.
  return kind.engine === 'chromium' ? [...ways, 'frameless'] : ways;
}

/** Whether an entry must come to light, by the register's own words and what this browser does with cookies. */
function isExpected(entry: Entry, mode: CookieMode, way: Way, kind: Configuration): boolean {
  if (entry.modes[mode] === undefined || !holds(entry, mode, way, kind)) return false;
  // What stands in for another one comes where the other would be.
  if (entry.insteadOf !== null) {
    const other = register.find(({ key }) => key === entry.insteadOf);
    if (entry.when[mode] === 'cookies-refused' && other && !holds(other, mode, way, kind)) return false;
  }
  return !register.some((other) => other.insteadOf === entry.key && other.modes[mode] && holds(other, mode, way, kind));
}

function holds(entry: Entry, mode: CookieMode, way: Way, kind: Configuration): boolean {
  // [CON2] everything that a page of the site keeps is asked for through the chat, which every walk but these has.
  if (entry.surface === 'messenger' || ['chat', 'chatInTab', 'window', 'carried', 'recovery'].includes(entry.key)) {
    if (way === 'near' || way === 'proxied') return false;
  }
  if (way === 'frameless' && entry.surface === 'messenger') return false;
  switch (conditionOf(entry, mode, true)) {
    case 'cookies-refused':
      return way === 'refused';
    case 'third-party-taken':
      return isTaken(way) && (way === 'near' || ['allowed', 'partitioned'].includes(kind.cookies));
    case 'partitioned-taken':
      // WebKitGTK does not know the attribute: where it takes the service's cookies, it takes the twin as one of them.
      return isTaken(way) && (way === 'near' || kind.cookies !== 'itp');
    case 'not-shared':
      // Firefox shares them where it is told to, and says so in no header.
      return kind.engine !== 'chromium' || kind.cookies !== 'allowed' || way === 'near' || !isTaken(way);
    case 'frame-storage-lost':
      return way === 'frameless' || kind.cookies === 'itp';
    case 'same-site-service':
      return way === 'near';
    case 'proxied-path':
      return way === 'proxied';
    case null:
      return true;
  }
}

/** The service's cookies go to the service, and the browser has nothing against them here. */
function isTaken(way: Way): boolean {
  return way !== 'proxied' && way !== 'frameless';
}

type Place = { mode: CookieMode; site: string; kind: Configuration };

function compare(expected: Entry[], found: Found[], place: Place, seen: Set<string>): string[] {
  const at = { site: place.site || 'st_none', isHttps: true };
  const problems: string[] = [];
  const matched = new Set<Entry>();
  for (const one of found) {
    const entry = expected.find(
      (it) =>
        entryName(it, at) === one.name &&
        it.store === one.store &&
        it.party === one.party &&
        (one.cookie === null || one.cookie.isHttpOnly === (it.attributes?.isHttpOnly ?? false)),
    );
    if (!entry) {
      problems.push(`${one.name} in ${one.store} of the ${one.party} is not declared here`);
      continue;
    }
    matched.add(entry);
    seen.add(entry.key);
    if (one.cookie) problems.push(...differences(entry, one.cookie, place).map((text) => `${one.name}: ${text}`));
  }
  for (const entry of expected) {
    if (!matched.has(entry)) problems.push(`${entryName(entry, at)} (${entry.key}) is declared and did not appear`);
  }
  return problems;
}

const dayS = 86_400;
/** What ITP leaves of a cookie that script wrote. */
const cappedS = 7 * dayS;

/** Where a cookie is not as declared. */
function differences(entry: Entry, cookie: HeldCookie, { mode, kind }: Place): string[] {
  const { attributes } = entry;
  if (attributes === null || entry.key === 'trial') return [];
  const lifetime = entry.modes[mode] as Lifetime;
  const isCapped = kind.cookies === 'itp' && entry.setBy === 'script';
  const lasts = lifetime.kind === 'persistent' ? Math.min(lifetime.maxAgeS, isCapped ? cappedS : Infinity) : null;
  const isAsLong =
    lasts === null ? cookie.maxAgeS === null : cookie.maxAgeS !== null && Math.abs(cookie.maxAgeS - lasts) < 180;
  const checks: [boolean, string][] = [
    [isAsLong, `lives ${cookie.maxAgeS} s and not ${lasts}`],
    [cookie.path === '/', `path ${cookie.path}`],
    [cookie.isSecure, 'not Secure'],
    [cookie.sameSite === attributes.sameSite.toLowerCase(), `SameSite ${cookie.sameSite}`],
    [cookie.isHostOnly === (attributes.scope === 'host'), cookie.isHostOnly ? 'host-only' : `on ${cookie.host}`],
    [!attributes.isPartitioned || cookie.isPartitioned !== false, 'not Partitioned'],
  ];
  return checks.filter(([isRight]) => !isRight).map(([, problem]) => problem);
}
