import { Button, TextInput } from '@mantine/core';
import type { ChangeMemberRequest, MemberRow } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './members-screen.module.css';
import { membersQuery } from './queries.ts';
import { RightsFields, useRights } from './rights-fields.tsx';

type Props = { member: MemberRow; isMe: boolean; onDone: () => void };

/** Name, roles, sites and teams of a member, and the way out for one who is gone. */
export function EditMember({ member, isMe, onDone }: Props): ReactNode {
  const [name, setName] = useState(member.name);
  const rights = useRights(member.roles, member.sites);
  const [teams, setTeams] = useState(member.teams.join(', '));
  const [isChecked, setChecked] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const client = useQueryClient();
  const { people } = t;
  const change = useMutation({
    mutationFn: (body: ChangeMemberRequest) => api.changeMember(member.id, body),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: membersQuery.queryKey });
      showToast({ tone: 'success', message: people.saved(name.trim()) });
      onDone();
    },
  });
  const logOut = useMutation({
    mutationFn: () => api.endLoginsOf(member.id),
    onSuccess: () => showToast({ tone: 'success', message: people.loginsEnded(member.name) }),
  });
  const missing = {
    name: name.trim() === '' ? t.setup.nameMissing : undefined,
    ...rights.missing,
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (Object.values(missing).some((problem) => problem !== undefined)) return;
    const names = teams.split(',').flatMap((team) => team.trim() || []);
    const own = { name: name.trim(), teams: names };
    change.mutate(isMe ? own : { ...own, roles: rights.roles, sites: rights.sites });
  }
  const error = change.error ?? logOut.error;
  const failed = error && (
    <Callout tone="danger" isAlert>
      {describeError(error)}
    </Callout>
  );
  if (isLeaving)
    return (
      <div className={classes.form}>
        {failed}
        <p>
          <b>{people.deactivateTitle(member.name)}</b>
        </p>
        <p>{people.deactivateText}</p>
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={() => setLeaving(false)}>
            {t.common.back}
          </Button>
          <Button color="danger" loading={change.isPending} onClick={() => change.mutate({ isDeactivated: true })}>
            {people.deactivate}
          </Button>
        </div>
      </div>
    );
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {failed}
      <TextInput
        data-autofocus
        label={t.admin.memberName}
        autoComplete="off"
        value={name}
        error={isChecked && missing.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {isMe ? (
        <p className={classes.aside}>{people.ownRoles}</p>
      ) : (
        <>
          <RightsFields of={rights} isChecked={isChecked} />
          <p className={classes.aside}>{people.endsLogins}</p>
        </>
      )}
      <TextInput
        label={people.teams}
        description={people.teamsHint}
        autoComplete="off"
        value={teams}
        onChange={(event) => setTeams(event.currentTarget.value)}
      />
      <div className={classes.actions}>
        {!isMe &&
          (member.isDeactivated ? (
            <Button variant="default" onClick={() => change.mutate({ isDeactivated: false })}>
              {people.reactivate}
            </Button>
          ) : (
            <>
              <Button variant="subtle" color="danger" onClick={() => setLeaving(true)}>
                {people.deactivate}
              </Button>
              <Button variant="subtle" loading={logOut.isPending} onClick={() => logOut.mutate()}>
                {people.endLogins}
              </Button>
            </>
          ))}
        <Button variant="default" onClick={onDone}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={change.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
