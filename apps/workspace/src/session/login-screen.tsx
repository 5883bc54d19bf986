import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { lock } from '@porchlight/design/icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter, useSearch } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import classes from './gate.module.css';
import { Callout, Gate } from './gate.tsx';
import type { LoginSearch } from './login-search.ts';
import { RevealIcon } from './reveal-icon.tsx';
import { sessionQuery } from './use-session.ts';

/** The login of the workspace. */
export function AgentLogin(): ReactNode {
  const search = useSearch({ from: '/login' });
  return (
    <Gate
      title={t.login.agentTitle}
      lead={t.login.agentLead}
      foot={
        <Anchor component={Link} to="/admin/login" size="sm">
          {t.login.toAdmin}
        </Anchor>
      }
    >
      <LoginForm at="agent" search={search} home="/" />
    </Gate>
  );
}

/** The login of the administration: another session, even for the same person [AUTH1]. */
export function AdminLogin(): ReactNode {
  const search = useSearch({ from: '/admin/login' });
  return (
    <Gate
      title={t.login.adminTitle}
      lead={t.login.adminLead}
      foot={
        <Anchor component={Link} to="/login" size="sm">
          {t.login.toAgent}
        </Anchor>
      }
    >
      <LoginForm at="admin" search={search} home="/admin/sites" />
      <p className={classes.aside}>
        <Icon icon={lock} size={16} />
        <span>{t.login.adminSeparate}</span>
      </p>
    </Gate>
  );
}

const reasons: Record<NonNullable<LoginSearch['reason']>, () => string> = {
  ended: () => t.login.ended,
  out: () => t.login.loggedOut,
  setup: () => t.login.setupDone,
};

function LoginForm({ at, search, home }: { at: Interface; search: LoginSearch; home: string }): ReactNode {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const client = useQueryClient();
  const router = useRouter();
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const login = useMutation({
    mutationFn: () => api.login(at, { email: email.trim(), password }),
    onSuccess: async (session) => {
      client.setQueryData(sessionQuery(at).queryKey, session);
      await router.navigate({ href: search.next ?? home, replace: true });
    },
    onError: () => passwordField.current?.select(),
  });
  useEffect(() => {
    document.title = `${at === 'agent' ? t.login.title : t.login.adminTitle} · ${t.product}`;
    emailField.current?.focus();
  }, [at]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = {
      ...(email.trim() === ''
        ? { email: t.login.emailMissing }
        : /.@./.test(email)
          ? {}
          : { email: t.login.emailInvalid }),
      ...(password === '' ? { password: t.login.passwordMissing } : {}),
    };
    setMissing(found);
    if (found.email) emailField.current?.focus();
    else if (found.password) passwordField.current?.focus();
    else login.mutate();
  }

  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {search.reason && !login.isError && (
        <Callout tone={search.reason === 'ended' ? 'warning' : 'success'}>{reasons[search.reason]()}</Callout>
      )}
      {login.isError && (
        <Callout tone="danger" isAlert>
          {describeLogin(login.error)}
        </Callout>
      )}
      <TextInput
        ref={emailField}
        label={t.login.email}
        type="email"
        name="email"
        autoComplete="username"
        inputMode="email"
        autoCapitalize="off"
        spellCheck={false}
        size="md"
        value={email}
        error={missing.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        ref={passwordField}
        label={t.login.password}
        name="password"
        autoComplete="current-password"
        size="md"
        value={password}
        error={missing.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleIcon={RevealIcon}
        visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
      />
      <Button type="submit" size="md" fullWidth loading={login.isPending}>
        {t.login.submit}
      </Button>
    </form>
  );
}

function describeLogin(error: unknown): string {
  if (error instanceof ApiError && error.code === 'login_failed') return t.login.failed;
  if (error instanceof ApiError && error.code === 'role_missing') return t.login.roleMissing;
  return describeError(error);
}
