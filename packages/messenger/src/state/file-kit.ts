import { type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { RequestFailed } from '../api.ts';
import type { chooseFiles, cleanFileName } from '../files/file-choice.ts';
import type { uploadFile } from '../files/uploads.ts';
import type { FileViews, openFileViews } from '../files/views.ts';
import type { MessageRow } from './timeline.ts';

/** What `files/kit.ts` exports; told here, since its components know the messenger. */
export type FileParts = {
  ChosenFiles: ComponentType<{ views: FileViews; onRemoved(): void }>;
  FileProblems: ComponentType;
  MessageFiles: ComponentType<{ row: MessageRow; views: FileViews }>;
  chooseFiles: typeof chooseFiles;
  cleanFileName: typeof cleanFileName;
  uploadFile: typeof uploadFile;
  openFileViews: typeof openFileViews;
};

/** Everything about files, with what this messenger sees them by. */
export type LoadedKit = FileParts & { views: FileViews };

export type FileKit = {
  loaded: ReadonlySignal<LoadedKit | null>;
  /** Throws `RequestFailed` where it cannot be had now. */
  load(): Promise<LoadedKit>;
  /** Loads it sooner or later: somebody looks at a file. */
  need(): void;
};

/** Loads what files need with the first of them, so that conversations without any do not wait for it. */
export function openFileKit(options: { load(): Promise<FileParts>; open(loaded: FileParts): FileViews }): FileKit {
  const loaded = signal<LoadedKit | null>(null);
  let loading: Promise<LoadedKit> | null = null;
  function load(): Promise<LoadedKit> {
    loading ??= options.load().then(
      (all) => {
        loaded.value = { ...all, views: options.open(all) };
        return loaded.value;
      },
      () => {
        loading = null;
        throw new RequestFailed(null, 'Files cannot be used now.', null);
      },
    );
    return loading;
  }
  return {
    loaded,
    load,
    need: () => {
      load().catch(() => undefined);
    },
  };
}
