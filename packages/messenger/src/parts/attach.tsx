import { camera, paperclip } from '@porchlight/design/icons';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessenger } from './context.ts';
import { Icon } from './icon.tsx';

/** Chooses files from the device and, where there is a touch screen, from its camera. */
export function AttachButtons({ onChosen }: { onChosen(): void }) {
  const { language } = useMessenger();
  const { texts } = language;
  const hasCamera = matchMedia('(pointer: coarse)').matches;
  return (
    <>
      <FileButton icon={paperclip} name={texts.attach} onChosen={onChosen} />
      {hasCamera && <FileButton icon={camera} name={texts.takePhoto} isCamera onChosen={onChosen} />}
    </>
  );
}

function FileButton(props: { icon: typeof camera; name: string; isCamera?: boolean; onChosen(): void }) {
  const { messenger } = useMessenger();
  const input = useRef<HTMLInputElement>(null);
  const { isCamera = false } = props;
  return (
    <>
      <button
        type="button"
        class="attach"
        aria-label={props.name}
        title={props.name}
        onClick={() => input.current?.click()}
      >
        <Icon icon={props.icon} />
      </button>
      <input
        ref={input}
        type="file"
        class="file-input"
        hidden
        multiple={!isCamera}
        accept={isCamera ? 'image/*' : undefined}
        capture={isCamera ? 'environment' : undefined}
        onChange={(event) => {
          const field = event.currentTarget;
          void messenger.files.choose([...(field.files ?? [])]);
          // The same file can be chosen again after it was removed.
          field.value = '';
          props.onChosen();
        }}
      />
    </>
  );
}

/** Takes files that are dropped anywhere on the window; a file never opens in place of the messenger. */
export function DropPlace() {
  const { messenger, language } = useMessenger();
  const isTaking = messenger.screen.value === 'thread' && messenger.shown.value?.isEnded.value !== true;
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = isTaking ? 'copy' : 'none';
      setIsOver(isTaking);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      setIsOver(false);
      if (!isTaking) return;
      void messenger.files.choose(...filesOf(event.dataTransfer));
      messenger.focusTurn.value += 1;
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [isTaking, messenger]);
  return isOver ? (
    <div class="drop" aria-hidden="true">
      <p class="drop-text">
        <Icon icon={paperclip} />
        {language.texts.dropHere}
      </p>
    </div>
  ) : null;
}

/** Files and the number of folders in what was dropped or pasted; a folder passes for a file there. */
export function filesOf(data: DataTransfer): [files: File[], folders: number] {
  const items = [...data.items].filter(({ kind }) => kind === 'file');
  const folders = new Set(items.flatMap((item, at) => (item.webkitGetAsEntry?.()?.isDirectory ? [at] : [])));
  return [[...data.files].filter((_, at) => !folders.has(at)), folders.size];
}

/** Whether a paste is one of files: a picture, or files as such, but not text that brings its picture along. */
export function isPasteOfFiles(data: DataTransfer): boolean {
  const text = data.getData('text/plain');
  return data.files.length > 0 && (text === '' || [...data.files].some(({ name }) => name === text));
}
