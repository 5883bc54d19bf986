import { Button, NativeSelect, TextInput } from '@mantine/core';
import { lock, userPlus } from '@porchlight/design/icons';
import {
  type AdminSite,
  type HelpLanguage,
  helpLanguages,
  type PortalUser,
  permissionsOfRoles,
  type UserInvitation,
} from '@porchlight/protocol';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useDeferredValue, useState } from 'react';
import { api } from '../api.ts';
import { formatAgo, formatDateTime } from '../dates.ts';
import { describeError, problemAt } from '../errors.ts';
import { mailLanguage, t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import { useAdmin } from './admin-shell.tsx';
import { Confirmation, FormActions } from './dialog-form.tsx';
import { groupsQuery } from './groups/queries.ts';
import { UserGroups } from './groups/user-groups.tsx';
import classes from './members-screen.module.css';
import { Card, Cell, Table } from './page.tsx';

const usersQuery = (site: AdminSite['id'], query: string) =>
  queryOptions({
    queryKey: ['admin', 'users', site, query],
    queryFn: () => api.users(site, query),
    placeholderData: keepPreviousData,
  });

/** What is about to be done to a user, once it is confirmed. */
type Doing = { user: PortalUser; what: 'deactivate' | 'endLogins' | 'groups' };

/** The users of a site's help center and who is invited, with what admins do with them. */
export function UserList({ site }: { site: AdminSite }): ReactNode {
  const { session } = useAdmin();
  const mayChange = permissionsOfRoles(session.member.roles).includes('users.change');
  const { users } = t.admin;
  if (mayChange) return <Users site={site} />;
  return (
    <Card title={users.title} isFlush>
      <EmptyState icon={lock} title={users.noRights}>
        {users.noRightsText}
      </EmptyState>
    </Card>
  );
}

function Users({ site }: { site: AdminSite }): ReactNode {
  const [typed, setTyped] = useState('');
  const query = useDeferredValue(typed.trim());
  const found = useQuery(usersQuery(site.id, query));
  const [isInviting, setInviting] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const { users } = t.admin;
  const { columns } = users;
  const list = found.data?.users ?? [];
  return (
    <Card title={users.title} text={users.text} isFlush>
      <div className={classes.filters}>
        <TextInput
          type="search"
          label={users.search}
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </div>
      {found.isPending && <Bones rows={3} shape="row" />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && list.length === 0 && (
        <p className={classes.empty} role="status">
          {query === '' ? users.none : users.noneFits}
        </p>
      )}
      {list.length > 0 && (
        <Table caption={users.title} head={[columns.name, columns.email, columns.lastLogin, columns.actions]}>
          {list.map((user) => (
            <Row key={user.id} site={site} user={user} onDo={(what) => setDoing({ user, what })} />
          ))}
        </Table>
      )}
      {found.data?.hasMore && <p className={classes.empty}>{users.more}</p>}
      <Invitations site={site} list={found.data?.invitations ?? []} />
      {site.registration !== 'off' && (
        <div className={classes.more}>
          <Button variant="default" leftSection={<Icon icon={userPlus} size={16} />} onClick={() => setInviting(true)}>
            {users.invite}…
          </Button>
        </div>
      )}
      <Dialog isOpen={isInviting} onClose={() => setInviting(false)} title={users.invite}>
        <Invite site={site} onDone={() => setInviting(false)} />
      </Dialog>
      <Dialog isOpen={doing !== null} onClose={() => setDoing(null)} title={doing ? titleOf(doing) : ''} size="sm">
        {doing?.what === 'groups' && <UserGroups site={site} user={doing.user} onDone={() => setDoing(null)} />}
        {doing && doing.what !== 'groups' && <Confirm site={site} doing={doing} onDone={() => setDoing(null)} />}
      </Dialog>
    </Card>
  );
}

function titleOf({ user, what }: Doing): string {
  const { users, groups } = t.admin;
  if (what === 'groups') return groups.ofUser(user.name);
  return users[what === 'deactivate' ? 'deactivateOf' : 'endLoginsOf'](user.name);
}

function useUsersChange<Input>(
  site: AdminSite,
  change: (input: Input) => Promise<unknown>,
  onDone: (input: Input) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (_answer, input) => onDone(input),
    // Also where somebody else was faster: the list then says so.
    onSettled: () => client.invalidateQueries({ queryKey: ['admin', 'users', site.id] }),
  });
}

