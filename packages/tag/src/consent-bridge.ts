import type {
  ConsentChoices,
  ConsentPolicy,
  ConsentProofRequest,
  ConsentState,
  Script,
  TagSettings,
} from '@porchlight/protocol';

/** What a page or a script of ours says of the visitor's choice; what is left out stays as it was. */
export type GivenChoices = Partial<ConsentChoices>;

/** What the banner, and what listens to Google Consent Mode, may ask of the tag. */
export type ConsentBridge = {
  settings: TagSettings;
  /** For style elements where constructable sheets are missing. */
  nonce: string | undefined;
  load<Module>(script: Script): Promise<Module>;
  now(): ConsentState;
  choose(given: GivenChoices, source: ConsentProofRequest['source']): void;
  /** `Porchlight('on', …)`. */
  on(name: string, listener: (detail: never) => void): void;
  /** Sends the first page view where that is allowed. */
  start(): void;
};

/** What the banner's module exports: shows the banner, once; `given` is true where the visitor asked for it. */
export type BannerModule = { ask(bridge: ConsentBridge, given: boolean): void };

/**
 * What the module for Google Consent Mode exports; `given` is the site's own policy, which holds once the page's
 * default is known.
 */
export type ConsentModeModule = { ask(bridge: ConsentBridge, given: ConsentPolicy): void };
