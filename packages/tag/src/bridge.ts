import type {
  Continuation,
  HandoffProof,
  Offer,
  OfferOutcomeRequest,
  Script,
  TagSettings,
  VisitId,
  VisitorId,
} from '@porchlight/protocol';

/** What the bubble may ask of the tag. */
export type Bridge = {
  settings: TagSettings;
  /** For style elements where constructable sheets are missing. */
  nonce: string | undefined;
  identity(): { visitor: VisitorId | null; visit: VisitId | null };
  /** [CNV7] what the site's own login gave this page; null while nobody is logged in. */
  login(): string | null;
  /** [CNV7] the service told the frame that the login opens nothing any more. */
  renewLogin(): void;
  /** Loads a part that is needed now; see `Tag`. */
  load<Module>(script: Script): Promise<Module>;
  /** Tells the page: listeners of `Porchlight('on', …)`. */
  emit(name: string, detail?: unknown): void;
  /** [VIS1] the frame learned who the visitor is; kept only where consent allows. */
  adopt(visitor: VisitorId): void;
  readChat(): string | null;
  /** Null removes. */
  writeChat(value: string | null): void;
  /** [XD5] what hand-offs of this tab send along; null lets go of it. */
  carry(proof: HandoffProof | null): void;
  /** [VIS6] the frame has cleared all that it held. */
  forgotten(): void;
  settleOffer(offer: Offer, outcome: OfferOutcomeRequest['outcome']): void;
};

/** What the tag may ask of the bubble. */
export type Bubble = {
  open(): void;
  close(): void;
  offer(offer: Offer): void;
  /** [XD5] a conversation of the domain that was left: shown as an offer, taken up by a click alone. */
  continuation(continuation: Continuation): void;
  /** The visitor or the visit changed, or consent was withdrawn. */
  identify(): void;
  /** [VIS6] somebody logged out here: all that the messenger holds is revoked and cleared. */
  forget(): void;
};
