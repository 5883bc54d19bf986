import { Button, Checkbox, TextInput } from '@mantine/core';
import { plus } from '@porchlight/design/icons';
import {
  type AdminSite,
  type GroupsAnswer,
  type HelpGroup,
  type HelpRight,
  helpRights,
  limits,
} from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { mayDo } from '../../session/permissions.ts';
import { useAdmin } from '../admin-shell.tsx';
import { Confirmation, FormActions } from '../dialog-form.tsx';
import classes from '../members-screen.module.css';
import { Card, Cell, Table } from '../page.tsx';
import { groupsQuery } from './queries.ts';

type Open = { kind: 'name'; group: HelpGroup | null } | { kind: 'remove'; group: HelpGroup };

/** [HC19] The groups of a site's users, and what guests, users and groups may in the help center. */
export function GroupsCard({ site }: { site: AdminSite }): ReactNode {
  const { session } = useAdmin();
  return mayDo(session.member, 'users.change') ? <Groups site={site} /> : null;
}

function Groups({ site }: { site: AdminSite }): ReactNode {
  const { groups: words } = t.admin;
  const found = useQuery(groupsQuery(site.id));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <Card title={words.title} text={words.text} isFlush>
      {found.isPending && <Bones rows={3} shape="row" />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <RightsTable site={site} all={found.data} onOpen={setOpen} />}
      {found.data && !found.data.guests.includes('read') && <p className={classes.note}>{words.closedNote}</p>}
      <div className={classes.more}>
        <Button
          variant="default"
          leftSection={<Icon icon={plus} size={16} />}
          onClick={() => setOpen({ kind: 'name', group: null })}
        >
          {words.add}…
        </Button>
      </div>
      <Dialog
        isOpen={open?.kind === 'name'}
        onClose={close}
        title={open?.group ? words.renameOf(open.group.name) : words.add}
        size="sm"
      >
        {open?.kind === 'name' && <NameForm site={site} group={open.group} onDone={close} />}
      </Dialog>
      <Dialog
        isOpen={open?.kind === 'remove'}
        onClose={close}
        title={open?.kind === 'remove' ? words.removeOf(open.group.name) : ''}
        size="sm"
      >
        {open?.kind === 'remove' && <Remove site={site} group={open.group} onDone={close} />}
      </Dialog>
    </Card>
  );
}

function useGroupsChange<Input>(
  site: AdminSite,
  change: (input: Input) => Promise<unknown>,
  onDone?: (input: Input) => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: (_answer, input) => onDone?.(input),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: groupsQuery(site.id).queryKey }),
        client.invalidateQueries({ queryKey: ['admin', 'users', site.id] }),
        client.invalidateQueries({ queryKey: ['admin', 'help-center', site.id] }),
      ]),
  });
}

function RightsTable(props: { site: AdminSite; all: GroupsAnswer; onOpen: (open: Open) => void }): ReactNode {
  const { site, all, onOpen } = props;
  const { groups: words } = t.admin;
  const { guests, users, groups } = all;
  const save = useGroupsChange(site, (rights: { guests: HelpRight[]; users: HelpRight[] }) =>
    api.saveHelpRights(site.id, rights),
  );
  const saveGroup = useGroupsChange(site, ({ group, may }: { group: HelpGroup; may: HelpRight[] }) =>
    api.changeGroup(site.id, group.id, { may }),
  );
  const isBusy = save.isPending || saveGroup.isPending;
  const failed = save.error ?? saveGroup.error;
  const before = [...guests, ...users];
  return (
    <>
      {failed && (
        <Callout tone="danger" isAlert>
          {describeError(failed)}
        </Callout>
      )}
      <Table caption={words.title} head={Object.values(words.columns)}>
        <Row
          name={words.guests}
          may={guests}
          inherited={[]}
          isBusy={isBusy}
          onChange={(may) => save.mutate({ guests: may, users })}
        />
        <Row
          name={words.users}
          may={users}
          inherited={guests}
          isBusy={isBusy}
          onChange={(may) => save.mutate({ guests, users: may })}
        />
        {groups.map((group) => (
          <Row
            key={group.id}
            name={group.name}
            aside={words.counts(group.members, group.articles)}
            may={group.may}
            inherited={before}
            isBusy={isBusy}
            onChange={(may) => saveGroup.mutate({ group, may })}
          >
            <span className={classes.roles}>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.renameOf(group.name)}
                onClick={() => onOpen({ kind: 'name', group })}
              >
                {words.rename}
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={words.removeOf(group.name)}
                onClick={() => onOpen({ kind: 'remove', group })}
              >
                {words.remove}
              </Button>
            </span>
          </Row>
        ))}
      </Table>
    </>
  );
}

function Row(props: {
  name: string;
  aside?: string;
  may: readonly HelpRight[];
  /** What those before them may, and so they too. */
  inherited: readonly HelpRight[];
  isBusy: boolean;
  onChange: (may: HelpRight[]) => void;
  children?: ReactNode;
}): ReactNode {
  const { name, aside, may, inherited, isBusy, onChange, children } = props;
  const { groups: words } = t.admin;
  return (
    <tr>
      <Cell>
        <b>{name}</b>
        {aside && <div className={classes.aside}>{aside}</div>}
      </Cell>
      {helpRights.map((right) => {
        const isInherited = inherited.includes(right);
        return (
          <Cell key={right} label={words.columns[right]}>
            <Checkbox
              aria-label={words.mayOf(name, words.columns[right])}
              title={isInherited ? words.inherited : undefined}
              checked={isInherited || may.includes(right)}
              disabled={isInherited || isBusy}
              onChange={({ currentTarget: { checked } }) =>
                onChange(helpRights.filter((one) => (one === right ? checked : may.includes(one))))
              }
            />
          </Cell>
        );
      })}
      <Cell>{children}</Cell>
    </tr>
  );
}

function NameForm(props: { site: AdminSite; group: HelpGroup | null; onDone: () => void }): ReactNode {
  const { site, group, onDone } = props;
  const { groups: words } = t.admin;
  const [name, setName] = useState(group?.name ?? '');
  const [isChecked, setChecked] = useState(false);
  const save = useGroupsChange(
    site,
    (given: string) =>
      group ? api.changeGroup(site.id, group.id, { name: given }) : api.addGroup(site.id, { name: given, may: [] }),
    (given) => {
      showToast({ tone: 'success', message: words.saved(given) });
      onDone();
    },
  );
  const isMissing = name.trim() === '';
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!isMissing) save.mutate(name.trim());
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      <TextInput
        label={words.name}
        description={words.nameHint}
        data-autofocus
        required
        maxLength={limits.groupNameChars}
        value={name}
        error={(isChecked && isMissing && words.nameMissing) || (save.isError && describeError(save.error))}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <FormActions label={t.common.save} isPending={save.isPending} onCancel={onDone} />
    </form>
  );
}

function Remove({ site, group, onDone }: { site: AdminSite; group: HelpGroup; onDone: () => void }): ReactNode {
  const { groups: words } = t.admin;
  const remove = useGroupsChange(
    site,
    () => api.removeGroup(site.id, group.id),
    () => {
      showToast({ tone: 'success', message: words.removed(group.name) });
      onDone();
    },
  );
  return (
    <Confirmation
      label={words.remove}
      work={remove}
      isOffered={group.articles === 0}
      onConfirm={() => remove.mutate(undefined)}
      onCancel={onDone}
    >
      <p>{group.articles > 0 ? words.removeKept : words.removeText}</p>
    </Confirmation>
  );
}
