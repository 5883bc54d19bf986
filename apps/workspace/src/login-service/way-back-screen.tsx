import { Anchor, Button } from '@mantine/core';
import type { LoginAnswer } from '@porchlight/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useState } from 'react';
import type { Interface } from '../api.ts';
import { ApiError, api } from '../api.ts';
import { PendingScreen } from '../app/screens.tsx';
import { describeError } from '../errors.ts';
import { type Held, SecondStep } from '../factors/second-step.tsx';
import { takeLinkToken } from '../links/link-token.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import classes from '../session/gate.module.css';
import { Callout, Gate } from '../session/gate.tsx';
import { sessionQuery } from '../session/use-session.ts';

/** Back from the organisation's login service, into the workspace. */
export function AgentWayBack(): ReactNode {
  return <WayBack at="agent" home="/" login="/login" />;
}

/** Back from the organisation's login service, into the administration. */
export function AdminWayBack(): ReactNode {
  return <WayBack at="admin" home="/admin/sites" login="/admin/login" />;
}

function WayBack({ at, home, login }: { at: Interface; home: string; login: '/login' | '/admin/login' }): ReactNode {
  const [attempt] = useState(takeLinkToken);
  const [held, setHeld] = useState<Held | null>(null);
  const client = useQueryClient();
  const router = useRouter();
  const back = useQuery({
    queryKey: ['way-back', attempt],
    queryFn: () => api.finishAtService({ attempt: attempt ?? '' }),
    enabled: attempt !== null,
    // It is good once.
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const next = back.data?.next ?? home;

  const goOn = useCallback(
    async (answer: LoginAnswer) => {
      if (answer.status === 'second-factor') return setHeld(answer);
      if (answer.status === 'must-enrol') {
        client.removeQueries({ queryKey: sessionQuery(at).queryKey });
        return router.navigate({ to: at === 'agent' ? '/second-factor' : '/admin/second-factor', replace: true });
      }
      client.setQueryData(sessionQuery(at).queryKey, answer);
      return router.navigate({ href: next, replace: true });
    },
    [at, client, next, router],
  );

  useEffect(() => {
    document.title = `${t.login.title} · ${t.product}`;
    if (!back.data) return;
    if (back.data.login) {
      void goOn(back.data.login);
      return;
    }
    showToast({ tone: 'success', message: t.loginService.confirmed });
    void router.navigate({ href: back.data.next ?? home, replace: true });
  }, [back.data, goOn, home, router]);

  if (held) {
    return (
      <Gate title={t.factors.step.title} lead={t.loginService.stepLead}>
        <SecondStep
          at={at}
          held={held}
          onAnswer={(answer) => void goOn(answer)}
          onBack={() => void router.navigate({ to: login, replace: true })}
        />
      </Gate>
    );
  }
  if (attempt !== null && !back.isError) return <PendingScreen />;
  const { title, text } = describe(back.error);
  return (
    <Gate
      title={title}
      foot={
        <Anchor component={Link} to={at === 'agent' ? '/admin/login' : '/login'} size="sm">
          {at === 'agent' ? t.login.toAdmin : t.login.toAgent}
        </Anchor>
      }
    >
      <div className={`${classes.form} ${classes.then}`}>
        <Callout tone={isTheirs(back.error) ? 'warning' : 'danger'} isAlert>
          {text}
        </Callout>
        <Button component={Link} to={login} size="md" fullWidth>
          {t.loginService.again}
        </Button>
      </div>
    </Gate>
  );
}

/** Whether the person did it, or took too long: nothing is broken then. */
function isTheirs(error: unknown): boolean {
  return error === null || (error instanceof ApiError && ['oidc_cancelled', 'oidc_over'].includes(error.code));
}

function describe(error: unknown): { title: string; text: string } {
  const known: Partial<Record<string, { title: string; text: string }>> = t.loginService.problems;
  const code = error === null ? 'oidc_over' : error instanceof ApiError ? error.code : '';
  return known[code] ?? { title: t.loginService.failedTitle, text: describeError(error) };
}
