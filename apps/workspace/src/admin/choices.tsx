import type { ReactNode } from 'react';
import classes from './choices.module.css';

/** One of a few, each with a sentence that helps to choose. */
export function Choices<T extends string>(props: {
  name: string;
  legend: string;
  value: T;
  choices: { value: T; label: string; text?: string }[];
  isRow?: boolean;
  onChange: (value: T) => void;
}): ReactNode {
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{props.legend}</legend>
      <div className={props.isRow ? classes.row : classes.stack}>
        {props.choices.map(({ value, label, text }) => (
          <label key={value} className={classes.choice}>
            <input
              type="radio"
              name={props.name}
              value={value}
              checked={props.value === value}
              onChange={() => props.onChange(value)}
            />
            <span className={classes.words}>
              <span className={classes.label}>{label}</span>
              {text && <span className={classes.text}>{text}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
