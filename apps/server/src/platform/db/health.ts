import type { StorageHealth } from './storage.ts';

/** Holds the health of a storage and tells of its changes. */
export class Health {
  #current: StorageHealth = 'ok';
  readonly #listeners = new Set<(health: StorageHealth) => void>();

  get current(): StorageHealth {
    return this.#current;
  }

  set(health: StorageHealth): void {
    if (health === this.#current) return;
    this.#current = health;
    for (const listener of this.#listeners) listener(health);
  }

  listen(listener: (health: StorageHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
