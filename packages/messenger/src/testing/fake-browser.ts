import type { FrameBoot, FromFrame } from '@porchlight/protocol';
import { fakeEnvironment } from '@porchlight/realtime/testing';
import { type FakeTab, fakePartition } from '@porchlight/realtime/testing-partition';
import type { Environment } from '../environment.ts';
import { chooseFiles, cleanFileName } from '../files/file-choice.ts';
import { uploadFile } from '../files/uploads.ts';
import { openFileViews } from '../files/views.ts';
import type { FileParts } from '../state/file-kit.ts';
import * as lineKit from '../state/line-kit.ts';
import { type Messenger, openMessenger } from '../state/messenger.ts';
import { openFrameStorage } from '../storage.ts';
import { fakeDatabase } from './fake-database.ts';
import { fakeService, site } from './fake-service.ts';

export { mia, site } from './fake-service.ts';

/** What files need, without what is drawn. */
const fileParts = { chooseFiles, cleanFileName, uploadFile, openFileViews } as FileParts;

type Tab = { changed(name: string | null): void; told(): void; isClosed: boolean; onClose(): void; line: FakeTab };

export type Browser = ReturnType<typeof fakeBrowser>;

/**
 * A browser with one storage, in which tabs are opened; `refuses` makes it throw at every touch of storage, `isFleeting`
 * lose it with its end.
 */
export function fakeBrowser(options: { refuses?: boolean; isFleeting?: boolean } = {}) {
  const clock = fakeEnvironment();
  const service = fakeService(clock.now);
  const partition = fakePartition(clock, 0);
  const stored = new Map<string, string>();
  const database = fakeDatabase();
  database.limits.refuses = options.refuses ?? false;
  const tabs = new Map<object, Tab>();
  const chains = new Map<string, Promise<unknown>>();
  let seed = 0;

  const tellOthers = (from: object | undefined, name: string | null) => {
    for (const tab of tabs.values()) if (tab !== from) tab.changed(name);
  };
  function storageOf(tab: Tab): Storage {
    const touch = () => {
      if (options.refuses) throw new DOMException('refused', 'SecurityError');
    };
    return {
      getItem(name: string) {
        touch();
        return stored.get(name) ?? null;
      },
      setItem(name: string, value: string) {
        touch();
        if (tab.isClosed) return;
        stored.set(name, value);
        queueMicrotask(() => tellOthers(tab, name));
      },
      removeItem(name: string) {
        touch();
        if (!tab.isClosed && stored.delete(name)) queueMicrotask(() => tellOthers(tab, name));
      },
    } as Storage;
  }
  function storageFor(tab: Tab, inTab: Storage, mode: FrameBoot['mode']) {
    const channel = {
      postMessage() {
        queueMicrotask(() => {
          for (const one of tabs.values()) if (one !== tab) one.told();
        });
      },
      onmessage: null as (() => void) | null,
    };
    tab.told = () => channel.onmessage?.();
    const storage = openFrameStorage(
      site,
      mode,
      () => storageOf(tab),
      () => inTab,
      () => {
        throw new DOMException('There is another database below.', 'SecurityError');
      },
      () => channel,
    );
    return { ...storage, outbox: { ...storage.outbox, database: database.openFor(tab) } };
  }
  function tabStorage(): Storage {
    const held = new Map<string, string>();
    return {
      getItem: (name: string) => held.get(name) ?? null,
      setItem: (name: string, value: string) => void held.set(name, value),
      removeItem: (name: string) => void held.delete(name),
    } as Storage;
  }
  function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
    const mine = (chains.get(name) ?? Promise.resolve()).then(work, work);
    chains.set(name, mine);
    return mine;
  }

  return {
    clock,
    service,
    stored,
    database,
    /** Empties the storage, as a tab does on logout; the others hear of it. */
    clear(tab: Messenger) {
      stored.clear();
      database.kept.value = null;
      queueMicrotask(() => tellOthers(tabs.get(tab), null));
    },
    tabs: () => [...tabs.keys()] as Messenger[],
    /** Ends all tabs with the browser, which keeps what lasts. */
    end() {
      for (const tab of [...tabs.keys()]) this.closeTab(tab as Messenger);
      if (!options.isFleeting) return;
      stored.clear();
      database.kept.value = null;
    },
    /** The browser stops a tab without a word, and lets it go on. */
    stopTab: (tab: Messenger) => tabs.get(tab)?.line.stop(),
    goOnTab: (tab: Messenger) => tabs.get(tab)?.line.goOn(),
    /** The browser came online or its pages are looked at. */
    wake() {
      for (const tab of tabs.values()) tab.line.setVisible(true);
    },
    /** Ends a tab: nothing that it asks for from now on is answered, nothing reaches it. */
    closeTab(tab: Messenger) {
      const ended = tabs.get(tab);
      tabs.delete(tab);
      if (ended) ended.isClosed = true;
      ended?.onClose();
      ended?.line.crash();
    },
    /** What a tab alone stores: pages that follow one another in it share it. */
    tabStorage,
    /** Opens the messenger in a new tab; `told` is what the page heard, which `hear` is called with. */
    openTab(
      boot: Partial<FrameBoot> = {},
      hear: (message: FromFrame) => void = () => {},
      inTab = tabStorage(),
    ): Messenger & { told: FromFrame[]; surroundings: { isVisible: boolean } } {
      const told: FromFrame[] = [];
      const surroundings = { isVisible: true };
      const tab: Tab = {
        changed: () => {},
        told: () => {},
        isClosed: false,
        onClose: () => {},
        line: partition.openTab(),
      };
      const never = new Promise<never>(() => {});
      const closing = new Promise<void>((resolve) => {
        tab.onClose = resolve;
      });
      const environment: Environment = {
        ...tab.line.environment,
        randomBytes(bytes) {
          seed += 1;
          return bytes.fill(seed);
        },
        request: (path, init) => (tab.isClosed ? never : service.request(path, init)),
        // A tab that is closed gives its lock back and gets none.
        withLock: <T>(name: string, work: () => Promise<T>) =>
          tab.isClosed
            ? never
            : withLock(name, () => Promise.race([work(), closing.then(() => undefined as T)])).then((result) =>
                tab.isClosed ? never : result,
              ),
        onStored(callback) {
          tab.changed = callback;
          return () => {
            tab.changed = () => {};
          };
        },
        onSurroundings: () => () => {},
        isPageVisible: () => surroundings.isVisible,
        storageLasts: () => !options.refuses && !options.isFleeting,
        origin: 'https://chat.example',
      };
      const opened = openMessenger({
        boot: {
          site,
          siteName: 'Shop',
          mode: 'first-party',
          consent: { policy: 'required' },
          origins: [],
          blocked: [],
          files: 'https://files.example',
          isOnline: true,
          expectedReply: 'hours',
          look: { colours: null, greeting: '', language: 'en' },
          ...boot,
        },
        storage: storageFor(tab, inTab, boot.mode ?? 'first-party'),
        environment,
        loadFileKit: async () => fileParts,
        loadLineKit: async () => ({ ...lineKit, browserSharing: () => tab.line.environment }),
        tellPage(message) {
          told.push(message);
          hear(message);
        },
      });
      tabs.set(opened, tab);
      return Object.assign(opened, { told, surroundings });
    },
  };
}
