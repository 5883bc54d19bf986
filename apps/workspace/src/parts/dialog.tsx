import { CloseButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useId, useRef } from 'react';
import { t } from '../messages/index.ts';
import classes from './dialog.module.css';

/**
 * A dialog over the screen, by the browser's own `dialog`: it keeps the focus inside, closes with Escape, and gives
 * the focus back to where it was. A field or button with `data-autofocus` is focused first.
 */
export function Dialog(props: {
  isOpen: boolean;
  title: string;
  size?: 'sm' | 'md' | 'lg';
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const { isOpen, title, size = 'md', onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const element = dialog.current;
    if (!element) return;
    if (isOpen && !element.open) {
      element.showModal();
      element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    } else if (!isOpen) element.close();
  }, [isOpen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the dialog is a second way to close it; Escape is the first
    <dialog
      ref={dialog}
      className={classes.dialog}
      data-size={size}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      {isOpen && (
        <div className={classes.content}>
          <div className={classes.head}>
            <h2 id={titleId} className={classes.title}>
              {title}
            </h2>
            <CloseButton aria-label={t.common.close} onClick={onClose} />
          </div>
          {children}
        </div>
      )}
    </dialog>
  );
}
