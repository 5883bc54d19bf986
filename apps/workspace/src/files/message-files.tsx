import { file as fileIcon } from '@porchlight/design/file-icon';
import { download } from '@porchlight/design/icons';
import type { Attachment, ConversationId } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { fitPicture, formatSize } from './choose.ts';
import { useFileLinks } from './file-links.ts';
import classes from './message-files.module.css';

/** The files of a message: pictures as they are, everything else to be downloaded. */
export function MessageFiles(props: { conversation: ConversationId; files: readonly Attachment[] }): ReactNode {
  return (
    <ul className={classes.files}>
      {props.files.map((file) => (
        <li key={file.id}>
          {file.image ? (
            <Picture conversation={props.conversation} file={file} image={file.image} />
          ) : (
            <OtherFile conversation={props.conversation} file={file} />
          )}
        </li>
      ))}
    </ul>
  );
}

type Shown = { conversation: ConversationId; file: Attachment };

function Picture(props: Shown & { image: NonNullable<Attachment['image']> }): ReactNode {
  const { conversation, file, image } = props;
  const frame = useRef<HTMLAnchorElement>(null);
  const { links, follow, isFailed, refetch } = useFileLinks(conversation, file.id, frame);
  // A newer address shows the same picture: what is loaded stays.
  const [loaded, setLoaded] = useState<string | null>(null);
  const [triedAgain, setTriedAgain] = useState(false);
  const [isBroken, setBroken] = useState(false);
  const { width, height } = fitPicture(image);
  const source = loaded ?? links?.previewUrl ?? undefined;
  const onError = () => {
    setLoaded(null);
    if (triedAgain) setBroken(true);
    setTriedAgain(true);
    void refetch();
  };
  return (
    <a
      ref={frame}
      className={classes.picture}
      // The place is kept before the picture is there, so that nothing moves.
      style={{ width, aspectRatio: `${width} / ${height}` }}
      href={links?.url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={t.files.open(file.name)}
      onClick={follow}
    >
      {isBroken || isFailed ? (
        <span className={classes.missing}>{t.files.missing}</span>
      ) : (
        source && (
          <img src={source} alt={t.files.preview(file.name)} onLoad={() => setLoaded(source)} onError={onError} />
        )
      )}
    </a>
  );
}

function OtherFile({ conversation, file }: Shown): ReactNode {
  const card = useRef<HTMLAnchorElement>(null);
  const { links, follow } = useFileLinks(conversation, file.id, card);
  return (
    <a
      ref={card}
      className={classes.other}
      href={links?.url ?? '#'}
      download={file.name}
      rel="noopener noreferrer"
      onClick={follow}
    >
      <span className={classes.icon}>
        <Icon icon={fileIcon} size={20} />
      </span>
      <span className={classes.words}>
        <span className={classes.name} dir="auto" title={file.name}>
          {file.name}
        </span>
        <span className={classes.size}>{formatSize(file.size)}</span>
      </span>
      <Icon icon={download} size={18} label={t.files.download} />
    </a>
  );
}
