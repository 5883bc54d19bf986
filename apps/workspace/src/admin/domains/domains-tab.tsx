import { Textarea } from '@mantine/core';
import type { AdminSite, UpdateSiteRequest } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { t } from '../../messages/index.ts';
import { Choices } from '../choices.tsx';
import { Card } from '../page.tsx';
import { Fields, SettingsFrame } from '../settings-form.tsx';
import { useSettingsForm } from '../use-settings.ts';
import { listProblems, readDomains } from './domains.ts';
import { RefusedOrigins } from './refused-origins.tsx';

/** The lists as they are typed. */
type Draft = { domains: string; blockedDomains: string; hasHelpTag: boolean };

function draftOf(site: AdminSite): Draft {
  const { domains, blockedDomains, hasHelpTag } = site;
  return { domains: domains.join('\n'), blockedDomains: blockedDomains.join('\n'), hasHelpTag };
}

function requestOf(draft: Draft): UpdateSiteRequest {
  const { domains, blockedDomains, hasHelpTag } = draft;
  return { domains: readDomains(domains), blockedDomains: readDomains(blockedDomains), hasHelpTag };
}

/** [XD1] Where the tag may be used, and who tried without being on the list. */
export function DomainsTab({ site }: { site: AdminSite }): ReactNode {
  const form = useSettingsForm(site, draftOf, requestOf);
  const { draft, change, save } = form;
  const isEmpty = readDomains(draft.domains).length === 0;
  const problems = save.error instanceof ApiError ? save.error.problems : [];
  const sent = save.variables;
  return (
    <>
      <SettingsFrame form={form} hasProblem={isEmpty}>
        <Card title={t.admin.sections.domains} text={t.admin.domainsText}>
          <Fields>
            <Textarea
              label={t.admin.domains}
              description={t.admin.domainsHint}
              autosize={false}
              rows={4}
              spellCheck={false}
              autoCapitalize="off"
              value={draft.domains}
              error={isEmpty ? t.admin.domainsMissing : listProblems(problems, 'domains', sent?.domains)}
              onChange={(event) => change({ domains: event.currentTarget.value })}
            />
            <Textarea
              label={t.admin.blocked}
              description={t.admin.blockedHint}
              rows={2}
              spellCheck={false}
              autoCapitalize="off"
              value={draft.blockedDomains}
              error={listProblems(problems, 'blockedDomains', sent?.blockedDomains)}
              onChange={(event) => change({ blockedDomains: event.currentTarget.value })}
            />
          </Fields>
        </Card>
        <Card title={t.admin.helpTag}>
          <Choices
            name="help-tag"
            legend={t.admin.helpTagLegend}
            value={draft.hasHelpTag ? 'on' : 'off'}
            onChange={(value) => change({ hasHelpTag: value === 'on' })}
            choices={(['on', 'off'] as const).map((value) => ({
              value,
              label: t.admin.helpTags[value],
              text: t.admin.helpTagText[value],
            }))}
          />
        </Card>
      </SettingsFrame>
      <RefusedOrigins
        site={site}
        onDecide={({ added, to }) => {
          // What is typed and not saved yet goes on beside what was just decided.
          if (draft[to] !== draftOf(site)[to]) change({ [to]: `${draft[to].trimEnd()}\n${added}` });
        }}
      />
    </>
  );
}
