import type { ConsentState, TagSettings } from '@porchlight/protocol';
import type { Session } from './identity.ts';
import type { post } from './service.ts';
import type { Tag } from './tag-link.ts';

/** What the doctor may ask of the tag. */
export type DoctorBridge = {
  settings: TagSettings;
  /** For style elements where constructable sheets are missing. */
  nonce: string | undefined;
  /** What the visitor allows now. */
  now(): ConsentState;
  session(): Session | null;
  /** The domain that the page's cookies reach, with all below it. */
  reach(): string;
  post: typeof post;
  load: Tag['load'];
};
