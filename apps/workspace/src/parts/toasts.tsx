import { CloseButton } from '@mantine/core';
import { alert, check, info } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { createStore, useStore } from '../realtime/store.ts';
import { Icon } from './icon.tsx';
import classes from './toasts.module.css';

type Toast = { id: number; tone: 'success' | 'warning' | 'danger'; title?: string; message: string };

/** How long a toast stays, ms: failures longer, since they have to be read. */
const stayMs = { success: 4_000, warning: 9_000, danger: 9_000 };

/** More than this at once and nobody reads any. */
const most = 4;

const toasts = createStore<readonly Toast[]>([]);
let made = 0;

/** Tells something that has no place on the screen of its own. */
export function showToast(toast: Omit<Toast, 'id'>): void {
  const id = ++made;
  toasts.set((now) => [...now, { ...toast, id }].slice(-most));
  setTimeout(() => dismiss(id), stayMs[toast.tone]);
}

function dismiss(id: number): void {
  toasts.set((now) => now.filter((toast) => toast.id !== id));
}

const icons = { success: check, warning: info, danger: alert };

/** Where toasts appear; once, at the root. */
export function Toasts(): ReactNode {
  const shown = useStore(toasts);
  return (
    <section className={classes.toasts} aria-label={t.common.messages} aria-live="polite">
      {shown.map(({ id, tone, title, message }) => (
        <div key={id} className={classes.toast} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
          <Icon icon={icons[tone]} size={18} className={classes.icon} />
          <div className={classes.words}>
            {title && <p className={classes.title}>{title}</p>}
            <p>{message}</p>
          </div>
          <CloseButton size="sm" aria-label={t.common.close} onClick={() => dismiss(id)} />
        </div>
      ))}
    </section>
  );
}
