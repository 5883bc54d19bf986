import { Button, Textarea } from '@mantine/core';
import { plus } from '@porchlight/design/icons';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { readLines } from '../domains/domains.ts';
import classes from './adopted-cookies.module.css';

/** [VIS5] Names of an earlier system's visitor cookies, with those at hand that are known. */
export function AdoptedCookies(props: {
  value: string;
  problem: string | undefined;
  onChange: (value: string) => void;
}): ReactNode {
  const { identity } = t.admin;
  const names = readLines(props.value);
  const known = Object.entries(identity.adoptKnown).filter(([name]) => !names.includes(name));
  return (
    <div className={classes.field}>
      <Textarea
        label={identity.adopt}
        description={identity.adoptHint}
        rows={2}
        spellCheck={false}
        autoCapitalize="off"
        value={props.value}
        error={props.problem}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
      {known.length > 0 && names.length < 4 && (
        <div className={classes.known}>
          {known.map(([name, system]) => (
            <Button
              key={name}
              size="compact-sm"
              variant="default"
              leftSection={<Icon icon={plus} size={14} />}
              onClick={() => props.onChange([...names, name].join('\n'))}
            >
              {identity.adoptAdd(name, system)}
            </Button>
          ))}
        </div>
      )}
    </div>
  );
}
