import { file as fileIcon } from '@porchlight/design/file-icon';
import { close } from '@porchlight/design/icons';
import { limits } from '@porchlight/protocol';
import { useEffect, useState } from 'preact/hooks';
import { useMessenger } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import type { ChosenFile } from '../state/outbox.ts';
import { FileName } from './file-name.tsx';
import { sizeInWords } from './size-in-words.ts';
import type { FileViews } from './views.ts';

/** What goes with the next message. */
export function ChosenFiles({ views, onRemoved }: { views: FileViews; onRemoved(): void }) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const chosen = messenger.files.chosen.value;
  if (chosen.length === 0) return null;
  return (
    <ul class="chosen" aria-label={texts.chosenFiles}>
      {chosen.map((file) => (
        <Chosen key={file.id} file={file} views={views} onRemoved={onRemoved} />
      ))}
    </ul>
  );
}

function Chosen({ file, views, onRemoved }: { file: ChosenFile; views: FileViews; onRemoved(): void }) {
  const { messenger, language } = useMessenger();
  const { files } = messenger;
  const [isShown, setIsShown] = useState(true);
  const url = views.previews.urls.value[file.id];
  const isImage = isShown && file.type.startsWith('image/');
  useEffect(() => {
    if (isImage) void views.previews.ask(file.id);
  }, [isImage, file.id]);
  return (
    <li class={isImage ? 'chosen-file chosen-image' : 'chosen-file'}>
      {isImage ? (
        url && (
          <img
            class="chosen-picture"
            src={url}
            alt={file.name}
            title={file.name}
            onLoad={(event) => {
              const { naturalWidth: width, naturalHeight: height } = event.currentTarget;
              // A drawing without a size of its own has none to keep the room for.
              if (width > 0 && height > 0) files.measured(file.id, width, height);
            }}
            onError={() => setIsShown(false)}
          />
        )
      ) : (
        <>
          <Icon icon={fileIcon} />
          <span class="file-text">
            <FileName name={file.name} />
            <span class="file-size">{sizeInWords(file.size, language.tag)}</span>
          </span>
        </>
      )}
      <button
        type="button"
        class="file-remove"
        aria-label={language.texts.removeFile(file.name)}
        title={language.texts.removeFile(file.name)}
        onClick={() => {
          files.unchoose(file.id);
          onRemoved();
        }}
      >
        <Icon icon={close} small />
      </button>
    </li>
  );
}

/** Why files were not taken. */
export function FileProblems() {
  const { messenger, language } = useMessenger();
  const { fileProblems } = language.texts;
  const most = sizeInWords(limits.fileBytes, language.tag);
  return (
    <>
      {messenger.files.problems.value.map(({ kind, name, size, count }) => (
        <p key={kind}>
          {kind === 'folder'
            ? fileProblems.folder
            : kind === 'many'
              ? fileProblems.many(limits.filesPerMessage, count)
              : kind === 'large'
                ? fileProblems.large(name, count, sizeInWords(size, language.tag), most)
                : fileProblems.empty(name, count)}
        </p>
      ))}
    </>
  );
}
