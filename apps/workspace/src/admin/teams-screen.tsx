import { Button, Checkbox, TextInput } from '@mantine/core';
import { plus, tag } from '@porchlight/design/icons';
import type { MemberId, MemberRow, Team } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import { useAdminMay } from './admin-shell.tsx';
import { Confirmation, FormActions } from './dialog-form.tsx';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';
import { membersQuery, teamsQuery } from './queries.ts';

/** The teams and who is in them. */
export function TeamsScreen(): ReactNode {
  const teams = useQuery(teamsQuery);
  const members = useQuery(membersQuery);
  const mayChange = useAdminMay('members.change');
  const [edited, setEdited] = useState<Team | 'new' | null>(null);
  const [leaving, setLeaving] = useState<Team | null>(null);
  const { teams: words } = t;
  const list = teams.data?.teams ?? [];
  const people = members.data?.members ?? [];
  const failed = teams.isError ? teams : members.isError ? members : null;
  const button = mayChange && (
    <Button leftSection={<Icon icon={plus} size={16} />} onClick={() => setEdited('new')}>
      {words.add}
    </Button>
  );
  return (
    <Page title={words.title} lead={words.lead} action={list.length > 0 && button}>
      <Card isFlush>
        {(teams.isPending || members.isPending) && <Bones rows={2} shape="row" />}
        {failed && <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />}
        {teams.data && list.length === 0 && (
          <EmptyState icon={tag} title={words.emptyTitle} action={button}>
            {words.empty}
          </EmptyState>
        )}
        {list.length > 0 && members.data && (
          <Table caption={words.title} head={[words.name, words.members]}>
            {list.map((team) => (
              <tr key={team.id}>
                <Cell>
                  <b>{team.name}</b>
                </Cell>
                <Cell label={words.members}>
                  <span className={classes.row}>
                    <span className={team.members.length === 0 ? classes.aside : undefined}>
                      {namesOf(team, people) || words.nobody}
                    </span>
                    {mayChange && (
                      <span className={classes.roles}>
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={t.people.edit(team.name)}
                          onClick={() => setEdited(team)}
                        >
                          {t.people.editShort}
                        </Button>
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          color="danger"
                          aria-label={words.removeOf(team.name)}
                          onClick={() => setLeaving(team)}
                        >
                          {words.remove}
                        </Button>
                      </span>
                    )}
                  </span>
                </Cell>
              </tr>
            ))}
          </Table>
        )}
      </Card>
      <Dialog
        isOpen={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === null || edited === 'new' ? words.add : t.people.edit(edited.name)}
      >
        {edited && <EditTeam team={edited === 'new' ? null : edited} people={people} onDone={() => setEdited(null)} />}
      </Dialog>
      <Dialog
        isOpen={leaving !== null}
        onClose={() => setLeaving(null)}
        title={leaving ? words.removeTitle(leaving.name) : ''}
        size="sm"
      >
        {leaving && <RemoveTeam team={leaving} onDone={() => setLeaving(null)} />}
      </Dialog>
    </Page>
  );
}

function namesOf(team: Team, people: readonly MemberRow[]): string {
  return people
    .filter(({ id }) => team.members.includes(id))
    .map(({ name }) => name)
    .join(', ');
}

function useTeamsChanged(): () => void {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: teamsQuery.queryKey });
    void client.invalidateQueries({ queryKey: membersQuery.queryKey });
  };
}

function EditTeam(props: { team: Team | null; people: readonly MemberRow[]; onDone: () => void }): ReactNode {
  const { team, people, onDone } = props;
  const [name, setName] = useState(team?.name ?? '');
  const [members, setMembers] = useState<MemberId[]>(team?.members ?? []);
  const [isChecked, setChecked] = useState(false);
  const changed = useTeamsChanged();
  const { teams: words } = t;
  const save = useMutation({
    mutationFn: async () => {
      const body = { name: name.trim(), members };
      if (team) await api.changeTeam(team.id, body);
      else await api.addTeam(body);
    },
    onSuccess: () => {
      showToast({ tone: 'success', message: t.people.saved(name.trim()) });
      onDone();
    },
    onSettled: changed,
  });
  const missing = name.trim() === '' ? words.nameMissing : undefined;
  const isTaken = save.error instanceof ApiError && save.error.code === 'team_name_taken';
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!missing) save.mutate();
  }
  // Who is deactivated is offered only to be taken out.
  const offered = people.filter((one) => !one.isDeactivated || team?.members.includes(one.id));
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {save.isError && !isTaken && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <TextInput
        data-autofocus
        label={words.name}
        autoComplete="off"
        maxLength={60}
        value={name}
        error={(isChecked && missing) || (isTaken && words.taken)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group label={words.members} value={members} onChange={(next) => setMembers(next as MemberId[])}>
        <div className={classes.choices}>
          {offered.map((one) => (
            <Checkbox key={one.id} value={one.id} label={one.name} description={one.email} />
          ))}
        </div>
      </Checkbox.Group>
      <FormActions label={t.common.save} isPending={save.isPending} onCancel={onDone} />
    </form>
  );
}

function RemoveTeam({ team, onDone }: { team: Team; onDone: () => void }): ReactNode {
  const changed = useTeamsChanged();
  const { teams: words } = t;
  const remove = useMutation({ mutationFn: () => api.removeTeam(team.id), onSuccess: onDone, onSettled: changed });
  return (
    <Confirmation label={words.remove} work={remove} onConfirm={() => remove.mutate()} onCancel={onDone}>
      <p>{words.removeText}</p>
    </Confirmation>
  );
}
