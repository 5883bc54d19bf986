import { Anchor, Button, Checkbox, PasswordInput } from '@mantine/core';
import { lock } from '@porchlight/design/icons';
import type { SessionAnswer } from '@porchlight/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { PendingScreen } from '../app/screens.tsx';
import { describeError } from '../errors.ts';
import { usePasskeyLogin } from '../factors/use-passkey-login.ts';
import { loginOptionsQuery } from '../login-service/queries.ts';
import { ServiceButton } from '../login-service/service-button.tsx';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones } from '../parts/states.tsx';
import { EmailField, wholeAddress } from './email-field.tsx';
import { EnterForm, usePassingAgent } from './enter-form.tsx';
import classes from './gate.module.css';
import { Callout, Gate } from './gate.tsx';
import { keepLastDomain, readLastDomain } from './last-login.ts';
import type { LoginSearch } from './login-search.ts';
import { RevealIcon } from './reveal-icon.tsx';
import { useLoginAnswer } from './use-login-answer.tsx';
import { resumeOnce } from './use-session.ts';

/** The login of the workspace. */
export function AgentLogin(): ReactNode {
  const search = useSearch({ from: '/login' });
  const [isHeld, setHeld] = useState(false);
  return (
    <Gate
      title={isHeld ? t.factors.step.title : t.login.agentTitle}
      lead={isHeld ? t.factors.step.lead : t.login.agentLead}
      foot={
        <Anchor component={Link} to="/admin/login" size="sm">
          {t.login.toAdmin}
        </Anchor>
      }
    >
      <LoginForm at="agent" search={search} home="/" onHeld={setHeld} />
    </Gate>
  );
}

/** The login of the administration: another session, even for the same person [AUTH1]. */
export function AdminLogin(): ReactNode {
  const search = useSearch({ from: '/admin/login' });
  const [isHeld, setHeld] = useState(false);
  const [isOther, setOther] = useState(false);
  const agent = usePassingAgent();
  if (agent === undefined) return <PendingScreen />;
  if (agent && !isOther) {
    return (
      <Gate
        title={isHeld ? t.factors.step.title : t.account.enterTitle}
        lead={isHeld ? t.factors.step.lead : t.account.enterLead(agent.member.name)}
        foot={
          <Anchor component={Link} to="/" size="sm">
            {t.login.toAgent}
          </Anchor>
        }
      >
        <EnterForm next={search.next ?? '/admin/sites'} onOther={() => setOther(true)} onHeld={setHeld} />
      </Gate>
    );
  }
  return (
    <Gate
      title={isHeld ? t.factors.step.title : t.login.adminTitle}
      lead={isHeld ? t.factors.step.lead : t.login.adminLead}
      foot={
        <Anchor component={Link} to="/login" size="sm">
          {t.login.toAgent}
        </Anchor>
      }
    >
      <LoginForm at="admin" search={search} home="/admin/sites" onHeld={setHeld} />
      {!isHeld && (
        <p className={classes.aside}>
          <Icon icon={lock} size={16} />
          <span>{t.login.adminSeparate}</span>
        </p>
      )}
    </Gate>
  );
}

const reasons: Record<NonNullable<LoginSearch['reason']>, () => string> = {
  ended: () => t.login.ended,
  out: () => t.login.loggedOut,
};

type LoginProps = {
  at: Interface;
  search: LoginSearch;
  home: string;
  /** Told when the password was right and another step follows, and when that is given up. */
  onHeld: (isHeld: boolean) => void;
};

/** The ways in that there are here: by password, through the organisation's login service, or both. */
function LoginForm(props: LoginProps): ReactNode {
  const options = useQuery(loginOptionsQuery);
  if (options.isPending) return <Bones rows={3} shape="line" />;
  const { hasPasswords, provider } = options.data ?? { hasPasswords: true, provider: null };
  const { at, search, home } = props;
  const button = provider && (
    <ServiceButton at={at} label={provider.label} use="login" next={search.next ?? home} isFirst={!hasPasswords} />
  );
  if (!hasPasswords && button)
    return (
      <div className={classes.form}>
        {search.reason && (
          <Callout tone={search.reason === 'ended' ? 'warning' : 'success'}>{reasons[search.reason]()}</Callout>
        )}
        <p className={classes.explained}>{t.loginService.onlyLead}</p>
        {button}
      </div>
    );
  return <PasswordLogin {...props} service={button} />;
}

