import { openStored, writingEntry } from '@porchlight/cookies/script';
import type { ConversationId, MemberId } from '@porchlight/protocol';
import { encodeBase64Url } from '@porchlight/protocol';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { uploadFile } from '../files/upload.ts';
import type { Uploads } from '../files/uploads.ts';
import { createUploads, UploadRemoved } from '../files/uploads.ts';
import { t } from '../messages/index.ts';
import { serverNow } from '../realtime/server-clock.ts';
import type { Drafts } from '../thread/drafts.ts';
import { openDrafts } from '../thread/drafts.ts';
import type { Outbox, OutboxEntry, Outboxes } from '../thread/outbox.ts';
import { createOutbox, createOutboxes } from '../thread/outbox.ts';

/**
 * What one member wrote and the server does not have yet. It outlives a session that ended in the middle of work, and
 * goes with a log-out, so that nobody else finds it on a shared computer.
 */
export type Written = {
  outboxes: Outboxes;
  /** Files chosen in a conversation: beside what is being written, or with a message on its way. */
  uploads: { of(conversation: ConversationId): Uploads; all(): Iterable<Uploads> };
  /** Called with what the server accepted, by the conversation that is on the screen. */
  hints: Map<ConversationId, (kind: OutboxEntry['kind'], seq: number) => void>;
  drafts: Drafts;
};

const writtenBy = new Map<MemberId, Written>();
const stored = openStored(writingEntry, () => sessionStorage);
/** [OUT8] Who leaves this computer leaves it in every tab. */
let others: BroadcastChannel | null = null;

/** What this member wrote in this window. */
export function readWritten(member: MemberId): Written {
  const known = writtenBy.get(member);
  if (known) return known;
  others ??= hearOthers();
  const hints: Written['hints'] = new Map();
  const uploads = keepUploads();
  const outboxes = createOutboxes((id) => openOutbox(id, hints, uploads.of(id)));
  const written: Written = { outboxes, uploads, hints, drafts: openDrafts(stored, member) };
  writtenBy.set(member, written);
  return written;
}

/** Tries at once what waits: the connection is back. */
export function wakeWritten({ outboxes, uploads }: Written): void {
  outboxes.wakeAll();
  for (const one of uploads.all()) one.wake();
}

/** Throws away everything that was written and not sent: the member leaves this computer. */
export function forgetWritten(): void {
  others?.postMessage('left');
  forgetHere();
}

function hearOthers(): BroadcastChannel {
  const channel = new BroadcastChannel('pl_left');
  channel.onmessage = forgetHere;
  return channel;
}

function forgetHere(): void {
  stored.remove();
  for (const { uploads } of writtenBy.values())
    for (const one of uploads.all()) for (const { clientId } of one.all.get()) one.remove(clientId);
  writtenBy.clear();
}

function keepUploads(): Written['uploads'] {
  const known = new Map<ConversationId, Uploads>();
  return {
    of(conversation) {
      const uploads = known.get(conversation) ?? openUploads(conversation);
      known.set(conversation, uploads);
      return uploads;
    },
    all: () => known.values(),
  };
}

const later = {
  after(ms: number, callback: () => void): () => void {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
  makeClientId: () => encodeBase64Url(crypto.getRandomValues(new Uint8Array(16))),
};

function openUploads(conversation: ConversationId): Uploads {
  return createUploads({
    ...later,
    upload: (clientId, file, { signal, onProgress }) =>
      uploadFile({
        requests: api.uploads(conversation),
        clientId,
        file,
        signal,
        now: () => performance.now(),
        wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
        onProgress,
      }),
    judge,
    showPicture: (file) => (/^image\/(?!svg)/.test(file.type) ? URL.createObjectURL(file) : null),
    dropPicture: (address) => URL.revokeObjectURL(address),
  });
}

function openOutbox(conversation: ConversationId, hints: Written['hints'], uploads: Uploads): Outbox {
  return createOutbox({
    ...later,
    async send({ kind, clientId, text, files }) {
      if (kind === 'note') return api.sendNote(conversation, { clientId, text });
      const attachments = await uploads.whenReady(files);
      return api.sendMessage(conversation, { clientId, text, ...(attachments.length > 0 ? { attachments } : {}) });
    },
    onAccepted: (entry, accepted) => hints.get(conversation)?.(entry.kind, accepted.seq),
    onGone({ files }) {
      for (const clientId of files) uploads.remove(clientId);
    },
    judge,
    now: serverNow,
  });
}

function judge(error: unknown): { isPassing: boolean; isFinal: boolean; problem: string } {
  if (error instanceof UploadRemoved) return { isPassing: false, isFinal: true, problem: t.files.removed };
  // Not of the server: the file was deleted or changed on the disk.
  if (!(error instanceof ApiError)) return { isPassing: false, isFinal: true, problem: t.files.unreadable };
  const refusals: Partial<Record<string, string>> = t.files.refusals;
  const refusal = refusals[error.code];
  return {
    isPassing: error.isPassing || error.kind === 'unauthenticated',
    isFinal: refusal !== undefined,
    problem: refusal ?? describeError(error),
  };
}
