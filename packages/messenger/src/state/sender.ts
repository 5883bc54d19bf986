import type { VisitId, VisitorId } from '@porchlight/protocol';
import { backoffMs } from '@porchlight/realtime';
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { type Api, FileGone, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { FileParts } from './file-kit.ts';
import type { Grants } from './grants.ts';
import type { Keyring } from './keyring.ts';
import {
  findDue,
  type OutboxFile,
  type OutboxItem,
  type Refusal,
  retried,
  withChange,
  withFile,
  withItem,
  withoutFile,
  withoutItem,
} from './outbox.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { Slot } from './slot.ts';

export type Sender = {
  items: ReadonlySignal<OutboxItem[]>;
  /** Bytes of each file that have arrived, by its id; of the files that this tab uploads. */
  progress: ReadonlySignal<Readonly<Record<string, number>>>;
  /** Shows a message at once, stores it, and sends it as soon as it can be; settles when it is stored. */
  add(item: OutboxItem): Promise<void>;
  retry(clientId: string): void;
  discard(clientId: string): void;
  /** Takes one file out of a message that has not gone yet. */
  discardFile(clientId: string, file: string): void;
  /** Sends what waits, now. */
  pump(): void;
  /** Lets go of all that waits, unsent. */
  clear(): void;
  /** Another tab has let go of everything. */
  forget(): void;
  /** Reads again what other tabs have stored. */
  reload(): Promise<void>;
};

/** A message without its key that has waited this long is nobody's any more. */
const orphanMs = 60_000;

/**
 * Sends stored messages one by one, oldest first, over reloads and cut-offs, each after its files. The lock lets one tab
 * send at a time; the message leaves the store only after the server's answer, and its client id makes a repeat harmless.
 */
export function openSender(deps: {
  store: OutboxStore;
  site: string;
  api: Api;
  grants: Grants;
  keyring: Keyring;
  environment: Environment;
  identity(): { visitor: VisitorId | null; visit: VisitId | null; login: string | null };
  slotOf(key: string): Slot;
  newClientId(): string;
  /** A conversation has begun or was found to have begun. */
  onStarted(slot: Slot): void;
  /** Throws `RequestFailed` where it cannot be had now. */
  loadKit(): Promise<Pick<FileParts, 'uploadFile'>>;
  /** A file has arrived, and is shown from here on as the server has it. */
  onUploaded(file: OutboxFile): void;
}): Sender {
  const { store, api, grants, keyring, environment } = deps;
  const progress = signal<Readonly<Record<string, number>>>({});
  let uploading: { file: string; cancel: AbortController } | null = null;
  let isPumping = false;
  let isAskedAgain = false;
  let failures = 0;
  const renamed = new Set<string>();
  let cancelRetry = () => {};

  function pump(): void {
    cancelRetry();
    if (isPumping) {
      isAskedAgain = true;
      return;
    }
    isPumping = true;
    void environment
      .withLock(`pl_outbox-${deps.site}`, sendAll)
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        isPumping = false;
        if (isAskedAgain) {
          isAskedAgain = false;
          pump();
        }
      });
  }

  async function sendAll(): Promise<void> {
    for (;;) {
      const { items } = await store.read();
      // A message whose key was let go of belongs to somebody who has left: it must not begin a conversation.
      const orphans = items.filter(({ key, at }) => !keyring.find(key) && environment.now() - at > orphanMs);
      if (orphans.length > 0)
        await store.change((all) => orphans.reduce((o, one) => withoutItem(o, one.clientId), all));
      const item = findDue(items, ({ key }) => keyring.find(key) !== undefined);
      if (!item) return;
      const file = item.files.find(({ attachment }) => !attachment);
      try {
        if (file) await upload(item, file);
        else await send(item);
        failures = 0;
      } catch (error) {
        if (!(error instanceof RequestFailed)) throw error;
        if (error.isTransient) {
          failures += 1;
          const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, environment.random));
          cancelRetry = environment.after(waitMs, pump);
          return;
        }
        await settleRefusal(item, file ?? null, { code: error.code ?? 'internal', message: error.message });
      }
    }
  }

  async function upload(item: OutboxItem, file: OutboxFile): Promise<void> {
    const cancel = new AbortController();
    uploading = { file: file.id, cancel };
    try {
      const blob = await store.file(file.id);
      if (!blob) throw new FileGone();
      const { uploadFile } = await deps.loadKit();
      const attachment = await uploadFile({
        api,
        environment,
        key: item.key,
        file,
        blob,
        signal: cancel.signal,
        onProgress(bytes) {
          // What comes further is no failure, however often it is cut off.
          if (bytes > (progress.value[file.id] ?? 0)) failures = 0;
          progress.value = { ...progress.value, [file.id]: bytes };
        },
      });
      deps.onUploaded({ ...file, attachment });
      await store.change((all) => withChange(all, item.clientId, (one) => withFile(one, file.id, { attachment })));
    } catch (error) {
      if (cancel.signal.aborted) return;
      if (error instanceof FileGone) await settleRefusal(item, file, { code: 'file_gone', message: '' });
      else throw error;
    } finally {
      uploading = null;
    }
  }

  async function send(item: OutboxItem): Promise<void> {
    const record = keyring.find(item.key);
    const slot = deps.slotOf(item.key);
    const attachments = item.files.flatMap(({ attachment }) => attachment ?? []);
    const body = {
      clientId: item.clientId,
      text: item.text,
      ...(attachments.length > 0 ? { attachments: attachments.map(({ id }) => id) } : {}),
    };
    const gone = () => store.change((all) => withoutItem(all, item.clientId));
    if (!record?.conversation) {
      const answer = await api.start(item.key, {
        ...body,
        ...deps.identity(),
        offer: item.start?.offer ?? null,
        contact: item.start?.contact ?? { name: null, email: null },
      });
      // Cleared by a logout meanwhile.
      if (!keyring.find(item.key)) return;
      grants.take(item.key, answer);
      keyring.settle(item.key, answer.conversation.id, answer.visitor);
      batch(() => {
        slot.take(answer.opened);
        void gone();
        deps.onStarted(slot);
      });
    } else {
      const id = record.conversation;
      const { seq, at } = await grants.withToken(item.key, (token) => api.send(token, id, body));
      batch(() => {
        slot.markSent({ clientId: item.clientId, text: item.text, attachments, at, seq });
        void gone();
      });
    }
  }

  async function settleRefusal(item: OutboxItem, file: OutboxFile | null, refusal: Refusal): Promise<void> {
    const { clientId } = item;
    const isNew = !renamed.has(clientId);
    // The name was given to another text: under a name of its own this message is simply new.
    if (!file && refusal.code === 'client_id_reused' && isNew) {
      const name = deps.newClientId();
      renamed.add(name);
      await store.change((all) => retried(all, clientId, { clientId: name }));
      return;
    }
    // It waited for so long that the server let go of its files: they are brought once more.
    if (!file && refusal.code === 'file_not_found' && isNew) {
      renamed.add(clientId);
      const files = item.files.map((one) => ({ ...one, upload: deps.newClientId(), attachment: null }));
      await store.change((all) => withChange(all, clientId, (one) => ({ ...one, files })));
      return;
    }
    await store.change((all) =>
      withChange(all, clientId, (one) => ({ ...(file ? withFile(one, file.id, { refusal }) : one), refusal })),
    );
  }

  /** Stops bringing a file that no message wants any more. */
  function stopUnwanted(): void {
    const isWanted = store.items.value.some(({ files }) => files.some(({ id }) => id === uploading?.file));
    if (!isWanted) uploading?.cancel.abort();
  }

  function drop(change: (clientId: string) => Promise<void>): (clientId: string) => void {
    return (clientId) => {
      void change(clientId);
      stopUnwanted();
      pump();
    };
  }

  return {
    items: store.items,
    progress,
    async add(item) {
      await store.change((all) => withItem(all, item));
      pump();
    },
    retry(clientId) {
      failures = 0;
      void store.change((all) => retried(all, clientId)).then(pump);
    },
    discard: drop((clientId) => store.change((all) => withoutItem(all, clientId))),
    discardFile: (clientId, file) => drop((id) => store.change((all) => withoutFile(all, id, file)))(clientId),
    pump,
    clear() {
      void store.clear();
      uploading?.cancel.abort();
      progress.value = {};
    },
    forget() {
      void store.forget((key) => keyring.find(key) !== undefined);
      uploading?.cancel.abort();
      progress.value = {};
    },
    async reload() {
      const before = store.items.value;
      const kept = new Set((await store.read()).items.map(({ clientId }) => clientId));
      // Another tab sent it: its echo stays until the event comes.
      for (const { clientId, key, text, files, at, refusal } of before) {
        if (kept.has(clientId) || refusal || !keyring.find(key)) continue;
        const attachments = files.flatMap(({ attachment }) => attachment ?? []);
        if (attachments.length < files.length) continue;
        deps.slotOf(key).markSent({ clientId, text, attachments, at, seq: 0 });
      }
      stopUnwanted();
    },
  };
}
