import type { ConsentChoices, HandoffProof, TagSettings } from '@porchlight/protocol';
import type { identity, Session } from './identity.ts';
import type { post } from './service.ts';

/** What the hand-off's script may ask of the tag. */
export type HandoffBridge = {
  settings: TagSettings;
  /** What the visitor allows now. */
  now(): ConsentChoices;
  identity: typeof identity;
  session(): Session | null;
  /** The domain that the page's cookies reach, with all below it. */
  reach(): string;
  post: typeof post;
  /** [XD5] what the messenger's frame gave this tab, so that the conversation can be offered on the next domain. */
  proof(): HandoffProof | null;
  /** Set by the script: answers an address with a code where it leads to another domain of the site, else as it came. */
  decorate?: (url: unknown) => unknown;
};
