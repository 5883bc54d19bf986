import { Button } from '@mantine/core';
import type { EnrolledAnswer } from '@porchlight/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { t } from '../messages/index.ts';
import { Bones, ErrorState } from '../parts/states.tsx';
import { Gate } from '../session/gate.tsx';
import { forgetSession, sessionQuery } from '../session/use-session.ts';
import classes from './factors.module.css';
import { hasPasskeys } from './passkeys.ts';
import { factorsQuery } from './queries.ts';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SetUpApp } from './set-up-app.tsx';
import { SetUpPasskey } from './set-up-passkey.tsx';

/** [AUTH4] Where somebody is whose role asks for a second factor that is not set up yet: nothing else is open. */
export function AgentEnrol(): ReactNode {
  return <Enrol at="agent" home="/" />;
}

/** The same in the administration, which is a session of its own. */
export function AdminEnrol(): ReactNode {
  return <Enrol at="admin" home="/admin/sites" />;
}

function Enrol({ at, home }: { at: Interface; home: string }): ReactNode {
  const router = useRouter();
  const client = useQueryClient();
  const factors = useQuery({ ...factorsQuery(at), retry: false });
  const [way, setWay] = useState<'app' | 'passkey' | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  useEffect(() => {
    document.title = `${t.factors.enrol.title} · ${t.product}`;
  }, []);
  async function goOn() {
    client.removeQueries({ queryKey: sessionQuery(at).queryKey });
    await router.navigate({ href: home, replace: true });
  }
  async function leave() {
    await api.logout(at).catch(() => {});
    forgetSession(client, at);
    await router.navigate({ to: at === 'admin' ? '/admin/login' : '/login', search: { reason: 'out' } });
  }
  function enrolled({ recoveryCodes }: EnrolledAnswer) {
    if (recoveryCodes === null) void goOn();
    else setCodes(recoveryCodes);
  }
  const canUsePasskeys = factors.data?.canUsePasskeys && hasPasskeys();
  const title =
    codes !== null
      ? t.factors.codes.title
      : way === 'app'
        ? t.factors.app.title
        : way === 'passkey'
          ? t.factors.passkeys.title
          : t.factors.enrol.title;
  return (
    <Gate title={title} lead={codes === null && way === null ? t.factors.enrol.lead : ''}>
      {factors.isError && <ErrorState error={factors.error} onRetry={() => void factors.refetch()} />}
      {factors.isPending && <Bones rows={2} shape="line" />}
      {codes !== null && <RecoveryCodes codes={codes} email={factors.data?.email ?? ''} onDone={() => void goOn()} />}
      {codes === null && way === 'app' && <SetUpApp at={at} onDone={enrolled} />}
      {codes === null && way === 'passkey' && <SetUpPasskey at={at} onDone={enrolled} />}
      {factors.data && codes === null && way === null && (
        <div className={classes.choices}>
          {canUsePasskeys && (
            <div className={classes.choice}>
              <Button size="md" fullWidth onClick={() => setWay('passkey')}>
                {t.factors.passkeys.add}
              </Button>
              <p className={classes.text}>{t.factors.enrol.passkeyText}</p>
            </div>
          )}
          <div className={classes.choice}>
            <Button
              size="md"
              fullWidth
              {...(canUsePasskeys ? { variant: 'default' } : {})}
              onClick={() => setWay('app')}
            >
              {t.factors.app.setUp}
            </Button>
            <p className={classes.text}>{t.factors.enrol.totpText}</p>
          </div>
        </div>
      )}
      {codes === null && (
        <div className={classes.wayOut}>
          <Button variant="subtle" color="gray" size="compact-md" onClick={() => (way ? setWay(null) : void leave())}>
            {way ? t.common.back : t.factors.enrol.logOut}
          </Button>
        </div>
      )}
    </Gate>
  );
}
