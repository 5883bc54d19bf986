import { Button } from '@mantine/core';
import { file as fileIcon } from '@porchlight/design/file-icon';
import { close } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { formatSize } from './choose.ts';
import classes from './pending-files.module.css';
import type { Upload } from './uploads.ts';

/** Files chosen here, each with how far it has come, and the ways to break it off or to try again. */
export function PendingFiles(props: {
  uploads: readonly Upload[];
  onRemove?: ((clientId: string) => void) | undefined;
  onRetry: (clientId: string) => void;
}): ReactNode {
  const { uploads, onRemove, onRetry } = props;
  if (uploads.length === 0) return null;
  return (
    <ul className={classes.list} aria-label={t.files.attached}>
      {uploads.map((upload) => (
        <PendingFile key={upload.clientId} upload={upload} onRemove={onRemove} onRetry={onRetry} />
      ))}
    </ul>
  );
}

function PendingFile(props: {
  upload: Upload;
  onRemove?: ((clientId: string) => void) | undefined;
  onRetry: (clientId: string) => void;
}): ReactNode {
  const { upload, onRemove, onRetry } = props;
  const { clientId, name, size, picture, state, sentBytes } = upload;
  const isOnWay = state === 'sending' || state === 'queued' || state === 'waiting';
  return (
    <li className={classes.file} data-state={state}>
      {picture === null ? (
        <span className={classes.icon}>
          <Icon icon={fileIcon} size={20} />
        </span>
      ) : (
        <img className={classes.icon} src={picture} alt="" />
      )}
      <span className={classes.words}>
        <span className={classes.name} dir="auto" title={name}>
          {name}
        </span>
        {state === 'failed' ? (
          <span className={classes.problem} role="alert">
            {upload.problem}
          </span>
        ) : (
          <span className={classes.size}>
            {state === 'waiting' ? t.files.waiting : describeProgress(sentBytes, size, isOnWay)}
          </span>
        )}
        {isOnWay && (
          <progress className={classes.progress} max={size} value={sentBytes} aria-label={t.files.progress(name)} />
        )}
      </span>
      {state === 'failed' && !upload.isFinal && (
        <Button variant="subtle" size="compact-xs" color="danger" onClick={() => onRetry(clientId)}>
          {t.common.retry}
        </Button>
      )}
      {onRemove && (
        <button
          type="button"
          className={classes.remove}
          aria-label={t.files.remove(name)}
          onClick={() => onRemove(clientId)}
        >
          <Icon icon={close} size={16} />
        </button>
      )}
    </li>
  );
}

function describeProgress(sentBytes: number, size: number, isOnWay: boolean): string {
  return isOnWay && sentBytes > 0 ? t.files.sizeOf(formatSize(sentBytes), formatSize(size)) : formatSize(size);
}
