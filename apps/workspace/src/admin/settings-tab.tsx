import { Button, Textarea, TextInput } from '@mantine/core';
import type { AdminSite, ConsentPolicy, ExpectedReply, SiteSettings, UpdateSiteRequest } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { describeError, problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import { sessionQuery } from '../session/use-session.ts';
import { AccentField, isColour } from './accent-field.tsx';
import { Choices } from './choices.tsx';
import { readDomains, readLines } from './domains.ts';
import { Card } from './page.tsx';
import { sitesQuery } from './queries.ts';
import classes from './settings-tab.module.css';

/** The settings as they stand in the form: lists as text, numbers as typed. */
type Draft = {
  name: string;
  domains: string;
  blockedDomains: string;
  consentPolicy: ConsentPolicy;
  visitIdleMinutes: string;
  expectedReply: ExpectedReply;
  accent: string;
  greeting: string;
  droppedParameters: string;
  ipStorage: SiteSettings['ipStorage'];
};

function draftOf(site: AdminSite): Draft {
  return {
    name: site.name,
    domains: site.domains.join('\n'),
    blockedDomains: site.blockedDomains.join('\n'),
    consentPolicy: site.consentPolicy,
    visitIdleMinutes: String(site.visitIdleMinutes),
    expectedReply: site.expectedReply,
    accent: site.accent,
    greeting: site.greeting,
    droppedParameters: site.droppedParameters.join('\n'),
    ipStorage: site.ipStorage,
  };
}

function requestOf(draft: Draft): UpdateSiteRequest {
  return {
    ...draft,
    name: draft.name.trim(),
    greeting: draft.greeting.trim(),
    domains: readDomains(draft.domains),
    blockedDomains: readDomains(draft.blockedDomains),
    droppedParameters: readLines(draft.droppedParameters),
    visitIdleMinutes: Number(draft.visitIdleMinutes),
  };
}

/** Everything an admin decides about a site, each choice with what it costs and gains. */
export function SettingsTab({ site }: { site: AdminSite }): ReactNode {
  const [draft, setDraft] = useState(() => draftOf(site));
  const client = useQueryClient();
  const change = (fields: Partial<Draft>) => setDraft((now) => ({ ...now, ...fields }));
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(site));
  const save = useMutation({
    mutationFn: () => api.updateSite(site.id, requestOf(draft)),
    onSuccess: (saved) => {
      client.setQueryData(
        sitesQuery.queryKey,
        (all) => all && { sites: all.sites.map((one) => (one.id === saved.id ? saved : one)) },
      );
      client.removeQueries({ queryKey: sessionQuery('agent').queryKey });
      setDraft(draftOf(saved));
      showToast({ tone: 'success', message: t.admin.settingsSaved });
    },
  });
  useBlocker({ shouldBlockFn: () => !window.confirm(t.admin.leaveUnsaved), disabled: !isChanged || save.isPending });

  const minutes = Number(draft.visitIdleMinutes);
  const problems: Partial<Record<keyof Draft, string | undefined>> = {
    name: draft.name.trim() === '' ? t.admin.siteNameMissing : problemAt(save.error, 'name'),
    domains: readDomains(draft.domains).length === 0 ? t.admin.domainsMissing : problemAt(save.error, 'domains'),
    blockedDomains: problemAt(save.error, 'blockedDomains'),
    visitIdleMinutes: Number.isInteger(minutes) && minutes >= 1 && minutes <= 240 ? undefined : t.admin.idleInvalid,
    accent: isColour(draft.accent) ? undefined : t.admin.accentInvalid,
    greeting: problemAt(save.error, 'greeting'),
    droppedParameters: problemAt(save.error, 'droppedParameters'),
  };
  const hasProblem = Object.values(problems).some((problem) => problem !== undefined);
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <form onSubmit={submit} className={classes.form} noValidate>
      <Card title={t.admin.sections.domains}>
        <div className={classes.fields}>
          <TextInput
            label={t.admin.siteName}
            description={t.admin.siteNameHint}
            value={draft.name}
            error={problems.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <Textarea
            label={t.admin.domains}
            description={t.admin.domainsHint}
            rows={4}
            spellCheck={false}
            value={draft.domains}
            error={problems.domains}
            onChange={(event) => change({ domains: event.currentTarget.value })}
          />
          <Textarea
            label={t.admin.blocked}
            description={t.admin.blockedHint}
            rows={2}
            spellCheck={false}
            value={draft.blockedDomains}
            error={problems.blockedDomains}
            onChange={(event) => change({ blockedDomains: event.currentTarget.value })}
          />
        </div>
      </Card>
      <Card title={t.admin.sections.identity}>
        <div className={classes.fields}>
          <Choices
            name="consent"
            legend={t.admin.consent}
            value={draft.consentPolicy}
            onChange={(consentPolicy) => change({ consentPolicy })}
            choices={(['required', 'notice', 'off'] as const).map((value) => ({
              value,
              label: t.admin.consents[value],
              text: t.admin.consentText[value],
            }))}
          />
          <div className={classes.fixed}>
            <span className={classes.label}>{t.admin.mode}</span>
            <span className={classes.fixedName}>{t.admin.modeName}</span>
            <span className={classes.text}>{t.admin.modeText}</span>
          </div>
          <Choices
            name="ip"
            legend={t.admin.ip}
            value={draft.ipStorage}
            onChange={(ipStorage) => change({ ipStorage })}
            choices={(['none', 'truncated', 'whole'] as const).map((value) => ({
              value,
              label: t.admin.ips[value],
              text: t.admin.ipText[value],
            }))}
          />
          <Textarea
            label={t.admin.dropped}
            description={t.admin.droppedHint}
            rows={2}
            spellCheck={false}
            value={draft.droppedParameters}
            error={problems.droppedParameters}
            onChange={(event) => change({ droppedParameters: event.currentTarget.value })}
          />
        </div>
      </Card>
      <Card title={t.admin.sections.visits}>
        <TextInput
          className={classes.short}
          type="number"
          min={1}
          max={240}
          label={t.admin.idle}
          description={t.admin.idleHint}
          rightSectionWidth="13rem"
          rightSection={<span className={classes.unit}>{t.admin.idleUnit}</span>}
          value={draft.visitIdleMinutes}
          error={problems.visitIdleMinutes}
          onChange={(event) => change({ visitIdleMinutes: event.currentTarget.value })}
        />
      </Card>
      <Card title={t.admin.sections.messenger}>
        <div className={classes.fields}>
          <AccentField value={draft.accent} problem={problems.accent} onChange={(accent) => change({ accent })} />
          <Textarea
            label={t.admin.greeting}
            description={t.admin.greetingHint}
            rows={2}
            maxLength={300}
            value={draft.greeting}
            error={problems.greeting}
            onChange={(event) => change({ greeting: event.currentTarget.value })}
          />
          <Choices
            name="reply"
            legend={t.admin.expectedReply}
            isRow
            value={draft.expectedReply}
            onChange={(expectedReply) => change({ expectedReply })}
            choices={(['minutes', 'hours', 'day', 'days'] as const).map((value) => ({
              value,
              label: t.admin.expectedReplies[value],
            }))}
          />
        </div>
      </Card>
      {(isChanged || save.isPending) && (
        <div className={classes.bar}>
          {save.isError ? (
            <Callout tone="danger" isAlert>
              {describeError(save.error)}
            </Callout>
          ) : (
            <span className={classes.text}>{t.admin.unsaved}</span>
          )}
          <Button variant="default" onClick={() => setDraft(draftOf(site))}>
            {t.admin.discard}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={hasProblem && !save.isError}>
            {t.common.save}
          </Button>
        </div>
      )}
    </form>
  );
}
