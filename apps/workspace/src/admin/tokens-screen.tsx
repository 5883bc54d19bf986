import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { plus } from '@porchlight/design/icons';
import { type ApiToken, type Permission, permissions, permissionsOfRoles } from '@porchlight/protocol';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { formatAgo, formatDateTime } from '../dates.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { useNow } from '../realtime/now.ts';
import { Callout } from '../session/gate.tsx';
import { useAdmin } from './admin-shell.tsx';
import { CodeBlock } from './code-block.tsx';
import { Confirmation, FormActions } from './dialog-form.tsx';
import classes from './members-screen.module.css';
import { Card, Cell, Page, Table } from './page.tsx';

const tokensQuery = queryOptions({ queryKey: ['admin', 'tokens'], queryFn: () => api.tokens() });
const lives = [7, 30, 90, 365];

/** Tokens by which programs do what their maker may, or less; each is told once. */
export function TokensScreen(): ReactNode {
  const tokens = useQuery(tokensQuery);
  const [isMaking, setMaking] = useState(false);
  const [ending, setEnding] = useState<ApiToken | null>(null);
  const { people } = t;
  return (
    <Page
      title={people.tokens}
      lead={people.tokensLead}
      action={
        <Button leftSection={<Icon icon={plus} size={16} />} onClick={() => setMaking(true)}>
          {people.makeToken}
        </Button>
      }
    >
      <Card isFlush>
        {tokens.isPending && <Bones rows={2} shape="row" />}
        {tokens.isError && <ErrorState error={tokens.error} onRetry={() => void tokens.refetch()} />}
        {tokens.data?.tokens.length === 0 && <p className={classes.empty}>{people.noTokens}</p>}
        {tokens.data && tokens.data.tokens.length > 0 && (
          <Table head={[people.tokenName, people.scopes, people.lastUsed, people.expires]}>
            {tokens.data.tokens.map((token) => (
              <Row key={token.id} token={token} onEnd={() => setEnding(token)} />
            ))}
          </Table>
        )}
      </Card>
      <Dialog isOpen={isMaking} onClose={() => setMaking(false)} title={people.makeToken}>
        <MakeToken onDone={() => setMaking(false)} />
      </Dialog>
      <Dialog
        isOpen={ending !== null}
        onClose={() => setEnding(null)}
        title={ending ? people.endTokenOf(ending.name) : ''}
      >
        {ending && <EndToken token={ending} onDone={() => setEnding(null)} />}
      </Dialog>
    </Page>
  );
}

function Row({ token, onEnd }: { token: ApiToken; onEnd: () => void }): ReactNode {
  const { people } = t;
  const now = useNow(60_000);
  return (
    <tr>
      <Cell>
        <b>{token.name}</b>
        <div className={classes.aside}>{people.by(token.by)}</div>
      </Cell>
      <Cell label={people.scopes}>{token.scopes.map((scope) => people.scopeNames[scope]).join(', ')}</Cell>
      <Cell label={people.lastUsed}>{token.lastUsedAt === null ? people.never : formatAgo(token.lastUsedAt, now)}</Cell>
      <Cell label={people.expires}>
        <span className={classes.roles}>
          {formatDateTime(token.expiresAt, now)}
          <Button size="compact-sm" variant="default" aria-label={people.endTokenOf(token.name)} onClick={onEnd}>
            {people.endToken}
          </Button>
        </span>
      </Cell>
    </tr>
  );
}

function MakeToken({ onDone }: { onDone: () => void }): ReactNode {
  const { session } = useAdmin();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Permission[]>([]);
  const [days, setDays] = useState(30);
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const { people } = t;
  const make = useMutation({
    mutationFn: () => api.makeToken({ name: name.trim(), scopes, days }),
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const nameProblem = name.trim() === '' ? people.tokenNameMissing : undefined;
  const scopeProblem = scopes.length === 0 ? people.scopeMissing : undefined;
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!nameProblem && !scopeProblem) make.mutate();
  }
  if (make.data)
    return (
      <div className={classes.form}>
        <Callout tone="success">
          <b>{people.tokenTitle}</b> {people.tokenOnce}
        </Callout>
        <CodeBlock code={make.data.secret} label={people.tokens} />
        <div className={classes.actions}>
          <Button onClick={onDone}>{t.common.close}</Button>
        </div>
      </div>
    );
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {make.isError && (
        <Callout tone="danger" isAlert>
          {describeError(make.error)}
        </Callout>
      )}
      <TextInput
        data-autofocus
        label={people.tokenName}
        description={people.tokenNameHint}
        autoComplete="off"
        value={name}
        error={isChecked && nameProblem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Checkbox.Group
        label={people.scopes}
        value={scopes}
        error={isChecked && scopeProblem}
        onChange={(next) => setScopes(permissions.filter((one) => next.includes(one)))}
      >
        <div className={classes.choices}>
          {permissionsOfRoles(session.member.roles).map((one) => (
            <Checkbox key={one} value={one} label={people.scopeNames[one]} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={people.expires}
        value={String(days)}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
        data={lives.map((count) => ({ value: String(count), label: people.days(count) }))}
      />
      <FormActions label={people.makeToken} isPending={make.isPending} onCancel={onDone} />
    </form>
  );
}

function EndToken({ token, onDone }: { token: ApiToken; onDone: () => void }): ReactNode {
  const client = useQueryClient();
  const { people } = t;
  const end = useMutation({
    mutationFn: () => api.endToken(token.id),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  return (
    <Confirmation label={people.endToken} work={end} onConfirm={() => end.mutate()} onCancel={onDone}>
      <p>{people.endTokenText}</p>
    </Confirmation>
  );
}
