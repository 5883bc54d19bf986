import { Button } from '@mantine/core';
import { lock, plus } from '@porchlight/design/icons';
import type { AdminSite, IdentityKey } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatAgo, formatDateTime } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Bones, EmptyState, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import { Confirmation } from '../dialog-form.tsx';
import { Card, Cell, Table } from '../page.tsx';
import { identityKeysQuery } from '../queries.ts';
import tables from '../tables.module.css';
import { AddKey, SharedSecret } from './add-key.tsx';
import classes from './login-tab.module.css';

/** [CNV7] What proves the tokens of the site's own login. */
export function IdentityKeys({ site }: { site: AdminSite }): ReactNode {
  const keys = useQuery(identityKeysQuery(site.id));
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [leaving, setLeaving] = useState<IdentityKey | null>(null);
  const { login } = t.admin;
  const { columns } = login;
  const close = () => {
    setAdding(false);
    setSecret(null);
  };
  const list = keys.data?.keys ?? [];
  return (
    <Card title={login.keysTitle} text={login.keysText} isFlush>
      {keys.isPending && <Bones rows={2} shape="row" />}
      {keys.isError && <ErrorState error={keys.error} onRetry={() => void keys.refetch()} />}
      {keys.data && list.length === 0 && (
        <EmptyState icon={lock} title={login.noKeys} action={<AddButton onClick={() => setAdding(true)} />}>
          {login.noKeysText}
        </EmptyState>
      )}
      {list.length > 0 && (
        <>
          <Table caption={login.keysTitle} head={[columns.kind, columns.source, columns.used, columns.actions]}>
            {list.map((key) => (
              <KeyRow key={key.id} of={key} onRemove={() => setLeaving(key)} />
            ))}
          </Table>
          <div className={classes.foot}>
            <AddButton onClick={() => setAdding(true)} />
          </div>
        </>
      )}
      <Dialog isOpen={isAdding} onClose={close} title={secret === null ? login.addKey : login.secretTitle}>
        {secret === null ? (
          <AddKey site={site} onSecret={setSecret} onDone={close} />
        ) : (
          <SharedSecret secret={secret} onDone={close} />
        )}
      </Dialog>
      <Dialog isOpen={leaving !== null} onClose={() => setLeaving(null)} title={login.removeTitle} size="sm">
        {leaving && <RemoveKey site={site} of={leaving} onDone={() => setLeaving(null)} />}
      </Dialog>
    </Card>
  );
}

function AddButton({ onClick }: { onClick: () => void }): ReactNode {
  return (
    <Button variant="default" leftSection={<Icon icon={plus} size={16} />} onClick={onClick}>
      {t.admin.login.addKey}…
    </Button>
  );
}

function KeyRow({ of, onRemove }: { of: IdentityKey; onRemove: () => void }): ReactNode {
  const now = useNow(60_000);
  const { login } = t.admin;
  const { columns } = login;
  const made = formatDateTime(of.createdAt, now);
  return (
    <tr>
      <Cell>
        <b>{login.kinds[of.kind]}</b>
        {of.algorithm && ` (${of.algorithm})`}
        <span className={classes.made}>{login.madeOn(made)}</span>
      </Cell>
      <Cell label={columns.source} className={classes.source}>
        {of.source === null ? login.sources['shared-secret'] : <span className={classes.fingerprint}>{of.source}</span>}
      </Cell>
      <Cell label={columns.used} className={tables.when}>
        {of.lastUsedAt === null ? login.neverUsed : formatAgo(of.lastUsedAt, now)}
      </Cell>
      <Cell>
        <span className={tables.actions}>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={login.removeOf(login.kinds[of.kind], made)}
            onClick={onRemove}
          >
            {login.remove}
          </Button>
        </span>
      </Cell>
    </tr>
  );
}

function RemoveKey({ site, of, onDone }: { site: AdminSite; of: IdentityKey; onDone: () => void }): ReactNode {
  const client = useQueryClient();
  const now = useNow(60_000);
  const { login } = t.admin;
  const remove = useMutation({
    mutationFn: () => api.removeIdentityKey(site.id, of.id),
    onSuccess: () => {
      showToast({ tone: 'success', message: login.removed });
      onDone();
    },
    // Also where it was gone already: the list then says so.
    onSettled: () => client.invalidateQueries({ queryKey: identityKeysQuery(site.id).queryKey }),
  });
  return (
    <Confirmation label={login.remove} work={remove} onConfirm={() => remove.mutate()} onCancel={onDone}>
      <p>{login.removeText}</p>
      {of.lastUsedAt !== null && <p className={classes.aside}>{login.removeUsed(formatAgo(of.lastUsedAt, now))}</p>}
    </Confirmation>
  );
}
