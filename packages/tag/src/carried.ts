import type { HandoffProof } from '@porchlight/protocol';

/** [XD5] What the messenger's frame gave this page for its hand-offs: in memory only, null without a conversation. */
export const carried: { proof: HandoffProof | null } = { proof: null };
