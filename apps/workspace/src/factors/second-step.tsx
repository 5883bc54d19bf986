import { Button } from '@mantine/core';
import { arrowLeft, lock } from '@porchlight/design/icons';
import type { LoginAnswer, SecondFactor } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import gate from '../session/gate.module.css';
import { Callout } from '../session/gate.tsx';
import { CodeField, problemOfCode } from './code-field.tsx';
import { describeFactorError } from './describe.ts';
import classes from './factors.module.css';
import { answerByPasskey, hasPasskeys } from './passkeys.ts';

/** A login whose password was right; `pending` stays in the memory of this page. */
export type Held = Extract<LoginAnswer, { status: 'second-factor' }>;

/** [AUTH4] The second step of a login, by whichever factor the person has at hand. */
export function SecondStep(props: {
  at: Interface;
  held: Held;
  onAnswer: (answer: LoginAnswer) => void;
  onBack: (isOver: boolean) => void;
}): ReactNode {
  const { at, held, onAnswer, onBack } = props;
  const ways = held.factors.filter((factor) => factor !== 'passkey' || hasPasskeys());
  const [way, setWay] = useState<SecondFactor>(ways[0] ?? 'recovery-code');
  const [code, setCode] = useState('');
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const passkeyButton = useRef<HTMLButtonElement>(null);
  const step = useMutation({
    mutationFn: async () => {
      const { pending } = held;
      if (way !== 'passkey') return api.secondFactor(at, { pending, factor: way, code });
      const { options } = await api.passkeyOptions(at, pending);
      return api.secondFactor(at, { pending, factor: 'passkey', response: await answerByPasskey(options) });
    },
    onSuccess: onAnswer,
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'second_step_over') onBack(true);
      else field.current?.select();
    },
  });
  useEffect(() => {
    document.title = `${t.factors.step.title} · ${t.product}`;
    (way === 'passkey' ? passkeyButton : field).current?.focus();
  }, [way]);

  const problem = way === 'passkey' ? undefined : problemOfCode(way, code);
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problem) field.current?.focus();
    else step.mutate();
  }
  function take(next: SecondFactor) {
    setWay(next);
    setCode('');
    setChecked(false);
    step.reset();
  }

  return (
    <form className={gate.form} onSubmit={submit} noValidate>
      {step.isError && (
        <Callout tone="danger" isAlert>
          {describeFactorError(step.error, way)}
        </Callout>
      )}
      {way === 'passkey' ? (
        <p className={classes.text}>{t.factors.step.passkeyText}</p>
      ) : (
        <CodeField
          kind={way}
          ref={field}
          value={code}
          error={isChecked ? problem : undefined}
          onChange={(next) => {
            setCode(next);
            setChecked(false);
          }}
        />
      )}
      <Button
        ref={passkeyButton}
        type="submit"
        size="md"
        fullWidth
        loading={step.isPending}
        {...(way === 'passkey' ? { leftSection: <Icon icon={lock} size={18} /> } : {})}
      >
        {way === 'passkey' ? t.factors.step.usePasskey : t.factors.step.submit}
      </Button>
      <div className={classes.ways}>
        {ways.length > 1 && <p className={classes.waysTitle}>{t.factors.step.other}</p>}
        {ways
          .filter((other) => other !== way)
          .map((other) => (
            <Button key={other} variant="subtle" size="compact-md" onClick={() => take(other)}>
              {t.factors.step.ways[other]}
            </Button>
          ))}
        <Button
          variant="subtle"
          color="gray"
          size="compact-md"
          leftSection={<Icon icon={arrowLeft} size={16} />}
          onClick={() => onBack(false)}
        >
          {t.factors.step.back}
        </Button>
      </div>
    </form>
  );
}
