import { info, shieldCheck, user } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './recognition.module.css';

const icons = { strong: shieldCheck, weak: info, none: user };

/** [VIS4] How sure we are that this is who was here before, in words that say what it means for the agent. */
export function Recognition({ strength }: { strength: 'none' | 'weak' | 'strong' }): ReactNode {
  return (
    <section className={classes.box} data-strength={strength}>
      <Icon icon={icons[strength]} size={18} />
      <div>
        <h3 className={classes.title}>{t.visitor.strength[strength]}</h3>
        <p className={classes.text}>{t.visitor.strengthText[strength]}</p>
      </div>
    </section>
  );
}
