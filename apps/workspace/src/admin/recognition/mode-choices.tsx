import { minimise as minus, plus, user } from '@porchlight/design/icons';
import type { CookieMode } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Pill } from '../../parts/pill.tsx';
import unseen from '../../parts/unseen.module.css';
import classes from './mode-choices.module.css';
import { modeFacts, offeredModes } from './modes.ts';

/** [MODE1–5] the five modes, each with what it is, what it gains and costs, and for whom it is. */
export function ModeChoices(props: {
  value: CookieMode;
  /** The mode that the site is in now. */
  current: CookieMode;
  onChange: (mode: CookieMode) => void;
}): ReactNode {
  const { value, current, onChange } = props;
  return (
    <fieldset className={classes.set}>
      <legend className={unseen.unseen}>{t.admin.identity.modeTitle}</legend>
      {offeredModes.map((mode) => (
        <Choice
          key={mode}
          mode={mode}
          isChosen={mode === value}
          isCurrent={mode === current}
          onChoose={() => onChange(mode)}
        />
      ))}
    </fieldset>
  );
}

function Choice(props: { mode: CookieMode; isChosen: boolean; isCurrent: boolean; onChoose: () => void }): ReactNode {
  const { mode, isChosen, isCurrent, onChoose } = props;
  const { identity } = t.admin;
  const words = identity.modes[mode];
  const facts = modeFacts[mode];
  return (
    <div className={classes.choice}>
      <label className={classes.head}>
        <input
          type="radio"
          name="mode"
          value={mode}
          checked={isChosen}
          aria-describedby={`mode-${mode}`}
          onChange={onChoose}
        />
        <span className={classes.words}>
          <span className={classes.title}>
            <span className={classes.name}>{words.name}</span>
            {mode === 'first-party' && <Pill tone="success">{identity.recommended}</Pill>}
            {isCurrent && <Pill>{identity.inForce}</Pill>}
          </span>
          <span className={classes.text}>{words.text}</span>
        </span>
      </label>
      <div id={`mode-${mode}`} className={classes.body}>
        <dl className={classes.facts}>
          <Fact name={identity.facts.later} value={facts.isKnownLater ? identity.later.yes : identity.later.no} />
          <Fact name={identity.facts.across} value={identity.across[facts.acrossDomains]} />
          <Fact name={identity.facts.third} value={identity.third[facts.thirdPartyCookies]} />
        </dl>
        <ul className={classes.points}>
          <Point icon={plus} tone="gain" name={identity.gains} text={words.gains} />
          <Point icon={minus} tone="cost" name={identity.costs} text={words.costs} />
          <Point icon={user} tone="whom" name={identity.forWhom} text={words.forWhom} />
        </ul>
      </div>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }): ReactNode {
  return (
    <div className={classes.fact}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Point(props: { icon: typeof plus; tone: 'gain' | 'cost' | 'whom'; name: string; text: string }): ReactNode {
  return (
    <li className={classes.point} data-tone={props.tone}>
      <Icon icon={props.icon} size={16} />
      <span>
        <b>{props.name}:</b> {props.text}
      </span>
    </li>
  );
}
