import type { BrowserId } from '../../docs/spec/matrix.ts';
import type { Network } from './network.ts';

/** What each browser of the matrix is, and what it does with third parties' cookies. */
export const configurations = {
  chromium: { engine: 'chromium', cookies: 'allowed', title: 'Chromium, third-party cookies allowed' },
  'chromium-blocked': { engine: 'chromium', cookies: 'blocked', title: 'Chromium, third-party cookies blocked' },
  firefox: { engine: 'firefox', cookies: 'partitioned', title: 'Firefox, default (Total Cookie Protection)' },
  'firefox-allowed': { engine: 'firefox', cookies: 'allowed', title: 'Firefox, third-party cookies allowed' },
  webkitgtk: { engine: 'webkitgtk', cookies: 'itp', title: 'WebKitGTK with ITP' },
  'chromium-none': { engine: 'chromium', cookies: 'none', title: 'Chromium, all cookies blocked' },
  'firefox-none': { engine: 'firefox', cookies: 'none', title: 'Firefox, all cookies blocked' },
} as const satisfies Record<BrowserId, object>;
export type ConfigurationId = BrowserId;
export type Configuration = (typeof configurations)[ConfigurationId];

/** A cookie as the browser itself tells it. */
export type HeldCookie = {
  name: string;
  value: string;
  /** Without a leading dot; `isHostOnly` tells whether it had none. */
  host: string;
  isHostOnly: boolean;
  path: string;
  isSecure: boolean;
  isHttpOnly: boolean;
  sameSite: 'none' | 'lax' | 'strict' | 'unset';
  /** Seconds from now; null for a session cookie. */
  maxAgeS: number | null;
  /** Whether it lies in a jar of one top-level site alone; null where the browser does not tell. */
  isPartitioned: boolean | null;
};

/** Where scripts run and elements are: a document of a page or of a frame in it. Selectors are CSS. */
export type TestDocument = {
  /** The value of an expression, awaited when it is a promise. */
  evaluate<T>(expression: string): Promise<T>;
  /** A click as by a hand: the browser takes it for the visitor's own. */
  click(selector: string): Promise<void>;
  type(selector: string, text: string): Promise<void>;
};

export type TestPage = TestDocument & {
  /** Opens the address and waits until the page is loaded. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs what leads to another page and waits until that one is loaded. */
  leave(action: () => Promise<void>): Promise<void>;
  /** The frame whose address contains the text, once it is there; throws after 10 s. */
  frame(urlPart: string): Promise<TestDocument>;
  /** Looks at this tab, where several are open: one in the background takes no clicks. */
  show?(): Promise<void>;
  close(): Promise<void>;
};

export type TestBrowser = {
  newTab(): Promise<TestPage>;
  newWindow(): Promise<TestPage>;
  /** What the browser holds for these origins, of every jar that it has. */
  cookies(origins: readonly string[]): Promise<HeldCookie[]>;
  /** Closes it as its user would and starts it again with the same profile; `ageDays` passed meanwhile. */
  reopen(ageDays?: number): Promise<void>;
  /**
   * Ends it without a word and starts it again, as after a crash. What browsers write to the profile some time later is
   * waited for: the session where it is to be restored, and what `isStored` asks for of the profile's folder.
   */
  crash(isStored?: (profile: string) => boolean): Promise<void>;
  close(): Promise<void>;
};

export type OpenOptions = {
  network: Network;
  /** Whether the browser is reopened: takes a profile of its own instead of a context in a running one. */
  isReopened?: boolean;
  /** Chromium alone: a host that may store nothing in pages of a site. */
  refuses?: { host: string; on: string };
  /** The user lets it restore the tabs of the last session. */
  restoresSession?: boolean;
};
