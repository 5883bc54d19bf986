import { Button, PasswordInput } from '@mantine/core';
import type { SecondFactor } from '@porchlight/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { CodeField, problemOfCode } from '../factors/code-field.tsx';
import { describeFactorError } from '../factors/describe.ts';
import classes from '../factors/factors.module.css';
import { answerByPasskey, hasPasskeys } from '../factors/passkeys.ts';
import { factorsQuery } from '../factors/queries.ts';
import { confirmationWaysQuery } from '../login-service/queries.ts';
import { ServiceButton } from '../login-service/service-button.tsx';
import { t } from '../messages/index.ts';
import { Bones } from '../parts/states.tsx';
import { Callout } from './gate.tsx';
import { RevealIcon } from './reveal-icon.tsx';

type Way = 'password' | 'service' | Exclude<SecondFactor, 'recovery-code'>;

/** Has somebody who is logged in show that it is they, by whichever of their ways. */
export function Confirm({ at, onDone }: { at: Interface; onDone: () => void }): ReactNode {
  const factors = useQuery(factorsQuery(at));
  const known = useQuery(confirmationWaysQuery(at));
  if (known.isPending || factors.isPending) return <Bones rows={2} shape="line" />;
  const { hasPassword, provider } = known.data ?? { hasPassword: true, provider: null };
  const ways: Way[] = [
    ...(provider?.isOwn ? (['service'] as const) : []),
    ...(hasPassword ? (['password'] as const) : []),
    ...(provider && !provider.isOwn ? (['service'] as const) : []),
    ...(factors.data?.totp ? (['totp'] as const) : []),
    ...(factors.data?.passkeys.length && hasPasskeys() ? (['passkey'] as const) : []),
  ];
  return <ConfirmBy at={at} ways={ways} service={provider?.label ?? ''} onDone={onDone} />;
}

function ConfirmBy(props: { at: Interface; ways: Way[]; service: string; onDone: () => void }): ReactNode {
  const { at, ways, service, onDone } = props;
  const [way, setWay] = useState<Way>(ways[0] ?? 'password');
  const [typed, setTyped] = useState('');
  const [isChecked, setChecked] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  // The dialog is open before the ways are known.
  useEffect(() => field.current?.focus(), []);
  const confirm = useMutation({
    mutationFn: async () => {
      if (way === 'password') return api.confirm(at, { password: typed });
      if (way === 'totp') return api.confirm(at, { factor: 'totp', code: typed });
      const { options } = await api.confirmationPasskeyOptions(at);
      return api.confirm(at, { factor: 'passkey', response: await answerByPasskey(options) });
    },
    onSuccess: onDone,
    onError: () => field.current?.select(),
  });
  const names = {
    password: t.factors.confirm.byPassword,
    service: t.loginService.confirm(service),
    totp: t.factors.confirm.byCode,
    passkey: t.factors.confirm.byPasskey,
  };
  const problem =
    way === 'passkey' || way === 'service'
      ? undefined
      : way === 'totp'
        ? problemOfCode('totp', typed)
        : typed === ''
          ? t.factors.confirm.passwordMissing
          : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    // The form stands in a page's own form at times: this one alone is sent.
    event.stopPropagation();
    setChecked(true);
    if (problem) field.current?.focus();
    else confirm.mutate();
  }
  function take(next: Way) {
    setWay(next);
    setTyped('');
    setChecked(false);
    confirm.reset();
  }
  const isWrongPassword =
    confirm.error instanceof ApiError && ['login_failed', 'password_wrong'].includes(confirm.error.code);
  return (
    <form className={classes.setUp} onSubmit={submit} noValidate>
      {confirm.isError && (
        <Callout tone="danger" isAlert>
          {isWrongPassword
            ? t.factors.confirm.passwordWrong
            : describeFactorError(confirm.error, way === 'passkey' ? way : 'totp')}
        </Callout>
      )}
      <p>{t.account.confirmLead}</p>
      {way === 'password' && (
        <PasswordInput
          ref={field}
          label={t.factors.confirm.password}
          name="password"
          autoComplete="current-password"
          size="md"
          data-autofocus
          value={typed}
          error={isChecked ? problem : undefined}
          onChange={(event) => setTyped(event.currentTarget.value)}
          visibilityToggleIcon={RevealIcon}
          visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
        />
      )}
      {way === 'totp' && (
        <CodeField kind="totp" ref={field} value={typed} error={isChecked ? problem : undefined} onChange={setTyped} />
      )}
      {way === 'service' ? (
        <>
          <p className={classes.text}>{t.loginService.confirmText}</p>
          <ServiceButton
            at={at}
            label={service}
            use="confirmation"
            next={`${location.pathname}${location.search}`}
            isFirst
          />
        </>
      ) : (
        <Button type="submit" fullWidth loading={confirm.isPending}>
          {way === 'passkey' ? names.passkey : t.factors.confirm.submit}
        </Button>
      )}
      {ways.length > 1 && (
        <div className={classes.ways}>
          {ways
            .filter((other) => other !== way)
            .map((other) => (
              <Button key={other} variant="subtle" size="compact-md" onClick={() => take(other)}>
                {names[other]}
              </Button>
            ))}
        </div>
      )}
    </form>
  );
}
