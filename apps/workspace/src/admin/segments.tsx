import type { ReactNode } from 'react';
import classes from './segments.module.css';

/** One of a few short choices in a row that takes little room; `legend` is for screen readers. */
export function Segments<T extends string | number>(props: {
  name: string;
  legend: string;
  value: T;
  choices: { value: T; label: string }[];
  onChange: (value: T) => void;
}): ReactNode {
  return (
    <fieldset className={classes.set}>
      <legend className={classes.legend}>{props.legend}</legend>
      {props.choices.map(({ value, label }) => (
        <label key={value} className={classes.segment}>
          <input
            type="radio"
            name={props.name}
            checked={props.value === value}
            onChange={() => props.onChange(value)}
          />
          {label}
        </label>
      ))}
    </fieldset>
  );
}
