import { type ClientId, cleanMessage } from '@porchlight/protocol';
import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Environment } from '../environment.ts';
import type { ChoiceProblem } from '../files/file-choice.ts';
import type { openContact } from './contact.ts';
import { type Drafts, newDraft } from './drafts.ts';
import type { FileKit } from './file-kit.ts';
import type { ChosenFile, OutboxFile, OutboxItem } from './outbox.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { Sender } from './sender.ts';
import type { Slot } from './slot.ts';

/** A message that is not sent by then may be lost with the page, where the browser keeps none: this is said. */
const fragileMs = 1_500;

/** What begins a conversation, before it has a key. */
export type FirstMessage = Omit<OutboxItem, 'key' | 'start'>;

export type Sending = ReturnType<typeof openSending>;

/** What the visitor does with messages and files: writes, chooses, sends, tries again, takes back. */
export function openSending(deps: {
  store: OutboxStore;
  sender: Sender;
  drafts: Drafts;
  kit: FileKit;
  shown: ReadonlySignal<Slot | null>;
  contact: ReturnType<typeof openContact>;
  environment: Environment;
  serverNow(): number;
  newClientId(): ClientId;
  begin(item: FirstMessage, former?: string): Promise<void>;
  show(slot: Slot | null): void;
  attempt(work: () => Promise<unknown>): Promise<boolean>;
  /** A message is about to go: what was being typed is typed no more. */
  onSend(): void;
}) {
  const { store, sender, drafts, kit, shown, contact, environment, newClientId } = deps;
  const draftName = computed(() => shown.value?.view.value?.id ?? newDraft);
  const chosen = computed(() => store.chosen.value.filter(({ draft }) => draft === draftName.value));
  const problems: Signal<ChoiceProblem[]> = signal([]);

  // What was chosen while the conversation had no name yet goes on under its name, whichever tab began it.
  effect(() => {
    const slot = shown.value;
    const id = slot?.view.value?.id;
    if (!slot || !id || slot.isEnded.value || !store.chosen.value.some(({ draft }) => draft === newDraft)) return;
    const update = (file: ChosenFile) => (file.draft === newDraft ? { ...file, draft: id } : file);
    void store.change((all) => ({ ...all, chosen: all.chosen.map(update) }));
  });

  /** Takes files to go with the next message; those that cannot are named in `problems`. */
  async function choose(files: readonly File[], folders = 0): Promise<void> {
    const draft = draftName.value;
    const { chooseFiles, cleanFileName } = await kit.load();
    const { taken, problems: found } = chooseFiles(files, folders, chosen.value.length);
    problems.value = found;
    if (taken.length === 0) return;
    const blobs = new Map<string, Blob>();
    const added = taken.map((file): ChosenFile => {
      const id = newClientId();
      blobs.set(id, file);
      const type = file.type || 'application/octet-stream';
      const fresh = { image: null, attachment: null, refusal: null };
      return { id, upload: newClientId(), name: cleanFileName(file.name), type, size: file.size, ...fresh, draft };
    });
    const ids = new Set(added.map(({ id }) => id));
    await store.change(
      (all) => ({ ...all, chosen: [...all.chosen.filter(({ id }) => !ids.has(id)), ...added] }),
      blobs,
    );
  }

  function changeChosen(id: string, change: (file: ChosenFile) => ChosenFile[]): void {
    const update = (file: ChosenFile) => (file.id === id ? change(file) : [file]);
    void store.change((all) => ({ ...all, chosen: all.chosen.flatMap(update) }));
  }

  /**
   * Sends what the visitor typed and chose; false when there is nothing in it, it is too long, or the e-mail address
   * cannot be one.
   */
  async function send(raw: string): Promise<boolean> {
    const clean = cleanMessage(raw);
    const files = chosen.value.map(({ draft: _draft, ...file }): OutboxFile => file);
    if (!clean.ok && !(clean.code === 'message_empty' && files.length > 0)) return false;
    if (!shown.value && contact.isEmailWrong.value) {
      contact.asked.value += 1;
      return false;
    }
    deps.onSend();
    problems.value = [];
    const text = clean.ok ? clean.text : '';
    const item = { clientId: newClientId(), text, files, at: deps.serverNow(), refusal: null };
    const slot = shown.value;
    // A page that ends before the message is stored finds its words where they were.
    const release = drafts.take(draftName.value);
    await (slot ? sender.add({ ...item, key: slot.key, start: null }) : deps.begin(item));
    release();
    return true;
  }

  const isFragile = signal(false);
  let cancelFragile: (() => void) | null = null;
  store.fragile.subscribe((ids) => {
    if (ids.size > 0) {
      cancelFragile ??= environment.after(fragileMs, () => {
        isFragile.value = true;
      });
      return;
    }
    cancelFragile?.();
    cancelFragile = null;
    isFragile.value = false;
  });

  return {
    draftName,
    send,
    chosen,
    problems,
    choose: (files: readonly File[], folders = 0) => deps.attempt(() => choose(files, folders)),
    unchoose(id: string): void {
      problems.value = [];
      changeChosen(id, () => []);
    },
    /** Notes the size of an image, in pixels, as the browser has found it. */
    measured(id: string, width: number, height: number): void {
      changeChosen(id, (file) => [{ ...file, image: { width, height } }]);
    },
    progress: sender.progress,
    kit: kit.loaded,
    needKit: kit.need,
    /** Something waits that this browser does not keep: it would be lost with the page. */
    isFragile,
    retry: sender.retry,
    discard: sender.discard,
    discardFile: sender.discardFile,
    /** Begins a new conversation with a message that the ended one did not take. */
    async resendAsNew(clientId: ClientId): Promise<void> {
      const item = store.items.value.find((one) => one.clientId === clientId);
      if (!item) return;
      const files = item.files.map((file) => ({
        ...file,
        upload: newClientId(),
        attachment: null,
        refusal: null,
      }));
      deps.show(null);
      // The files' bytes go over from the one message to the other.
      await deps.begin({ ...item, clientId: newClientId(), files, at: deps.serverNow(), refusal: null }, item.key);
      sender.discard(clientId);
    },
    clear(): void {
      problems.value = [];
      kit.loaded.peek()?.views.clear();
    },
  };
}
