import { Button } from '@mantine/core';
import { desktop, logout, phone, tablet } from '@porchlight/design/icons';
import type { SignedIn } from '@porchlight/protocol';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Interface } from '../api.ts';
import { api } from '../api.ts';
import { formatAgo } from '../dates.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { countryName } from '../places.ts';
import { useNow } from '../realtime/now.ts';
import classes from './account.module.css';

/** Used less long ago than this counts as being used now, ms. */
const nowMs = 2 * 60_000;

/** Where somebody is signed in, in all interfaces. */
export function signedInQuery(at: Interface) {
  return queryOptions({ queryKey: [at, 'signed-in'], queryFn: () => api.signedIn(at) });
}

/** [AUTH5] Where one is signed in, with ways to end one or all others. */
export function SignedInList({ at }: { at: Interface }): ReactNode {
  const list = useQuery(signedInQuery(at));
  const end = useEnding(at, (id: string) => api.endSignedIn(at, id), t.account.ended);
  const endOthers = useEnding(at, () => api.endOthers(at), t.account.othersEnded);
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (!list.data) return <Bones rows={2} shape="row" />;
  const own = list.data.sessions.filter(({ isThisOne }) => isThisOne);
  const others = list.data.sessions.filter(({ isThisOne }) => !isThisOne);
  return (
    <>
      <ul className={classes.list}>
        {[...own, ...others].map((one) => (
          <SignedInRow key={one.id} one={one} isEnding={end.variables === one.id && end.isPending} onEnd={end.mutate} />
        ))}
      </ul>
      {others.length === 0 ? (
        <p className={classes.quiet}>{t.account.onlyHere}</p>
      ) : (
        <Button
          variant="default"
          leftSection={<Icon icon={logout} size={16} />}
          loading={endOthers.isPending}
          onClick={() => endOthers.mutate()}
        >
          {t.account.endOthers}
        </Button>
      )}
    </>
  );
}

function useEnding<I = void>(at: Interface, run: (input: I) => Promise<void>, said: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSuccess: () => showToast({ tone: 'success', message: said }),
    onError: (error) => showToast({ tone: 'warning', message: describeError(error) }),
    // Also where it was over already.
    onSettled: () => client.invalidateQueries({ queryKey: signedInQuery(at).queryKey }),
  });
}

const icons: Record<string, typeof desktop> = { phone, tablet };

function SignedInRow(props: { one: SignedIn; isEnding: boolean; onEnd: (id: string) => void }): ReactNode {
  const { one, isEnding, onEnd } = props;
  const now = useNow(60_000);
  const what = one.os === '' ? one.browser : t.account.on(one.browser, one.os);
  const isNow = one.isOpen && now - one.lastUsedAt < nowMs;
  const ago = formatAgo(one.lastUsedAt, now);
  const used = isNow ? t.account.now : one.isOpen ? t.account.lastUsed(ago) : t.account.asleep(ago);
  return (
    <li className={classes.row}>
      <Icon icon={icons[one.device] ?? desktop} size={22} className={classes.device} />
      <div className={classes.words}>
        <p className={classes.what}>
          <b>{what}</b>
          {one.isThisOne && <Pill tone="success">{t.account.thisOne}</Pill>}
          {one.isRemembered && <Pill>{t.account.stays}</Pill>}
        </p>
        <p className={classes.quiet}>
          {[t.account.interfaces[one.interface], one.country && countryName(one.country), used]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      {!one.isThisOne && (
        <Button
          variant="default"
          size="compact-sm"
          className={classes.end}
          loading={isEnding}
          aria-label={t.account.endLabel(what)}
          onClick={() => onEnd(one.id)}
        >
          {t.account.end}
        </Button>
      )}
    </li>
  );
}
