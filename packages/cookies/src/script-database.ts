import { isValueOf, type ScriptEntry, scriptName } from './script.ts';

/** The value of an entry that lies in a database, and the files that go with it, by names that the value knows. */
export type DatabaseChange = {
  /** In the entry's format; null where nothing is left to keep. */
  value: string | null;
  /** The names that the value speaks of: all other files are removed. */
  files: readonly string[];
  added: ReadonlyMap<string, Blob>;
};

/** One entry in a database of its own; every method rejects where the browser refuses it or has no room. */
export type StoredDatabase = {
  /** The value; null where there is none or a malformed one. Makes no database. */
  read(): Promise<string | null>;
  /** Changes value and files as one: other tabs see all of it or nothing. */
  change(decide: (value: string | null) => DatabaseChange): Promise<void>;
  /** The file of this name, or null. */
  file(name: string): Promise<Blob | null>;
  clear(): Promise<void>;
};

const storeName = 'kept';
const valueKey = 'value';
const fileKey = (name: string) => `file-${name}`;

/** A browser that does not answer by then counts as one that refuses. */
const patienceMs = 3_000;

/**
 * Opens an entry of IndexedDB. `open` is a function because merely naming it throws in some browsers. The database is
 * made with the first change, so that who keeps nothing leaves no trace.
 */
export function openStoredDatabase(entry: ScriptEntry, open: () => IDBFactory, site: string | null): StoredDatabase {
  const name = scriptName(entry, site);
  let connection: Promise<IDBDatabase> | null = null;

  /** Opens the database; where there is none it is made, or, not `makes`, left alone with an AbortError. */
  function ask(makes: boolean): Promise<IDBDatabase> {
    return patiently<IDBDatabase>((resolve, reject) => {
      const asked = open().open(name, 1);
      asked.onupgradeneeded = () => {
        if (makes) asked.result.createObjectStore(storeName);
        else asked.transaction?.abort();
      };
      asked.onerror = () => reject(asked.error);
      asked.onsuccess = () => {
        const database = asked.result;
        // Cleared by the browser's own means, or about to be: the next use opens it anew.
        database.onclose = () => {
          connection = null;
        };
        database.onversionchange = () => {
          database.close();
          connection = null;
        };
        resolve(database);
      };
    });
  }

  function connect(): Promise<IDBDatabase> {
    connection ??= ask(true).catch((error: unknown) => {
      connection = null;
      throw error;
    });
    return connection;
  }

  /** Whether there is something to read. A list of databases would tell as well; WebKit's is empty in frames. */
  async function isThere(): Promise<boolean> {
    if (connection) return true;
    try {
      const found = await ask(false);
      if (connection) found.close();
      else connection = Promise.resolve(found);
      return true;
    } catch (error) {
      if ((error as DOMException | null)?.name === 'AbortError') return false;
      throw error;
    }
  }

  async function run<T>(
    mode: IDBTransactionMode,
    work: (store: IDBObjectStore, answer: (result: T) => void) => void,
  ): Promise<T | undefined> {
    const database = await connect();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(storeName, mode);
      let result: T | undefined;
      transaction.oncomplete = () => resolve(result);
      transaction.onabort = () => reject(transaction.error ?? new DOMException('Not kept.', 'AbortError'));
      work(transaction.objectStore(storeName), (answer) => {
        result = answer;
      });
    });
  }

  const wellFormed = (value: unknown) => (typeof value === 'string' && isValueOf(entry, value) ? value : null);

  return {
    async read() {
      if (!(await isThere())) return null;
      const value = await run<string | null>('readonly', (store, answer) => {
        const asked = store.get(valueKey);
        asked.onsuccess = () => answer(wellFormed(asked.result));
      });
      return value ?? null;
    },
    async change(decide) {
      await run('readwrite', (store) => {
        const asked = store.get(valueKey);
        asked.onsuccess = () => {
          const { value, files, added } = decide(wellFormed(asked.result));
          if (value === null) return void store.clear();
          if (!isValueOf(entry, value)) return store.transaction.abort();
          store.put(value, valueKey);
          const kept = new Set([valueKey, ...files.map(fileKey)]);
          for (const [file, blob] of added) if (kept.has(fileKey(file))) store.put(blob, fileKey(file));
          const keys = store.getAllKeys();
          keys.onsuccess = () => {
            for (const key of keys.result) if (!kept.has(String(key))) store.delete(key);
          };
        };
      });
    },
    async file(wanted) {
      if (!(await isThere())) return null;
      const file = await run<Blob | null>('readonly', (store, answer) => {
        const asked = store.get(fileKey(wanted));
        asked.onsuccess = () => answer(asked.result instanceof Blob ? asked.result : null);
      });
      return file ?? null;
    },
    async clear() {
      if (await isThere()) await run('readwrite', (store) => void store.clear());
    },
  };
}

/** What a browser that hangs answers never is refused in time. */
function patiently<T>(ask: (resolve: (value: T) => void, reject: (reason: unknown) => void) => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new DOMException('No answer.', 'TimeoutError')), patienceMs);
    const settle =
      <V>(done: (value: V) => void) =>
      (value: V) => {
        clearTimeout(timer);
        done(value);
      };
    ask(settle(resolve), settle(reject));
  });
}
