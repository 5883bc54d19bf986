import { Button } from '@mantine/core';
import { lock } from '@porchlight/design/icons';
import type { SessionAnswer } from '@porchlight/protocol';
import { mayEnter } from '@porchlight/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { describeFactorError } from '../factors/describe.ts';
import { answerByPasskey, hasPasskeys } from '../factors/passkeys.ts';
import { factorsQuery } from '../factors/queries.ts';
import { confirmationWaysQuery } from '../login-service/queries.ts';
import { ServiceButton } from '../login-service/service-button.tsx';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones } from '../parts/states.tsx';
import classes from './gate.module.css';
import { Callout } from './gate.tsx';
import { PasswordField } from './password-field.tsx';
import { useLoginAnswer } from './use-login-answer.tsx';
import { sessionQuery } from './use-session.ts';

/** The agent who may pass into the administration: null for nobody, undefined while that is not known. */
export function usePassingAgent(): SessionAnswer | null | undefined {
  const session = useQuery(sessionQuery('agent'));
  if (session.isPending) return undefined;
  return session.data && mayEnter(session.data.member.roles, 'admin') ? session.data : null;
}

type EnterProps = {
  next: string;
  /** Told when the password was right and another step follows, and when that is given up. */
  onHeld: (isHeld: boolean) => void;
};

/** From the workspace into the administration: whoever is logged in shows again that it is they, as at a login [AUTH1]. */
export function EnterForm({ next, onOther, onHeld }: EnterProps & { onOther: () => void }): ReactNode {
  const ways = useQuery(confirmationWaysQuery('agent'));
  const [isHeld, setHeld] = useState(false);
  if (ways.isPending) return <Bones rows={2} shape="line" />;
  const { hasPassword, provider } = ways.data ?? { hasPassword: true, provider: null };
  function hold(is: boolean) {
    setHeld(is);
    onHeld(is);
  }
  return (
    <>
      {hasPassword && <EnterByPassword next={next} onHeld={hold} />}
      {!isHeld && (
        <>
          <div className={hasPassword ? classes.then : ''}>
            {provider && (
              <ServiceButton at="admin" label={provider.label} use="login" next={next} isFirst={!hasPassword} />
            )}
          </div>
          <Button variant="subtle" fullWidth className={classes.then} onClick={onOther}>
            {t.account.enterOther}
          </Button>
        </>
      )}
    </>
  );
}

function EnterByPassword({ next, onHeld }: EnterProps): ReactNode {
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const factors = useQuery(factorsQuery('agent'));
  const field = useRef<HTMLInputElement>(null);
  const { onAnswer, step, isOver } = useLoginAnswer({
    at: 'admin',
    next,
    onHeld(isHeld) {
      if (isHeld) setPassword('');
      onHeld(isHeld);
    },
  });
  const enter = useMutation({
    mutationFn: async (way: 'password' | 'passkey') => {
      if (way === 'password') return api.enterAdmin({ password });
      const { options } = await api.confirmationPasskeyOptions('agent');
      return api.enterAdmin({ factor: 'passkey', response: await answerByPasskey(options) });
    },
    onSuccess: onAnswer,
    onError: (_error, way) => way === 'password' && field.current?.select(),
  });
  const isHeld = step !== null;
  useEffect(() => {
    document.title = `${t.account.enterTitle} · ${t.product}`;
    if (!isHeld) field.current?.focus();
  }, [isHeld]);
  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(password === '');
    if (password === '') field.current?.focus();
    else enter.mutate('password');
  }
  if (isHeld) return step;
  const hasPasskey = hasPasskeys() && (factors.data?.passkeys.length ?? 0) > 0;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {isOver && !enter.isError && <Callout tone="warning">{t.factors.step.over}</Callout>}
      {enter.isError && (
        <Callout tone="danger" isAlert>
          {enter.variables === 'passkey' ? describeFactorError(enter.error, 'passkey') : describeError(enter.error)}
        </Callout>
      )}
      <PasswordField
        ref={field}
        at="agent"
        label={t.login.password}
        value={password}
        error={isMissing && t.login.passwordMissing}
        onChange={setPassword}
      />
      <Button type="submit" size="md" fullWidth loading={enter.isPending && enter.variables === 'password'}>
        {t.account.enter}
      </Button>
      {hasPasskey && (
        <Button
          variant="default"
          size="md"
          fullWidth
          leftSection={<Icon icon={lock} size={18} />}
          loading={enter.isPending && enter.variables === 'passkey'}
          onClick={() => enter.mutate('passkey')}
        >
          {t.factors.step.usePasskey}
        </Button>
      )}
    </form>
  );
}
