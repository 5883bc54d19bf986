import { Button } from '@mantine/core';
import type { SessionAnswer } from '@porchlight/protocol';
import { mayEnter } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { confirmationWaysQuery } from '../login-service/queries.ts';
import { ServiceButton } from '../login-service/service-button.tsx';
import { t } from '../messages/index.ts';
import { Bones } from '../parts/states.tsx';
import classes from './gate.module.css';
import { Callout } from './gate.tsx';
import { PasswordField } from './password-field.tsx';
import { sessionQuery } from './use-session.ts';

/** The agent who may pass into the administration: null for nobody, undefined while that is not known. */
export function usePassingAgent(): SessionAnswer | null | undefined {
  const session = useQuery(sessionQuery('agent'));
  if (session.isPending) return undefined;
  return session.data && mayEnter(session.data.member.roles, 'admin') ? session.data : null;
}

/** From the workspace into the administration: whoever is logged in confirms that it is they [AUTH1]. */
export function EnterForm({ next, onOther }: { next: string; onOther: () => void }): ReactNode {
  const ways = useQuery(confirmationWaysQuery('agent'));
  if (ways.isPending) return <Bones rows={2} shape="line" />;
  const { hasPassword, provider } = ways.data ?? { hasPassword: true, provider: null };
  return (
    <>
      {hasPassword && <EnterByPassword next={next} />}
      <div className={hasPassword ? classes.then : ''}>
        {provider && <ServiceButton at="admin" label={provider.label} use="login" next={next} isFirst={!hasPassword} />}
      </div>
      <Button variant="subtle" fullWidth className={classes.then} onClick={onOther}>
        {t.account.enterOther}
      </Button>
    </>
  );
}

function EnterByPassword({ next }: { next: string }): ReactNode {
  const [password, setPassword] = useState('');
  const [isMissing, setMissing] = useState(false);
  const client = useQueryClient();
  const router = useRouter();
  const field = useRef<HTMLInputElement>(null);
  const enter = useMutation({
    mutationFn: () => api.enterAdmin({ password }),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery('admin').queryKey, session);
      await router.navigate({ href: next, replace: true });
    },
    onError: () => field.current?.select(),
  });
  useEffect(() => {
    document.title = `${t.account.enterTitle} · ${t.product}`;
    field.current?.focus();
  }, []);
  function submit(event: FormEvent) {
    event.preventDefault();
    setMissing(password === '');
    if (password === '') field.current?.focus();
    else enter.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {enter.isError && (
        <Callout tone="danger" isAlert>
          {describeError(enter.error)}
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
      <Button type="submit" size="md" fullWidth loading={enter.isPending}>
        {t.account.enter}
      </Button>
    </form>
  );
}
