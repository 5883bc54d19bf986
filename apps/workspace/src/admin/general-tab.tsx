import { Textarea, TextInput } from '@mantine/core';
import type { AdminSite, ExpectedReply, SiteSettings, UpdateSiteRequest } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { problemAt } from '../errors.ts';
import { t } from '../messages/index.ts';
import { AccentField, isColour } from './accent-field.tsx';
import { Choices } from './choices.tsx';
import { readLines } from './domains/domains.ts';
import { Card } from './page.tsx';
import classes from './settings-form.module.css';
import { Fields, SettingsFrame } from './settings-form.tsx';
import { useSettingsForm } from './use-settings.ts';

/** The settings as they stand in the form: lists as text, numbers as typed. */
type Draft = {
  name: string;
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
    droppedParameters: readLines(draft.droppedParameters),
    visitIdleMinutes: Number(draft.visitIdleMinutes),
  };
}

/** Name, messenger, and what is kept of a visit. */
export function GeneralTab({ site }: { site: AdminSite }): ReactNode {
  const form = useSettingsForm(site, draftOf, requestOf);
  const { draft, change, save } = form;
  const minutes = Number(draft.visitIdleMinutes);
  const own = {
    name: draft.name.trim() === '' ? t.admin.siteNameMissing : undefined,
    visitIdleMinutes: Number.isInteger(minutes) && minutes >= 1 && minutes <= 240 ? undefined : t.admin.idleInvalid,
    accent: isColour(draft.accent) ? undefined : t.admin.accentInvalid,
  };
  return (
    <SettingsFrame form={form} hasProblem={Object.values(own).some((problem) => problem !== undefined)}>
      <Card title={t.admin.sections.name}>
        <TextInput
          label={t.admin.siteName}
          description={t.admin.siteNameHint}
          maxLength={80}
          value={draft.name}
          error={own.name ?? problemAt(save.error, 'name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </Card>
      <Card title={t.admin.sections.messenger}>
        <Fields>
          <AccentField value={draft.accent} problem={own.accent} onChange={(accent) => change({ accent })} />
          <Textarea
            label={t.admin.greeting}
            description={t.admin.greetingHint}
            rows={2}
            maxLength={300}
            value={draft.greeting}
            error={problemAt(save.error, 'greeting')}
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
        </Fields>
      </Card>
      <Card title={t.admin.sections.visits}>
        <Fields>
          <TextInput
            className={classes.short ?? ''}
            type="number"
            min={1}
            max={240}
            label={t.admin.idle}
            description={t.admin.idleHint}
            rightSectionWidth="13rem"
            rightSection={<span className={classes.unit}>{t.admin.idleUnit}</span>}
            value={draft.visitIdleMinutes}
            error={own.visitIdleMinutes}
            onChange={(event) => change({ visitIdleMinutes: event.currentTarget.value })}
          />
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
            error={problemAt(save.error, 'droppedParameters')}
            onChange={(event) => change({ droppedParameters: event.currentTarget.value })}
          />
        </Fields>
      </Card>
    </SettingsFrame>
  );
}
