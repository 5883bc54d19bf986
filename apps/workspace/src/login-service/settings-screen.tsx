import { ActionIcon, Button, Checkbox, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core';
import { close, plus } from '@porchlight/design/icons';
import { roles as allRoles, type OidcSettingsAnswer, type Role } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Choices } from '../admin/choices.tsx';
import { CodeBlock } from '../admin/code-block.tsx';
import { Card, Page } from '../admin/page.tsx';
import { api } from '../api.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import { RevealIcon } from '../session/reveal-icon.tsx';
import classes from './login-service.module.css';
import { confirmationWaysQuery, loginOptionsQuery, loginServiceQuery } from './queries.ts';
import { type DraftProblems, draftOf, problemsOf, requestOf, type ServiceDraft } from './settings-draft.ts';

/** [AUTH18] The organisation's login service: which, who gets in, and whether passwords are still taken. */
export function LoginServiceScreen(): ReactNode {
  const found = useQuery(loginServiceQuery);
  const { loginService: texts } = t;
  useEffect(() => {
    document.title = `${t.loginService.title} · ${t.product}`;
  }, []);
  return (
    <Page title={texts.title} lead={texts.lead}>
      {found.isPending && <Bones rows={4} shape="row" />}
      {found.isError && <ErrorState error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && <SettingsForm stored={found.data} />}
    </Page>
  );
}

type PartProps = {
  draft: ServiceDraft;
  problems: DraftProblems;
  stored: OidcSettingsAnswer;
  change: (part: Partial<ServiceDraft>) => void;
};

function SettingsForm({ stored }: { stored: OidcSettingsAnswer }): ReactNode {
  const [draft, setDraft] = useState(() => draftOf(stored.settings));
  const [isChecked, setChecked] = useState(false);
  const client = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const { loginService: texts } = t;
  const save = useMutation({
    mutationFn: () => api.changeLoginService(requestOf(draft)),
    onSuccess: async (saved) => {
      client.setQueryData(loginServiceQuery.queryKey, saved);
      setDraft(draftOf(saved.settings));
      setChecked(false);
      showToast({ tone: 'success', message: texts.saved });
      await client.invalidateQueries({ queryKey: loginOptionsQuery.queryKey });
      await client.invalidateQueries({ queryKey: confirmationWaysQuery('admin').queryKey });
    },
  });
  const problems = problemsOf(draft, stored);
  const change = (part: Partial<ServiceDraft>) => {
    setDraft((former) => ({ ...former, ...part }));
    save.reset();
  };
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (Object.keys(problems).length === 0) return save.mutate();
    // When the fields have been drawn with what is wrong with them.
    setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }
  const part: PartProps = { draft, problems: isChecked ? problems : {}, stored, change };
  return (
    <form ref={form} className={classes.form} onSubmit={submit} noValidate>
      <ServicePart {...part} />
      <WhoPart {...part} />
      <SecurityPart {...part} />
      {save.isError && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <div className={classes.end}>
        <Button type="submit" loading={save.isPending}>
          {t.common.save}
        </Button>
        <p className={classes.docs}>{texts.docs}</p>
      </div>
    </form>
  );
}

function ServicePart({ draft, problems, stored, change }: PartProps): ReactNode {
  const { loginService: texts } = t;
  return (
    <Card title={texts.service} text={texts.serviceText}>
      <div className={classes.fields}>
        <CodeBlock code={stored.redirectUri} label={texts.redirectUri} />
        <Switch
          label={texts.isOn}
          checked={draft.isOn}
          onChange={(event) => change({ isOn: event.currentTarget.checked })}
        />
        <TextInput
          label={texts.issuer}
          description={texts.issuerHint}
          type="url"
          autoComplete="off"
          value={draft.issuer}
          error={problems.issuer && texts.issuerMissing}
          onChange={(event) => change({ issuer: event.currentTarget.value })}
        />
        <TextInput
          label={texts.clientId}
          autoComplete="off"
          value={draft.clientId}
          error={problems.clientId && texts.clientIdMissing}
          onChange={(event) => change({ clientId: event.currentTarget.value })}
        />
        <PasswordInput
          label={texts.secret}
          description={stored.hasSecret ? texts.secretKept : texts.secretHint}
          autoComplete="off"
          value={draft.secret}
          error={problems.secret && texts.secretAnew}
          onChange={(event) => change({ secret: event.currentTarget.value })}
          visibilityToggleIcon={RevealIcon}
          visibilityToggleButtonProps={{ 'aria-label': t.login.showPassword, tabIndex: 0 }}
        />
        <TextInput
          label={texts.label}
          description={texts.labelHint}
          autoComplete="off"
          maxLength={60}
          value={draft.label}
          error={problems.label && texts.labelMissing}
          onChange={(event) => change({ label: event.currentTarget.value })}
        />
        <TextInput
          label={texts.scopes}
          description={texts.scopesHint}
          autoComplete="off"
          value={draft.scopes}
          onChange={(event) => change({ scopes: event.currentTarget.value })}
        />
      </div>
    </Card>
  );
}

