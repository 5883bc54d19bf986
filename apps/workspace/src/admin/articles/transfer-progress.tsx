import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { formatSize } from '../../files/choose.ts';
import { t } from '../../messages/index.ts';
import classes from './articles.module.css';
import type { TransferFar } from './transfer.ts';
import type { TransferKind } from './use-transfer.ts';

/** How far a transfer is, and a way to end it. */
export function TransferProgress(props: {
  kind: TransferKind;
  far: TransferFar | null;
  onCancel: () => void;
}): ReactNode {
  const { kind, far, onCancel } = props;
  const { transfer: words } = t.admin.articles;
  const end = useRef<HTMLButtonElement>(null);
  // The button that began it is gone, and with it the focus.
  useEffect(() => {
    if (document.activeElement === document.body) end.current?.focus();
  }, []);
  return (
    <div className={classes.far}>
      <div
        className={classes.track}
        role="progressbar"
        aria-label={words.progressLabel[kind]}
        aria-valuemin={0}
        aria-valuemax={100}
        // Without a value it says that it is not known yet.
        {...(far && { 'aria-valuenow': percentOf(far), 'aria-valuetext': words.progress(far.done, far.total) })}
      >
        <span style={{ inlineSize: `${far ? percentOf(far) : 0}%` }} />
      </div>
      <div className={classes.farWords}>
        <span>
          {far ? words.progress(far.done, far.total) : words.begins[kind]}
          {far && far.bytes > 0 ? ` · ${formatSize(far.bytes)}` : ''}
        </span>
        <Button ref={end} size="compact-sm" variant="default" onClick={onCancel}>
          {words.cancel[kind]}
        </Button>
      </div>
    </div>
  );
}

/** What is said aloud meanwhile: four times rather than ten times a second; who wants to know more asks the bar. */
export function sayFar(kind: TransferKind, far: TransferFar | null): string {
  const { transfer: words } = t.admin.articles;
  return far ? words.told[kind](Math.floor(percentOf(far) / 25) * 25) : words.begins[kind];
}

function percentOf({ done, total }: TransferFar): number {
  return Math.floor((100 * done) / Math.max(1, total));
}
