import { alert, check, info } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Logo } from '../parts/logo.tsx';
import classes from './gate.module.css';

/** The frame of the screens before a session: logins and set-up. */
export function Gate(props: { title?: string; lead?: string; foot?: ReactNode; children: ReactNode }): ReactNode {
  return (
    <div className={classes.gate}>
      <main className={classes.column}>
        <div className={classes.brand}>
          <Logo size={40} />
          <span className={classes.name}>{t.product}</span>
        </div>
        <section className={classes.card}>
          {props.title !== undefined && <h1 className={classes.title}>{props.title}</h1>}
          {props.lead !== undefined && <p className={classes.lead}>{props.lead}</p>}
          {props.children}
        </section>
        {props.foot && <footer className={classes.foot}>{props.foot}</footer>}
      </main>
    </div>
  );
}

const icons = { danger: alert, warning: info, success: check };

/** One sentence that must not be missed, above a form. */
export function Callout(props: {
  tone: 'danger' | 'warning' | 'success';
  isAlert?: boolean;
  children: ReactNode;
}): ReactNode {
  return (
    <div className={classes.callout} data-tone={props.tone} role={props.isAlert ? 'alert' : 'status'}>
      <Icon icon={icons[props.tone]} size={18} />
      <span>{props.children}</span>
    </div>
  );
}
