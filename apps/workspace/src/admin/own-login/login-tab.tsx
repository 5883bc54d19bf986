import type { AdminSite, HistoryPolicy, JoinPolicy } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { t } from '../../messages/index.ts';
import { Choices } from '../choices.tsx';
import { CodeBlock } from '../code-block.tsx';
import { Card } from '../page.tsx';
import { Segments } from '../segments.tsx';
import { SettingsFrame } from '../settings-form.tsx';
import { useSettingsForm } from '../use-settings.ts';
import { IdentityKeys } from './identity-keys.tsx';
import { pageSnippet, type SnippetLanguage, signSnippet, snippetLanguages, snippetNames } from './login-snippets.ts';
import classes from './login-tab.module.css';

type Draft = { joinPolicy: JoinPolicy; historyPolicy: HistoryPolicy };

function draftOf({ joinPolicy, historyPolicy }: AdminSite): Draft {
  return { joinPolicy, historyPolicy };
}

/** [CNV6, CNV7] How the site's own login says who a visitor is, what proves it, and what each person finds again. */
export function LoginTab({ site }: { site: AdminSite }): ReactNode {
  const form = useSettingsForm(site, draftOf, (draft) => draft);
  const { draft, change } = form;
  const { login } = t.admin;
  return (
    <>
      <Steps site={site} />
      <IdentityKeys site={site} />
      <SettingsFrame form={form} hasProblem={false}>
        <Card title={login.joinTitle} text={login.joinText}>
          <div className={classes.parts}>
            <Choices
              name="join"
              legend={login.joinLegend}
              value={draft.joinPolicy}
              onChange={(joinPolicy) => change({ joinPolicy })}
              choices={(['visit', 'all', 'apart'] as const).map((value) => ({
                value,
                label: login.joins[value],
                text: login.joinTexts[value],
              }))}
            />
            <p className={classes.aside}>{login.switchNote}</p>
          </div>
        </Card>
        <Card title={login.historyTitle} text={login.historyText}>
          <Choices
            name="history"
            legend={login.historyLegend}
            value={draft.historyPolicy}
            onChange={(historyPolicy) => change({ historyPolicy })}
            choices={(['all', 'open', 'none'] as const).map((value) => ({
              value,
              label: login.histories[value],
              text: login.historyTexts[value],
            }))}
          />
        </Card>
      </SettingsFrame>
    </>
  );
}

function Steps({ site }: { site: AdminSite }): ReactNode {
  const [language, setLanguage] = useState<SnippetLanguage>('node');
  const { login } = t.admin;
  return (
    <Card title={login.title} text={login.lead}>
      <div className={classes.parts}>
        <h3 className={classes.heading}>{login.stepsTitle}</h3>
        <ol className={classes.steps}>
          <li>
            <p>{login.steps.key}</p>
          </li>
          <li>
            <p>{login.steps.sign}</p>
            <Segments
              name="snippet-language"
              legend={login.languages}
              value={language}
              onChange={setLanguage}
              choices={snippetLanguages.map((value) => ({ value, label: snippetNames[value] }))}
            />
            <CodeBlock code={signSnippet(language, site.id)} label={login.signLabel} />
          </li>
          <li>
            <p>{login.steps.page}</p>
            <CodeBlock code={pageSnippet} label={login.pageLabel} />
            <p className={classes.aside}>{login.pageNote}</p>
            <p className={classes.aside}>{login.consentNote}</p>
          </li>
        </ol>
      </div>
    </Card>
  );
}
