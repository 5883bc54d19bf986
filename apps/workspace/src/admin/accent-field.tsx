import { TextInput } from '@mantine/core';
import { readContrast } from '@porchlight/design/contrast';
import type { ReactNode } from 'react';
import { language, t } from '../messages/index.ts';
import classes from './accent-field.module.css';

/** The messenger's dark text, which it takes where white cannot be read. */
const ink = '#1c2430';

/** Contrast that text needs (WCAG 2.2, 1.4.3). */
const enough = 4.5;

/** Whether a text is a colour as the server takes it: `#` and six digits. */
export function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** The accent colour with a sample of the text that will stand on it, and how well that reads. */
export function AccentField(props: {
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}): ReactNode {
  const { value, problem, onChange } = props;
  const isValid = isColour(value);
  const onWhite = isValid ? readContrast(value, '#ffffff') : 0;
  const takesWhite = onWhite >= enough;
  const ratio = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(
    takesWhite || !isValid ? onWhite : readContrast(value, ink),
  );
  return (
    <div className={classes.field}>
      <TextInput
        className={classes.text}
        label={t.admin.accent}
        description={t.admin.accentHint}
        leftSectionWidth={52}
        leftSectionPointerEvents="all"
        leftSection={
          <input
            className={classes.picker}
            type="color"
            aria-label={t.admin.accentPick}
            value={isValid ? value : '#1d4d6b'}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
        }
        spellCheck={false}
        maxLength={7}
        value={value}
        error={problem}
        onChange={(event) => onChange(event.currentTarget.value.trim())}
      />
      {isValid && (
        <p className={classes.check}>
          <span className={classes.sample} style={{ background: value, color: takesWhite ? '#ffffff' : ink }}>
            {t.admin.accentSample}
          </span>
          <span>{takesWhite ? t.admin.accentGood(ratio) : t.admin.accentDark(ratio)}</span>
        </p>
      )}
    </div>
  );
}
