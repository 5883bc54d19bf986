import { file as fileIcon } from '@porchlight/design/file-icon';
import { alert, close } from '@porchlight/design/icons';
import type { FileId } from '@porchlight/protocol';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useMessenger } from '../parts/context.ts';
import { Icon } from '../parts/icon.tsx';
import type { MessageRow, RowFile } from '../state/timeline.ts';
import { FileName } from './file-name.tsx';
import { sizeInWords } from './size-in-words.ts';
import type { FileViews } from './views.ts';

/** The largest picture in a conversation, and how small a side of it may become, in CSS pixels. */
const pictureMax = 236;
const pictureMin = 64;
const tile = 114;

/** The files of a message: pictures as such, everything else by name; each opens in a tab of its own. */
export function MessageFiles({ row, views }: { row: MessageRow; views: FileViews }) {
  const pictures = row.files.filter(({ image }) => image).length;
  return (
    <ul class="files">
      {row.files.map((file, at) => (
        <li key={at} class="files-one">
          <MessageFile row={row} file={file} views={views} isAlone={pictures === 1} />
        </li>
      ))}
    </ul>
  );
}

type FileProps = { row: MessageRow; file: RowFile; views: FileViews; isAlone: boolean };

function MessageFile({ row, file, views, isAlone }: FileProps) {
  const { messenger, language } = useMessenger();
  const { texts } = language;
  const { files } = messenger;
  const place = useRef<HTMLButtonElement>(null);
  const [isBroken, setIsBroken] = useState(false);
  const image = isBroken ? null : file.image;
  const isOnItsWay = file.file === null && row.mark === 'sending';
  const box = image && pictureBox(image, isAlone);
  const open = useOpening(file.file, views);
  const size = sizeInWords(file.size, language.tag);
  const canOpen = file.file !== null;
  const name = canOpen
    ? image
      ? texts.openImage(file.name)
      : texts.openFile(file.name, size)
    : `${file.name}, ${size}`;
  return (
    <div class={file.refusal ? 'file file-refused' : 'file'}>
      <button
        type="button"
        ref={place}
        class={image ? 'file-open file-picture' : 'file-open file-card'}
        style={box ? { inlineSize: `${box.width}px`, aspectRatio: `${box.width} / ${box.height}` } : undefined}
        disabled={!canOpen}
        {...open}
      >
        <span class="visually-hidden">{name}</span>
        {image ? (
          <Picture file={file} views={views} onBroken={() => setIsBroken(true)} place={place} />
        ) : (
          <>
            <Icon icon={file.refusal ? alert : fileIcon} />
            <span class="file-text" aria-hidden="true">
              <FileName name={file.name} />
              <span class="file-size">{size}</span>
            </span>
          </>
        )}
      </button>
      {isOnItsWay && (
        <>
          <progress
            class="file-progress"
            aria-label={texts.uploading(file.name)}
            max={file.size}
            value={files.progress.value[file.id] ?? 0}
          />
          <button
            type="button"
            class="file-remove"
            aria-label={texts.cancelFile(file.name)}
            title={texts.cancelFile(file.name)}
            onClick={() => {
              place.current?.closest<HTMLElement>('[role=log]')?.focus();
              files.discardFile(row.id, file.id);
            }}
          >
            <Icon icon={close} small />
          </button>
        </>
      )}
    </div>
  );
}

type PictureProps = { file: RowFile; views: FileViews; onBroken(): void; place: { current: HTMLElement | null } };

/** Shown by this browser's own file where it has it, else by a signed address, asked for when it comes near. */
function Picture({ file, views, onBroken, place }: PictureProps) {
  const { messenger } = useMessenger();
  const own = views.previews.urls.value[file.file ?? file.id];
  const [signed, setSigned] = useState<string | null>(null);
  const failures = useRef(0);
  const url = own ?? signed;

  async function ask(): Promise<void> {
    const slot = messenger.shown.peek();
    if (!slot || !file.file) return;
    try {
      const { previewUrl } = await views.linksOf(slot, file.file);
      if (previewUrl) setSigned(previewUrl);
      else onBroken();
    } catch {
      // Its name is shown, and opening it tries again.
      onBroken();
    }
  }

  useEffect(() => {
    if (own) return;
    if (!file.file) {
      void views.previews.ask(file.id);
      return;
    }
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      seen.disconnect();
      void ask();
    });
    if (place.current) seen.observe(place.current);
    return () => seen.disconnect();
  }, [file.file, file.id, own === undefined]);

  return url ? (
    <img
      class="picture"
      src={url}
      alt=""
      onError={() => {
        failures.current += 1;
        if (own || failures.current > 1 || !file.file) return onBroken();
        // It ended while it was on the way.
        views.links.drop(file.file);
        void ask();
      }}
    />
  ) : null;
}

/** Opens a file by a signed address, which is renewed as soon as somebody looks like opening it. */
function useOpening(id: FileId | null, { links, linksOf }: FileViews) {
  const { messenger } = useMessenger();
  const slot = messenger.shown.value;
  if (!id || !slot) return {};
  const prepare = () => {
    linksOf(slot, id).catch(() => undefined);
  };
  return {
    onPointerEnter: prepare,
    onPointerDown: prepare,
    onFocus: prepare,
    onClick() {
      const fresh = links.fresh(id);
      // Within the click itself, or a browser takes it for a window that nobody asked for.
      if (fresh) openTab(fresh.url);
      else
        void messenger.attempt(async () => {
          openTab((await linksOf(slot, id)).url);
        });
    },
  };
}

function openTab(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener noreferrer';
  link.click();
}

/** The room that a picture takes, known before it comes; several together are tiles. */
function pictureBox({ width, height }: { width: number; height: number }, isAlone: boolean) {
  if (!isAlone) return { width: tile, height: tile };
  const scale = Math.min(1, pictureMax / width, pictureMax / height);
  const side = (pixels: number) => Math.max(pictureMin, Math.round(pixels * scale));
  return { width: side(width), height: side(height) };
}
