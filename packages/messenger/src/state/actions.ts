import type { RatingRequest } from '@porchlight/protocol';
import type { Api } from '../api.ts';
import type { Grants } from './grants.ts';
import type { Slot } from './slot.ts';

/** What the visitor does with one conversation beside writing; each answers whether it was done. */
export function openActions(deps: {
  api: Pick<Api, 'end' | 'rate'>;
  grants: Grants;
  attempt(work: () => Promise<unknown>): Promise<boolean>;
}) {
  const { api, grants, attempt } = deps;
  return {
    end: (slot: Slot) =>
      attempt(async () => {
        const id = slot.view.value?.id;
        if (id) await grants.withToken(slot.key, (token) => api.end(token, id));
        await slot.load();
      }),
    rate: (slot: Slot, rating: RatingRequest) =>
      attempt(async () => {
        const id = slot.view.value?.id;
        if (id) await grants.withToken(slot.key, (token) => api.rate(token, id, rating));
        await slot.load();
      }),
    loadEarlier: (slot: Slot) => attempt(() => slot.loadEarlier()),
    /** Loads the newest window of conversations that the list shows a line of. */
    preview: (slot: Slot) => (slot.isLoaded.value ? Promise.resolve(true) : attempt(() => slot.load())),
  };
}
