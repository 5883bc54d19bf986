import { Checkbox } from '@mantine/core';
import type { AdminSite, GroupId, PortalUser } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { FormActions } from '../dialog-form.tsx';
import classes from '../members-screen.module.css';
import { groupsQuery } from './queries.ts';

/** Which groups a user is in. */
export function UserGroups({
  site,
  user,
  onDone,
}: {
  site: AdminSite;
  user: PortalUser;
  onDone: () => void;
}): ReactNode {
  const { groups: words } = t.admin;
  const client = useQueryClient();
  const groups = useQuery(groupsQuery(site.id)).data?.groups ?? [];
  const [chosen, setChosen] = useState<GroupId[]>(user.groups);
  const save = useMutation({
    mutationFn: () => api.setUserGroups(site.id, user.id, { groups: chosen }),
    onSuccess: () => {
      showToast({ tone: 'success', message: words.setFor(user.name) });
      onDone();
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['admin', 'users', site.id] }),
        client.invalidateQueries({ queryKey: groupsQuery(site.id).queryKey }),
      ]),
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {save.isError && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <Checkbox.Group aria-label={words.of} value={chosen} onChange={(next) => setChosen(next as GroupId[])}>
        <div className={classes.choices}>
          {groups.map(({ id, name }) => (
            <Checkbox key={id} value={id} label={name} />
          ))}
        </div>
      </Checkbox.Group>
      <FormActions label={t.common.save} isPending={save.isPending} onCancel={onDone} />
    </form>
  );
}
