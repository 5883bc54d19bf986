import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core';
import { userPlus } from '@porchlight/design/icons';
import { roles as allRoles, type MemberRow as Member, type Role } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError, problemAt } from '../errors.ts';
import { ResetFactors } from '../factors/reset-factors.tsx';
import { SecondFactorRuleCard } from '../factors/rule-card.tsx';
import { t } from '../messages/index.ts';
import { Avatar } from '../parts/avatar.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Pill } from '../parts/pill.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import { RevealIcon } from '../session/reveal-icon.tsx';
import { passwordLeast } from '../setup/password.ts';
import { useAdmin } from './admin-shell.tsx';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';
import { membersQuery } from './queries.ts';

/** Everybody with a login, and the way to add one. */
export function MembersScreen(): ReactNode {
  const members = useQuery(membersQuery);
  const { session } = useAdmin();
  const [isAdding, setAdding] = useState(false);
  const { membersColumns: columns } = t.admin;
  return (
    <Page
      title={t.admin.members}
      action={
        <Button leftSection={<Icon icon={userPlus} size={16} />} onClick={() => setAdding(true)}>
          {t.admin.addMember}
        </Button>
      }
    >
      <Card isFlush>
        {members.isPending && <Bones rows={3} shape="row" />}
        {members.isError && <ErrorState error={members.error} onRetry={() => void members.refetch()} />}
        {members.data && (
          <Table head={[columns.name, columns.email, columns.roles]}>
            {members.data.members.map((member) => (
              <MemberRow key={member.id} member={member} isMe={member.id === session.member.id} />
            ))}
          </Table>
        )}
      </Card>
      {session.member.roles.includes('admin') && <SecondFactorRuleCard />}
      <Dialog isOpen={isAdding} onClose={() => setAdding(false)} title={t.admin.addMember}>
        <AddMember onDone={() => setAdding(false)} />
      </Dialog>
    </Page>
  );
}

function MemberRow({ member, isMe }: { member: Member; isMe: boolean }): ReactNode {
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
          {!isMe && <ResetFactors member={member} />}
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
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={add.isPending}>
          {t.admin.addMember}
        </Button>
      </div>
    </form>
  );
}