function PasswordLogin(props: LoginProps & { service: ReactNode }): ReactNode {
  const { at, search, home, onHeld } = props;
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isRemembered, setRemembered] = useState(false);
  const [domain] = useState(readLastDomain);
  const [missing, setMissing] = useState<{ email?: string; password?: string }>({});
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const { onAnswer, step, isOver } = useLoginAnswer({
    at,
    next: search.next ?? home,
    onHeld(isHeld) {
      if (isHeld) setPassword('');
      onHeld(isHeld);
    },
    onDone(answer) {
      if (isRemembered) keepLastDomain(answer.member.email);
    },
  });
  const passkey = usePasskeyLogin(at, step === null, (answer) => void onAnswer(answer));
  const login = useMutation({
    mutationFn: () => api.login(at, { email: wholeAddress(email, domain), password, remember: isRemembered }),
    onSuccess: onAnswer,
    onError: () => passwordField.current?.select(),
  });
  useResumed(at, search.reason === 'ended', (session) => void onAnswer({ status: 'done', ...session }));
  useEffect(() => {
    document.title = `${at === 'agent' ? t.login.title : t.login.adminTitle} · ${t.product}`;
    emailField.current?.focus();
  }, [at]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const found = {
      ...(email.trim() === ''
        ? { email: t.login.emailMissing }
        : /.@./.test(wholeAddress(email, domain))
          ? {}
          : { email: t.login.emailInvalid }),
      ...(password === '' ? { password: t.login.passwordMissing } : {}),
    };
    setMissing(found);
    if (found.email) emailField.current?.focus();
    else if (found.password) passwordField.current?.focus();
    else login.mutate();
  }

  if (step) return step;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {isOver && !login.isError && <Callout tone="warning">{t.factors.step.over}</Callout>}
      {passkey.problem && !login.isError && (
        <Callout tone="danger" isAlert>
          {passkey.problem}
        </Callout>
      )}
      {search.reason && !login.isError && (
        <Callout tone={search.reason === 'ended' ? 'warning' : 'success'}>{reasons[search.reason]()}</Callout>
      )}
      {login.isError && (
        <Callout tone="danger" isAlert>
          {describeLogin(login.error)}
        </Callout>
      )}
      <EmailField
        ref={emailField}
        value={email}
        domain={domain}
        autoComplete="username webauthn"
        error={missing.email}
        onChange={setEmail}
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
      <Anchor component={Link} to="/forgot-password" size="sm" className={classes.forgot}>
        {t.links.forgot}
      </Anchor>
      <Checkbox
        label={t.account.remember}
        description={t.account.rememberHint}
        checked={isRemembered}
        onChange={(event) => setRemembered(event.currentTarget.checked)}
      />
      <Button type="submit" size="md" fullWidth loading={login.isPending}>
        {t.login.submit}
      </Button>
      {passkey.isPossible && (
        <Button
          variant="default"
          size="md"
          fullWidth
          leftSection={<Icon icon={lock} size={18} />}
          loading={passkey.isPending}
          onClick={passkey.begin}
        >
          {t.factors.passkeyLogin}
        </Button>
      )}
      {props.service && (
        <>
          <p className={classes.or}>{t.loginService.or}</p>
          {props.service}
        </>
      )}
    </form>
  );
}

/** [REM1] A session that ended in an open window goes on where this browser is remembered. */
function useResumed(at: Interface, isWanted: boolean, onSession: (session: SessionAnswer) => void): void {
  const latest = useRef(onSession);
  latest.current = onSession;
  useEffect(() => {
    if (!isWanted) return;
    let isHere = true;
    // Where that fails the form is there anyway.
    resumeOnce(at)
      .catch(() => null)
      .then((session) => {
        if (session && isHere) latest.current(session);
      });
    return () => {
      isHere = false;
    };
  }, [at, isWanted]);
}

function describeLogin(error: unknown): string {
  if (error instanceof ApiError && error.code === 'login_failed') return t.login.failed;
  if (error instanceof ApiError && error.code === 'role_missing') return t.login.roleMissing;
  return describeError(error);
}
