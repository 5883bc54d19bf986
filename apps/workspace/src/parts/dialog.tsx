import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import classes from './dialog.module.css';

/** A dialog over the screen; focus stays in it and goes back to where it was. */
export function Dialog(props: {
  isOpen: boolean;
  title: string;
  size?: 'sm' | 'md' | 'lg';
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <Modal.Root opened={props.isOpen} onClose={props.onClose} size={props.size ?? 'md'}>
      <Modal.Overlay />
      <Modal.Content>
        {/* Not Modal.Header: that is a header element, and a page has one banner. */}
        <div className={classes.head}>
          <Modal.Title>{props.title}</Modal.Title>
          <Modal.CloseButton aria-label={t.common.close} />
        </div>
        <Modal.Body>{props.children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
