import { Button, Textarea, TextInput } from '@mantine/core';
import type { AdminSite, CreateIdentityKeyRequest, IdentityKey } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError, problemAt } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { Choices } from '../choices.tsx';
import { CodeBlock } from '../code-block.tsx';
import { FormActions } from '../dialog-form.tsx';
import { identityKeysQuery } from '../queries.ts';
import classes from './login-tab.module.css';

type Draft = { kind: IdentityKey['kind']; algorithm: 'ES256' | 'RS256'; pem: string; url: string };

function requestOf({ kind, algorithm, pem, url }: Draft): CreateIdentityKeyRequest {
  if (kind === 'shared-secret') return { kind };
  return kind === 'public-key' ? { kind, algorithm, pem: pem.trim() } : { kind, url: url.trim() };
}

/** [CNV7] Adds a key of one of the three kinds; a shared secret is handed on, to be shown once. */
export function AddKey(props: { site: AdminSite; onSecret: (secret: string) => void; onDone: () => void }): ReactNode {
  const { site, onSecret, onDone } = props;
  const [draft, setDraft] = useState<Draft>({ kind: 'shared-secret', algorithm: 'ES256', pem: '', url: '' });
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const { login } = t.admin;
  const add = useMutation({
    mutationFn: () => api.addIdentityKey(site.id, requestOf(draft)),
    onSuccess: ({ secret }) => {
      void client.invalidateQueries({ queryKey: identityKeysQuery(site.id).queryKey });
      if (secret !== null) return onSecret(secret);
      showToast({ tone: 'success', message: login.added });
      onDone();
    },
  });
  const missing = {
    pem: draft.kind === 'public-key' && draft.pem.trim() === '' ? login.pemMissing : undefined,
    url: draft.kind === 'jwks' && !/^https?:\/\/./i.test(draft.url.trim()) ? login.urlMissing : undefined,
  };
  const problems = {
    pem: (isChecked && missing.pem) || problemAt(add.error, 'pem'),
    url: (isChecked && missing.url) || problemAt(add.error, 'url'),
  };
  const change = (fields: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...fields }));
    add.reset();
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!missing.pem && !missing.url) add.mutate();
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {add.isError && !problems.pem && !problems.url && (
        <Callout tone="danger" isAlert>
          {describeError(add.error)}
        </Callout>
      )}
      <Choices
        name="key-kind"
        legend={login.kindLegend}
        value={draft.kind}
        onChange={(kind) => {
          setChecked(false);
          change({ kind });
        }}
        choices={(['shared-secret', 'public-key', 'jwks'] as const).map((value) => ({
          value,
          label: login.kinds[value],
          text: login.kindText[value],
        }))}
      />
      {draft.kind === 'public-key' && (
        <>
          <Choices
            name="key-algorithm"
            legend={login.algorithm}
            value={draft.algorithm}
            onChange={(algorithm) => change({ algorithm })}
            choices={(['ES256', 'RS256'] as const).map((value) => ({ value, label: login.algorithms[value] }))}
          />
          <Textarea
            className={classes.pem ?? ''}
            label={login.pem}
            description={login.pemHint}
            placeholder="-----BEGIN PUBLIC KEY-----"
            rows={5}
            spellCheck={false}
            autoCapitalize="off"
            value={draft.pem}
            error={problems.pem}
            onChange={(event) => change({ pem: event.currentTarget.value })}
          />
        </>
      )}
      {draft.kind === 'jwks' && (
        <TextInput
          type="url"
          label={login.url}
          description={login.urlHint}
          placeholder="https://login.shop.example/.well-known/jwks.json"
          maxLength={500}
          spellCheck={false}
          value={draft.url}
          error={problems.url}
          onChange={(event) => change({ url: event.currentTarget.value })}
        />
      )}
      <FormActions
        label={draft.kind === 'shared-secret' ? login.make : login.add}
        isPending={add.isPending}
        onCancel={onDone}
      />
    </form>
  );
}

/** A shared secret, this once. */
export function SharedSecret({ secret, onDone }: { secret: string; onDone: () => void }): ReactNode {
  const { login } = t.admin;
  return (
    <div className={classes.form}>
      <Callout tone="warning">{login.secretOnce}</Callout>
      <CodeBlock code={secret} label={login.secretLabel} isMain />
      <p className={classes.aside}>{login.secretRule}</p>
      <div className={classes.actions}>
        <Button variant="default" onClick={onDone}>
          {login.secretDone}
        </Button>
      </div>
    </div>
  );
}
