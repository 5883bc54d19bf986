import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { userPlus } from '@porchlight/design/icons';
import {
  roles as allRoles,
  type MemberRow as Member,
  permissionsOfRoles,
  type Role,
  type SiteId,
  type SiteRef,
} from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../api.ts';
import { formatAgo } from '../dates.ts';
import { describeError, problemAt } from '../errors.ts';
import { ResetFactors } from '../factors/reset-factors.tsx';
import { SecondFactorRuleCard } from '../factors/rule-card.tsx';
import { LoginServiceCard } from '../login-service/service-card.tsx';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import { RevealIcon } from '../session/reveal-icon.tsx';
import { passwordLeast } from '../setup/password.ts';
import { useAdmin } from './admin-shell.tsx';
import { FormActions } from './dialog-form.tsx';
import { EditMember } from './edit-member.tsx';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';
import { membersQuery } from './queries.ts';

/** Everybody with a login, and the way to add one. */
export function MembersScreen(): ReactNode {
  const members = useQuery(membersQuery);
  const { session } = useAdmin();
  const [isAdding, setAdding] = useState(false);
  const [edited, setEdited] = useState<Member | null>(null);
  const mayChange = permissionsOfRoles(session.member.roles).includes('members.change');
  const { membersColumns: columns } = t.admin;
  return (
    <Page
      title={t.admin.members}
      action={
        mayChange && (
          <Button leftSection={<Icon icon={userPlus} size={16} />} onClick={() => setAdding(true)}>
            {t.admin.addMember}
          </Button>
        )
      }
    >
      <Card isFlush>
        {members.isPending && <Bones rows={3} shape="row" />}
        {members.isError && <ErrorState error={members.error} onRetry={() => void members.refetch()} />}
        {members.data && (
          <Table head={[columns.name, columns.email, columns.roles, t.people.lastLogin]}>
            {members.data.members.map((member) => (
              <MemberRow
                key={member.id}
                member={member}
                isMe={member.id === session.member.id}
                onEdit={() => setEdited(member)}
              />
            ))}
          </Table>
        )}
      </Card>
      {session.member.roles.includes('admin') && <SecondFactorRuleCard />}
      {session.member.roles.includes('admin') && <LoginServiceCard />}
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t.admin.addMember}>
        <AddMember onDone={() => setAdding(false)} />
      </Dialog>
      <Dialog isOpen={edited !== null} onClose={() => setEdited(null)} title={edited ? t.people.edit(edited.name) : ''}>
        {edited && <EditMember member={edited} isMe={edited.id === session.member.id} onDone={() => setEdited(null)} />}
      </Dialog>
    </Page>
  );
}

function namesOf(ids: readonly SiteId[], sites: readonly SiteRef[]): string {
  return ids.map((id) => sites.find((site) => site.id === id)?.name ?? t.common.unknown).join(', ');
}

function MemberRow({ member, isMe, onEdit }: { member: Member; isMe: boolean; onEdit: () => void }): ReactNode {
  const { session } = useAdmin();
  const now = useNow(60_000);
  const mayChange = permissionsOfRoles(session.member.roles).includes('members.change');
  return (
    <tr>
      <Cell>
        <span className={classes.who}>
          <Avatar name={member.name} size="sm" />
          <b>{member.name}</b>
          {isMe && <Pill>{t.admin.you}</Pill>}
        </span>
      </Cell>
      <Cell className={classes.email}>{member.email}</Cell>
      <Cell>
        <span className={classes.roles}>
          {member.roles.map((role) => (
            <Pill key={role} tone={role === 'admin' ? 'note' : 'accent'}>
              {t.admin.roles[role]}
            </Pill>
          ))}
          {member.isDeactivated && <Pill tone="danger">{t.people.deactivated}</Pill>}
          {member.teams.map((team) => (
            <Pill key={team}>{team}</Pill>
          ))}
          {member.sites && <span className={classes.aside}>{namesOf(member.sites, session.sites)}</span>}
        </span>
      </Cell>
      <Cell label={t.people.lastLogin}>
        <span className={classes.roles}>
          <span className={classes.last}>
            {member.lastLoginAt === null ? t.people.never : formatAgo(member.lastLoginAt, now)}
          </span>
          {mayChange && (
            <Button size="compact-sm" variant="default" aria-label={t.people.edit(member.name)} onClick={onEdit}>
              {t.people.editShort}
            </Button>
          )}
          {mayChange && !isMe && !member.isDeactivated && <ResetFactors member={member} />}
        </span>
      </Cell>
    </tr>
  );
}

function AddMember({ onDone }: { onDone: () => void }): ReactNode {
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [roles, setRoles] = useState<Role[]>(['agent']);
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: () => api.addMember({ name: name.trim(), email: email.trim(), password, roles }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: membersQuery.queryKey });
      showToast({ tone: 'success', message: t.admin.memberAdded(name.trim()) });
      onDone();
    },
  });
  const missing = {
    name: name.trim() === '' ? t.setup.nameMissing : undefined,
    email: email.trim() === '' ? t.login.emailMissing : /.@./.test(email) ? undefined : t.login.emailInvalid,
    password: password.length < passwordLeast ? t.setup.passwordShort(passwordLeast - password.length) : undefined,
    roles: roles.length === 0 ? t.admin.roleMissing : undefined,
  };
  const code = add.error instanceof ApiError ? add.error.code : null;
  const problems = {
    name: (isChecked && missing.name) || problemAt(add.error, 'name'),
    email:
      (isChecked && missing.email) ||
      (code === 'email_taken' ? describeError(add.error) : problemAt(add.error, 'email')),
    password:
      (isChecked && missing.password) ||
      (code === 'password_too_common' ? t.setup.passwordCommon : problemAt(add.error, 'password')),
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (Object.values(missing).every((problem) => problem === undefined)) add.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {add.isError && Object.values(problems).every((problem) => !problem) && (
        <Callout tone="danger" isAlert>
          {describeError(add.error)}
        </Callout>
      )}
      <TextInput
        data-autofocus
        label={t.admin.memberName}
        autoComplete="off"
        value={name}
        error={problems.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t.admin.memberEmail}
        type="email"
        autoComplete="off"
        value={email}
        error={problems.email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label={t.admin.memberPassword}
        description={t.admin.memberPasswordHint}
        autoComplete="new-password"
        value={password}
        error={problems.password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleIcon={RevealIcon}
        visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
      />
      <Checkbox.Group
        label={t.admin.memberRoles}
        value={roles}
        error={isChecked && missing.roles}
        onChange={(next) => setRoles(allRoles.filter((role) => next.includes(role)))}
      >
        <div className={classes.choices}>
          {allRoles.map((role) => (
            <Checkbox key={role} value={role} label={t.admin.roles[role]} description={t.admin.roleHint[role]} />
          ))}
        </div>
      </Checkbox.Group>
      <FormActions label={t.admin.addMember} isPending={add.isPending} onCancel={onDone} />
    </form>
  );
}