const refuse = '';

function WhoPart({ draft, problems, change }: PartProps): ReactNode {
  const { loginService: texts } = t;
  return (
    <Card title={texts.who} text={texts.whoText}>
      <div className={classes.fields}>
        <Checkbox
          label={texts.linksByEmail}
          description={texts.linksHint}
          checked={draft.linksByEmail}
          onChange={(event) => change({ linksByEmail: event.currentTarget.checked })}
        />
        <Checkbox
          label={texts.createsMembers}
          description={texts.createsHint}
          checked={draft.createsMembers}
          onChange={(event) => change({ createsMembers: event.currentTarget.checked })}
        />
        <Choices
          name="roles-by"
          legend={texts.rolesBy}
          value={draft.areRolesThere ? 'there' : 'here'}
          choices={[
            { value: 'here', label: texts.rolesHere },
            { value: 'there', label: texts.rolesThere },
          ]}
          onChange={(value) => change({ areRolesThere: value === 'there' })}
        />
        {draft.areRolesThere && (
          <>
            <TextInput
              label={texts.claim}
              description={texts.claimHint}
              autoComplete="off"
              value={draft.claim}
              error={problems.claim && texts.claimMissing}
              onChange={(event) => change({ claim: event.currentTarget.value })}
            />
            <RoleMap draft={draft} isChecked={problems.roleMap === true} change={change} />
          </>
        )}
        {(draft.areRolesThere || draft.createsMembers) && (
          <NativeSelect
            label={draft.areRolesThere ? texts.defaultNone : texts.defaultNew}
            value={draft.defaultRole ?? refuse}
            onChange={(event) => change({ defaultRole: (event.currentTarget.value || null) as Role | null })}
            data={[
              { value: refuse, label: texts.refuse },
              ...allRoles.map((role) => ({ value: role, label: t.admin.roles[role] })),
            ]}
          />
        )}
      </div>
    </Card>
  );
}

function RoleMap(props: { draft: ServiceDraft; isChecked: boolean; change: PartProps['change'] }): ReactNode {
  const { draft, isChecked, change } = props;
  const { loginService: texts } = t;
  const replace = (at: number, row: { value: string; role: Role }) =>
    change({ roleMap: draft.roleMap.map((one, index) => (index === at ? row : one)) });
  return (
    <fieldset className={classes.map}>
      <legend>{texts.map}</legend>
      {draft.roleMap.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place, two may say the same
        <div className={classes.row} key={at}>
          <TextInput
            aria-label={texts.valueOf(at + 1)}
            placeholder={texts.value}
            autoComplete="off"
            value={row.value}
            error={isChecked && row.value.trim() === '' && texts.valueMissing}
            onChange={(event) => replace(at, { ...row, value: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label={texts.roleOf(at + 1)}
            value={row.role}
            onChange={(event) => replace(at, { ...row, role: event.currentTarget.value as Role })}
            data={allRoles.map((role) => ({ value: role, label: t.admin.roles[role] }))}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={texts.remove(row.value || String(at + 1))}
            onClick={() => change({ roleMap: draft.roleMap.filter((_one, index) => index !== at) })}
          >
            <Icon icon={close} size={18} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<Icon icon={plus} size={16} />}
          disabled={draft.roleMap.length >= 100}
          onClick={() => change({ roleMap: [...draft.roleMap, { value: '', role: 'agent' }] })}
        >
          {texts.add}
        </Button>
      </div>
    </fieldset>
  );
}

function SecurityPart({ draft, stored, change }: PartProps): ReactNode {
  const { loginService: texts } = t;
  const { settings } = stored;
  const isNew = settings?.issuer !== draft.issuer.trim() || settings.clientId !== draft.clientId.trim();
  const mayTurnOff = draft.arePasswordsOff || (stored.isThroughProvider && !isNew && draft.isOn);
  return (
    <Card title={texts.security}>
      <div className={classes.fields}>
        <Checkbox
          label={texts.hasSecondFactor}
          description={texts.hasSecondFactorHint}
          checked={draft.hasSecondFactor}
          onChange={(event) => change({ hasSecondFactor: event.currentTarget.checked })}
        />
        <Checkbox
          label={texts.passwordsOff}
          description={mayTurnOff ? texts.passwordsOffHint : isNew ? texts.passwordsOffNew : texts.passwordsOffNot}
          checked={draft.arePasswordsOff}
          disabled={!mayTurnOff}
          onChange={(event) => change({ arePasswordsOff: event.currentTarget.checked })}
        />
        {stored.arePasswordsForced && <Callout tone="warning">{texts.passwordsForced}</Callout>}
      </div>
    </Card>
  );
}
