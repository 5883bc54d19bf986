// What a conversation that goes on needs beside the rest: loaded with the first one.
export { browserSharing, followConversation, followEphemeral, SignedOut, shareLine } from '@porchlight/realtime';
