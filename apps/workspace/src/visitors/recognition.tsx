import { info, shieldCheck, user } from '@porchlight/design/icons';
import type { VisitRecord } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { explainVisit } from './explain-visit.ts';
import classes from './recognition.module.css';

const icons = { strong: shieldCheck, weak: info, none: user };

/** [VIS4] How sure we are that this is who was here before, in words that say what it means for the agent. */
export function Recognition(props: {
  strength: 'none' | 'weak' | 'strong';
  visit: VisitRecord | undefined;
  /** Whether other ids are shown, so that who is new under this one is not new altogether. */
  hasAliases: boolean;
}): ReactNode {
  const { strength, visit, hasAliases } = props;
  const isElsewhere = strength === 'none' && hasAliases;
  return (
    <section className={classes.box} data-strength={strength}>
      <Icon icon={icons[strength]} size={18} />
      <div>
        <h3 className={classes.title}>{isElsewhere ? t.recognition.elsewhere : t.visitor.strength[strength]}</h3>
        <p className={classes.text}>{isElsewhere ? t.recognition.elsewhereText : t.visitor.strengthText[strength]}</p>
        {visit && <HowRecognised visit={visit} />}
      </div>
    </section>
  );
}

/** [MODE8] Jar, class and steps down of a visit in plain words, for whoever asks. */
export function HowRecognised({ visit }: { visit: VisitRecord }): ReactNode {
  const { sentences, steps } = explainVisit(visit);
  return (
    <details className={classes.how}>
      <summary>{t.recognition.how}</summary>
      <p>{sentences.join(' ')}</p>
      {steps.length > 0 && (
        <>
          <p className={classes.steps}>{t.recognition.steps}</p>
          <ul>
            {steps.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ul>
        </>
      )}
    </details>
  );
}
