import { Button, NativeSelect, TextInput } from '@mantine/core';
import { userPlus } from '@porchlight/design/icons';
import { type Invitation, type MailLanguage, mailLanguages } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../api.ts';
import { formatAgo, formatDateTime } from '../dates.ts';
import { problemAt } from '../errors.ts';
import { mailLanguage, t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import { useAdmin, useAdminMay } from './admin-shell.tsx';
import { Confirmation, FormActions } from './dialog-form.tsx';
import { describeMail } from './mail-words.ts';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';
import { invitationsQuery } from './queries.ts';
import { RightsFields, useRights } from './rights-fields.tsx';

/** [AUTH11] Who is invited and has not accepted: send again, withdraw, and invite somebody. */
export function InvitationsScreen(): ReactNode {
  const found = useQuery(invitationsQuery);
  const mayChange = useAdminMay('members.change');
  const [isInviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Invitation | null>(null);
  const { invitations: words } = t;
  const list = found.data?.invitations ?? [];
  const button = mayChange && (
    <Button leftSection={<Icon icon={userPlus} size={16} />} onClick={() => setInviting(true)}>
      {words.invite}
    </Button>
  );
  return (
    <Page title={words.title} lead={words.lead} action={list.length > 0 && button}>
      <Card isFlush>
        {found.isPending && <Bones rows={2} shape="row" />}
        {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
        {found.data && list.length === 0 && (
          <EmptyState icon={userPlus} title={words.emptyTitle} action={button}>
            {words.empty}
          </EmptyState>
        )}
        {list.length > 0 && (
          <Table caption={words.title} head={[words.address, t.admin.membersColumns.roles, words.state]}>
            {list.map((one) => (
              <Row key={one.id} of={one} mayChange={mayChange} onWithdraw={() => setLeaving(one)} />
            ))}
          </Table>
        )}
      </Card>
      <Dialog isOpen={isInviting} onClose={() => setInviting(false)} title={words.invite}>
        <Invite onDone={() => setInviting(false)} />
      </Dialog>
      <Dialog isOpen={leaving !== null} onClose={() => setLeaving(null)} title={words.withdrawTitle} size="sm">
        {leaving && <Withdraw of={leaving} onDone={() => setLeaving(null)} />}
      </Dialog>
    </Page>
  );
}

function Row(props: { of: Invitation; mayChange: boolean; onWithdraw: () => void }): ReactNode {
  const { of, mayChange, onWithdraw } = props;
  const { session } = useAdmin();
  const now = useNow(60_000);
  const client = useQueryClient();
  const { invitations: words } = t;
  const again = useMutation({
    mutationFn: () => api.inviteAgain(of.id),
    onSuccess: () => showToast({ tone: 'success', message: words.sent(of.email) }),
    onError: (error) => showToast({ tone: 'danger', title: words.notSent, message: describeMail(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  const isOver = of.expiresAt <= now;
  const names = of.sites?.map((id) => session.sites.find((site) => site.id === id)?.name ?? t.common.unknown);
  return (
    <tr>
      <Cell className={classes.email}>
        <b>{of.email}</b>
        <span className={classes.under}>{words.invited(formatAgo(of.invitedAt, now))}</span>
      </Cell>
      <Cell label={t.admin.membersColumns.roles}>
        <span className={classes.roles}>
          {of.roles.map((role) => (
            <Pill key={role} tone={role === 'admin' ? 'note' : 'accent'}>
              {t.admin.roles[role]}
            </Pill>
          ))}
          <span className={classes.aside}>{names ? names.join(', ') : t.people.allSites}</span>
        </span>
      </Cell>
      <Cell label={words.state}>
        <span className={classes.roles}>
          {isOver ? (
            <Pill tone="warning">{words.over}</Pill>
          ) : (
            <span className={classes.last}>{words.until(formatDateTime(of.expiresAt, now))}</span>
          )}
          {mayChange && (
            <>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.againTo(of.email)}
                loading={again.isPending}
                onClick={() => again.mutate()}
              >
                {words.again}
              </Button>
              <Button
                size="compact-sm"
                variant="subtle"
                color="danger"
                aria-label={words.withdrawOf(of.email)}
                onClick={onWithdraw}
              >
                {words.withdraw}
              </Button>
            </>
          )}
        </span>
      </Cell>
    </tr>
  );
}

function Invite({ onDone }: { onDone: () => void }): ReactNode {
  const [email, setEmail] = useState('');
  const [language, setLanguage] = useState<MailLanguage>(mailLanguage());
  const rights = useRights(['agent'], null);
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const { invitations: words } = t;
  const invite = useMutation({
    mutationFn: () => api.invite({ email: email.trim(), roles: rights.roles, sites: rights.sites, language }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: invitationsQuery.queryKey });
      showToast({ tone: 'success', message: words.sent(email.trim()) });
      onDone();
    },
  });
  const missing = email.trim() === '' ? t.login.emailMissing : /.@./.test(email) ? undefined : t.login.emailInvalid;
  const code = invite.error instanceof ApiError ? invite.error.code : null;
  const refused = code === 'email_taken' ? words.taken : problemAt(invite.error, 'email') && t.login.emailInvalid;
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if ([missing, ...Object.values(rights.missing)].every((problem) => problem === undefined)) invite.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {invite.isError && !refused && (
        <Callout tone="danger" isAlert>
          {describeMail(invite.error)}
        </Callout>
      )}
      <TextInput
        data-autofocus
        label={t.admin.memberEmail}
        description={words.addressHint}
        type="email"
        autoComplete="off"
        value={email}
        error={(isChecked && missing) || refused}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <RightsFields of={rights} isChecked={isChecked} />
      <NativeSelect
        label={words.language}
        value={language}
        data={mailLanguages.map((one) => ({ value: one, label: words.languages[one] }))}
        onChange={(event) => setLanguage(event.currentTarget.value as MailLanguage)}
      />
      <FormActions label={words.send} isPending={invite.isPending} onCancel={onDone} />
    </form>
  );
}

function Withdraw({ of, onDone }: { of: Invitation; onDone: () => void }): ReactNode {
  const client = useQueryClient();
  const { invitations: words } = t;
  const withdraw = useMutation({
    mutationFn: () => api.withdrawInvitation(of.id),
    onSuccess: () => {
      showToast({ tone: 'success', message: words.withdrawn(of.email) });
      onDone();
    },
    onSettled: () => client.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  });
  return (
    <Confirmation label={words.withdraw} work={withdraw} onConfirm={() => withdraw.mutate()} onCancel={onDone}>
      <p>{words.withdrawText(of.email)}</p>
    </Confirmation>
  );
}
