import type { ScriptEntry } from '@porchlight/cookies/script';
import type {
  Attributes,
  ConsentPolicy,
  ConsentState,
  ForgetRequest,
  PageViewAnswer,
  Script,
  TagSettings,
} from '@porchlight/protocol';
import type { identity, Session, settleIdentity, usesCookies } from './identity.ts';
import type { Level } from './keep.ts';
import type { post } from './service.ts';

/** A call as the page made it: its name, and what belongs to it. */
export type Call = ArrayLike<unknown>;

/** What the page says of itself. */
export type About = { sections: string[]; attributes: Attributes };

/** Hears what the service answered; an empty answer tells that the ids are others now. */
export type Told = (answer: Partial<PageViewAnswer>) => void;

/** What the tag gives to the script of its calls. */
export type Tag = {
  settings: TagSettings;
  /** The site's own policy; that of the settings is stricter while the page's consent manager is not heard yet. */
  policy: ConsentPolicy;
  /** For scripts and style elements of ours. */
  nonce: string | undefined;
  /** What this page says of itself now. */
  about: About;
  load<Module>(script: Script): Promise<Module>;
  post: typeof post;
  /** What the visitor allows now. */
  now(): ConsentState;
  identity: typeof identity;
  session(): Session | null;
  /** Keeps what an answer says of identity. */
  settle: typeof settleIdentity;
  usesCookies: typeof usesCookies;
  /** The domain that the page's cookies reach, with all below it. */
  reach(): string;
  readEntry(entry: ScriptEntry): string | null;
  writeEntry(entry: ScriptEntry, value: string, maxAgeS: number | null, from?: Level): void;
  removeEntry(entry: ScriptEntry): void;
  /** Sends the first page view of this document, unless one was sent; done when it was answered or failed. */
  start(): Promise<void>;
  /** [CON4, VIS6] forgets all, here, in the browser and at the service. */
  forget(why: ForgetRequest['why']): void;
  /** Says something of the present page. */
  tell(part: Partial<About>): void;
  /** Tells that something happened; dropped without consent, and beyond 20 that wait. */
  addEvent(name: string, data: Attributes): void;
  /** Counts a page view by the page's own word. */
  newPage(about: About, title?: string, url?: string): void;
};

/** What is done with the page's calls and the service's answers. */
export type Calls = {
  run(call: Call): unknown;
  told: Told;
  /** Begins, after the calls that the page made before. */
  begin(): void;
  /** The page has nothing to do now. */
  showButton(): void;
};

/** What the module of the calls exports; `isFirst`: no other site's tag was on the page before. */
export type CallsModule = { takeCalls(tag: Tag, isFirst: boolean): Calls };
