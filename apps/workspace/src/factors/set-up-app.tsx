import { Button } from '@mantine/core';
import type { EnrolledAnswer } from '@porchlight/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Bones, ErrorState } from '../parts/states.tsx';
import { Callout } from '../session/gate.tsx';
import { CodeField, problemOfCode } from './code-field.tsx';
import { describeFactorError } from './describe.ts';
import classes from './factors.module.css';
import { QrCode } from './qr-code.tsx';

/** Sets up an authenticator app: picture or key, then a code that shows that the app has it. */
export function SetUpApp(props: { at: Interface; onDone: (answer: EnrolledAnswer) => void }): ReactNode {
  const { at, onDone } = props;
  const [code, setCode] = useState('');
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const proposal = useQuery({
    queryKey: [at, 'totp-enrolment'],
    queryFn: () => api.proposeTotp(at),
    // A key is for one set-up: the next one gets another.
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const activate = useMutation({
    mutationFn: (enrolment: string) => api.activateTotp(at, { enrolment, code }),
    onSuccess: onDone,
    onError: () => field.current?.select(),
  });
  const isReady = proposal.isSuccess;
  useEffect(() => {
    if (isReady) field.current?.focus({ preventScroll: true });
  }, [isReady]);
  if (proposal.isError) return <ErrorState error={proposal.error} onRetry={() => void proposal.refetch()} />;
  if (!proposal.data) return <Bones rows={3} shape="line" />;
  const { enrolment, secret, url } = proposal.data;
  const problem = problemOfCode('totp', code);
  const isOver = activate.error instanceof ApiError && activate.error.code === 'second_step_over';
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (problem) field.current?.focus();
    else activate.mutate(enrolment);
  }
  return (
    <form className={classes.setUp} onSubmit={submit} noValidate>
      <p>{t.factors.app.scan}</p>
      <QrCode text={url} />
      <div>
        <p className={classes.text}>{t.factors.app.manual}</p>
        <section className={classes.key} aria-label={t.factors.app.key}>
          {secret.match(/.{1,4}/g)?.join(' ')}
        </section>
      </div>
      {activate.isError && (
        <Callout tone="danger" isAlert>
          {isOver ? t.factors.app.over : describeFactorError(activate.error, 'totp')}
        </Callout>
      )}
      <p>{t.factors.app.enter}</p>
      <CodeField
        kind="totp"
        ref={field}
        value={code}
        error={isChecked ? problem : undefined}
        onChange={(next) => {
          setCode(next);
          setChecked(false);
        }}
      />
      <Button type="submit" fullWidth loading={activate.isPending}>
        {t.factors.app.done}
      </Button>
    </form>
  );
}
