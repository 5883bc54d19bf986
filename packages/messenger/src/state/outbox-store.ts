import type { StoredDatabase } from '@porchlight/cookies/database';
import { batch, computed, type ReadonlySignal, signal } from '@preact/signals';
import { type ChosenFile, emptyOutbox, type Outbox, type OutboxItem, readOutbox } from './outbox.ts';

/** What is done to the outbox; done again to what another tab has made of it meanwhile, it means the same. */
export type OutboxChange = (outbox: Outbox) => Outbox;

export type OutboxStore = {
  items: ReadonlySignal<OutboxItem[]>;
  chosen: ReadonlySignal<ChosenFile[]>;
  /** Messages that are kept by this page alone, since the browser refused them or their files. */
  fragile: ReadonlySignal<ReadonlySet<string>>;
  /** Reads what is stored, by other tabs too. */
  read(): Promise<Outbox>;
  /** Shows the change at once; settles when it is stored, or held here where the browser refuses. Never rejects. */
  change(update: OutboxChange, files?: ReadonlyMap<string, Blob>): Promise<void>;
  /** The bytes of a file, or null when they are gone. */
  file(id: string): Promise<Blob | null>;
  /** Lets go of everything at once, in the browser too. */
  clear(): Promise<void>;
  /** Another tab has cleared everything: what this one still had is dropped, what began since stays. */
  forget(isOurs: (key: string) => boolean): Promise<void>;
};

/**
 * Keeps the outbox in the browser's database, one change after the other. A change that the browser refuses, for good
 * or since it has no room, is held in memory and stored together with the next one that it takes.
 */
export function openOutboxStore(options: {
  database: StoredDatabase;
  /** False in modes that end with the session: what was chosen and not sent yet is then this page's alone. */
  keepsChosen: boolean;
  /** Something was stored that other tabs may want to know. */
  onStored(): void;
}): OutboxStore {
  const { database, keepsChosen } = options;
  /** As it was stored when we last looked. */
  let stored = emptyOutbox;
  /** What the browser did not take: messages of our own, changes to stored ones (null: removed), and files. */
  let own = emptyOutbox;
  const changed = new Map<string, OutboxItem | null>();
  const unchosen = new Set<string>();
  const heldFiles = new Map<string, Blob>();
  /** Files of changes whose turn has not come. */
  const comingFiles = new Map<string, Blob>();
  let pending: OutboxChange[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  /** Counts up when all was cleared: what was still to be done is done for nobody. */
  let era = 0;
  const shown = signal(emptyOutbox);
  const fragile = signal<ReadonlySet<string>>(new Set());

  function seen(outbox: Outbox): Outbox {
    const known = new Set([...outbox.items.map(({ clientId }) => clientId), ...outbox.chosen.map(({ id }) => id)]);
    return {
      items: [
        ...outbox.items.flatMap((item) => (changed.has(item.clientId) ? (changed.get(item.clientId) ?? []) : [item])),
        ...own.items.filter(({ clientId }) => !known.has(clientId)),
      ],
      chosen: [
        ...outbox.chosen.filter(({ id }) => !unchosen.has(id)),
        ...own.chosen.filter(({ id }) => !known.has(id)),
      ],
    };
  }

  function hold(next: Outbox): void {
    const before = stored.items;
    own = {
      items: next.items.filter(({ clientId }) => !before.some((one) => one.clientId === clientId)),
      chosen: next.chosen.filter(({ id }) => !stored.chosen.some((one) => one.id === id)),
    };
    for (const item of before) {
      const after = next.items.find(({ clientId }) => clientId === item.clientId);
      if (after !== item) changed.set(item.clientId, after ?? null);
    }
    for (const { id } of stored.chosen) if (!next.chosen.some((one) => one.id === id)) unchosen.add(id);
  }

  function release(next: Outbox): void {
    stored = keepsChosen ? next : { ...next, chosen: [] };
    own = keepsChosen ? emptyOutbox : { items: [], chosen: next.chosen };
    changed.clear();
    unchosen.clear();
  }

  function publish(): void {
    const next = pending.reduce((outbox, update) => update(outbox), seen(stored));
    const owned = new Set(own.items.map(({ clientId }) => clientId));
    const ids = next.items.filter(
      ({ clientId, files }) =>
        owned.has(clientId) || files.some(({ id, attachment }) => heldFiles.has(id) && !attachment),
    );
    batch(() => {
      shown.value = next;
      fragile.value = new Set(ids.map(({ clientId }) => clientId));
    });
  }

  function write(update: OutboxChange, files: ReadonlyMap<string, Blob>): Promise<Outbox> {
    let next = emptyOutbox;
    return database
      .change((text) => {
        next = update(seen(readOutbox(text)));
        const written = keepsChosen ? next : { ...next, chosen: [] };
        const names = [...written.items.flatMap((item) => item.files), ...written.chosen].map(({ id }) => id);
        const isEmpty = written.items.length === 0 && written.chosen.length === 0;
        return { value: isEmpty ? null : JSON.stringify(written), files: names, added: files };
      })
      .then(() => next);
  }

  async function store(update: OutboxChange): Promise<void> {
    const began = era;
    const withFiles = await write(update, heldFiles).catch(() => null);
    // No room for the files, perhaps: the words at least are kept.
    const next = withFiles ?? (heldFiles.size > 0 ? await write(update, new Map()).catch(() => null) : null);
    if (began !== era) return;
    if (next) release(next);
    else hold(update(seen(stored)));
    const { items, chosen } = seen(stored);
    const held = withFiles ? own.chosen : [...items.flatMap(({ files }) => files), ...chosen];
    for (const id of heldFiles.keys()) if (!held.some((file) => file.id === id)) heldFiles.delete(id);
  }

  function inOrder<T>(work: () => Promise<T>): Promise<T> {
    const mine = queue.then(work);
    queue = mine.catch(() => undefined);
    return mine;
  }

  async function change(update: OutboxChange, files?: ReadonlyMap<string, Blob>): Promise<void> {
    const began = era;
    pending.push(update);
    for (const [id, blob] of files ?? []) comingFiles.set(id, blob);
    publish();
    await inOrder(async () => {
      if (began !== era) return;
      for (const [id, blob] of files ?? []) {
        heldFiles.set(id, blob);
        comingFiles.delete(id);
      }
      await store(update);
      if (began !== era) return;
      pending = pending.filter((one) => one !== update);
      publish();
      options.onStored();
    });
  }

  function drop(): void {
    era += 1;
    pending = [];
    own = emptyOutbox;
    stored = emptyOutbox;
    changed.clear();
    unchosen.clear();
    heldFiles.clear();
    comingFiles.clear();
    publish();
  }

  return {
    items: computed(() => shown.value.items),
    chosen: computed(() => shown.value.chosen),
    fragile,
    read: () =>
      inOrder(async () => {
        const began = era;
        const text = await database.read().catch(() => undefined);
        // Where nothing can be read, what is held here is all there is.
        if (began === era && text !== undefined) stored = readOutbox(text);
        publish();
        return seen(stored);
      }),
    change,
    file: async (id) => heldFiles.get(id) ?? comingFiles.get(id) ?? (await database.file(id).catch(() => null)),
    clear() {
      drop();
      return inOrder(async () => {
        await database.clear().catch(() => undefined);
        options.onStored();
      });
    },
    forget(isOurs) {
      const chosen = new Set(shown.value.chosen.map(({ id }) => id));
      drop();
      return change((outbox) => ({
        items: outbox.items.filter(({ key }) => isOurs(key)),
        chosen: outbox.chosen.filter(({ id }) => !chosen.has(id)),
      }));
    },
  };
}
