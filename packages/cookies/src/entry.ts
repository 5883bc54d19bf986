import type { ScriptEntry } from './script-entries.ts';

/** [MODE1–5] the five cookie modes, named as on the wire. */
export type CookieMode =
  | 'third-party'
  | 'third-party-session'
  | 'first-party-with-third-party-session'
  | 'first-party'
  | 'first-party-session';

export const everyMode = [
  'third-party',
  'third-party-session',
  'first-party-with-third-party-session',
  'first-party',
  'first-party-session',
] as const satisfies readonly CookieMode[];

/** [MODE13] what browsers cut a longer life to, in seconds (400 days); asking for more would hide the real expiry. */
export const longestMaxAgeS = 34_560_000;

export type Store = 'cookie' | 'localStorage' | 'sessionStorage' | 'indexedDB';

/** Whose host holds the entry: the customer's site, our service, or one of our other origins. */
export type Party = 'site' | 'service' | 'workspace' | 'help-center';

export type Surface = 'tag' | 'messenger' | 'doctor' | 'workspace' | 'help-center';

export type Category = 'necessary' | 'functional' | 'analytics';

/**
 * How long an entry lives. `kept` is for localStorage, which has no end of its own: older than `staleAfterS`
 * it counts as absent and is removed when it is next read; null means until it is cleared.
 */
export type Lifetime =
  | {
      kind: 'persistent';
      maxAgeS: number;
      isRenewed: boolean;
      /** The site's settings say how long and whether visits renew it; what stands here is their default [MODE13]. */
      isSiteSet?: true;
    }
  | { kind: 'session' }
  | { kind: 'tab' }
  | { kind: 'kept'; staleAfterS: number | null };

/**
 * What must hold in a browser or an installation for an entry to appear [MODE6, MODE9]. The twins of the third-party
 * modes are always both sent; which of them stays is the browser's doing.
 */
export type Condition =
  | 'cookies-refused'
  | 'third-party-taken'
  | 'partitioned-taken'
  | 'not-shared'
  | 'frame-storage-lost'
  | 'same-site-service'
  | 'proxied-path';

export type CookieAttributes = {
  /** `__Host-` before the name on https; plain http exists on loopback alone, where no prefix holds. */
  prefix: '' | '__Host-';
  isHttpOnly: boolean;
  sameSite: 'Strict' | 'Lax' | 'None';
  isPartitioned: boolean;
  /** `registrable`: on the registrable domain the browser accepts [MODE11]; `host`: no Domain attribute. */
  scope: 'host' | 'registrable';
};

/** [REG1] one thing that Porchlight keeps in a browser. */
export type Entry = ScriptEntry & {
  /** Its name in code: the key in `entries`. */
  readonly key: string;
  /** One sentence, for the cookie page. */
  readonly purpose: string;
  readonly store: Store;
  readonly party: Party;
  readonly setBy: 'server' | 'script';
  /** The module whose code sets it, from the project folder. */
  readonly setIn: string;
  /** The modes in which it exists, each with its lifetime there. */
  readonly modes: Readonly<Partial<Record<CookieMode, Lifetime>>>;
  /** Null for everything that is not a cookie. */
  readonly attributes: CookieAttributes | null;
  readonly appliesTo: 'visitor' | 'user' | 'member';
  readonly category: Category;
  readonly surface: Surface;
  /** The value in words, for the cookie page and the docs. */
  readonly valueText: string;
  /** What LivePerson or Deskpro call it, or null. */
  readonly counterpart: string | null;
  /** The entry that it stands for in some browsers or installations, under `when`; null for one of its own. */
  readonly insteadOf: string | null;
  /** By mode, what it needs to appear; nothing where it always does. */
  readonly when: Readonly<Partial<Record<CookieMode, Condition>>>;
};