function Row({
  site,
  user,
  onDo,
}: {
  site: AdminSite;
  user: PortalUser;
  onDo: (what: Doing['what']) => void;
}): ReactNode {
  const now = useNow(60_000);
  const { users, groups: words } = t.admin;
  const groups = useQuery(groupsQuery(site.id)).data?.groups ?? [];
  const own = groups.filter(({ id }) => user.groups.includes(id));
  const reactivate = useUsersChange(
    site,
    () => api.changeUser(site.id, user.id, { isDeactivated: false }),
    () => showToast({ tone: 'success', message: users.changed(user.name) }),
  );
  return (
    <tr>
      <Cell>
        <b>{user.name}</b> {user.isDeactivated && <Pill tone="danger">{t.people.deactivated}</Pill>}
        {own.length > 0 && <div className={classes.aside}>{own.map(({ name }) => name).join(', ')}</div>}
      </Cell>
      <Cell className={classes.email}>{user.email}</Cell>
      <Cell label={users.columns.lastLogin}>
        {user.lastLoginAt === null ? t.people.never : formatAgo(user.lastLoginAt, now)}
        {user.sessions > 0 && <div className={classes.aside}>{users.logins(user.sessions)}</div>}
      </Cell>
      <Cell>
        <span className={classes.roles}>
          {user.isDeactivated ? (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={users.reactivateOf(user.name)}
              loading={reactivate.isPending}
              onClick={() => reactivate.mutate(undefined)}
            >
              {users.reactivate}
            </Button>
          ) : (
            <>
              {groups.length > 0 && (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={words.ofUser(user.name)}
                  onClick={() => onDo('groups')}
                >
                  {words.edit}
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="default"
                aria-label={users.endLoginsOf(user.name)}
                onClick={() => onDo('endLogins')}
              >
                {users.endLogins}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={users.deactivateOf(user.name)}
                onClick={() => onDo('deactivate')}
              >
                {users.deactivate}
              </Button>
            </>
          )}
          {reactivate.isError && <span className={classes.aside}>{describeError(reactivate.error)}</span>}
        </span>
      </Cell>
    </tr>
  );
}

function Confirm({ site, doing, onDone }: { site: AdminSite; doing: Doing; onDone: () => void }): ReactNode {
  const { users } = t.admin;
  const { user, what } = doing;
  const change = useUsersChange(
    site,
    () =>
      what === 'deactivate'
        ? api.changeUser(site.id, user.id, { isDeactivated: true })
        : api.endUserLogins(site.id, user.id),
    () => {
      showToast({
        tone: 'success',
        message: what === 'deactivate' ? users.changed(user.name) : users.ended(user.name),
      });
      onDone();
    },
  );
  return (
    <Confirmation
      label={what === 'deactivate' ? users.deactivate : users.endLogins}
      work={change}
      onConfirm={() => change.mutate(undefined)}
      onCancel={onDone}
    >
      <p>{what === 'deactivate' ? users.deactivateText : users.endLoginsText}</p>
    </Confirmation>
  );
}

function Invitations({ site, list }: { site: AdminSite; list: UserInvitation[] }): ReactNode {
  const now = useNow(60_000);
  const { users } = t.admin;
  const withdraw = useUsersChange(
    site,
    (id: string) => api.withdrawUserInvitation(site.id, id),
    () => showToast({ tone: 'success', message: users.withdrawn }),
  );
  if (list.length === 0) return null;
  return (
    <>
      {withdraw.isError && (
        <Callout tone="danger" isAlert>
          {describeError(withdraw.error)}
        </Callout>
      )}
      <Table head={[users.invitations, users.columns.actions]}>
        {list.map((one) => (
          <tr key={one.id}>
            <Cell className={classes.email}>
              {one.email}
              <div className={classes.aside}>{users.until(formatDateTime(one.expiresAt, now))}</div>
            </Cell>
            <Cell>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={users.withdrawOf(one.email)}
                onClick={() => withdraw.mutate(one.id)}
              >
                {users.withdraw}
              </Button>
            </Cell>
          </tr>
        ))}
      </Table>
    </>
  );
}

function Invite({ site, onDone }: { site: AdminSite; onDone: () => void }): ReactNode {
  const [email, setEmail] = useState('');
  const [language, setLanguage] = useState<HelpLanguage>(mailLanguage());
  const [isChecked, setChecked] = useState(false);
  const { users } = t.admin;
  const invite = useUsersChange(
    site,
    () => api.inviteUser(site.id, { email: email.trim(), language }),
    () => {
      showToast({ tone: 'success', message: users.invited(email.trim()) });
      onDone();
    },
  );
  const missing = email.trim() === '' ? t.login.emailMissing : /.@./.test(email) ? undefined : t.login.emailInvalid;
  const problem = (isChecked && missing) || problemAt(invite.error, 'email');
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!missing) invite.mutate(undefined);
  }
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      {invite.isError && !problem && (
        <Callout tone="danger" isAlert>
          {describeError(invite.error)}
        </Callout>
      )}
      <p className={classes.aside}>{users.inviteText}</p>
      <TextInput
        label={t.login.email}
        type="text"
        inputMode="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data-autofocus
        required
        value={email}
        error={problem}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <NativeSelect
        label={users.inviteLanguage}
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value as HelpLanguage)}
        data={helpLanguages.map((value) => ({ value, label: t.admin.articles.languages[value] }))}
      />
      <FormActions label={users.send} isPending={invite.isPending} onCancel={onDone} />
    </form>
  );
}
