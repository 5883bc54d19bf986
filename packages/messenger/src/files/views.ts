import type { FileId, FileLinks } from '@porchlight/protocol';
import { type Api, RequestFailed } from '../api.ts';
import type { Environment } from '../environment.ts';
import type { Grants } from '../state/grants.ts';
import type { Slot } from '../state/slot.ts';
import { openFileLinks } from './file-links.ts';
import { openPreviews } from './previews.ts';

export type FileViews = ReturnType<typeof openFileViews>;

/** What is needed to see files: pictures of our own, and the server's signed links. */
export function openFileViews(options: {
  api: Api;
  grants: Grants;
  environment: Environment;
  file(id: string): Promise<Blob | null>;
}) {
  const { api, grants, environment } = options;
  const previews = openPreviews(options.file);
  const links = openFileLinks(environment);
  return {
    previews,
    links,
    /** The signed links of a file in this conversation. Throws `RequestFailed`. */
    linksOf(slot: Slot, file: FileId): Promise<FileLinks> {
      const id = slot.view.peek()?.id;
      if (!id) return Promise.reject(new RequestFailed('conversation_not_found', '', null));
      return links.need(file, () => grants.withToken(slot.key, (token) => api.links(token, id, file)));
    },
    clear(): void {
      previews.clear();
      links.clear();
    },
  };
}
