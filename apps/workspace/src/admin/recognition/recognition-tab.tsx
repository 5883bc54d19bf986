import { Checkbox, TextInput } from '@mantine/core';
import { info } from '@porchlight/design/icons';
import type { AdminSite, CookieMode, UpdateSiteRequest } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { ApiError } from '../../api.ts';
import { problemAt } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Choices } from '../choices.tsx';
import { listProblems, readLines } from '../domains/domains.ts';
import { Card } from '../page.tsx';
import { Fields, SettingsFrame } from '../settings-form.tsx';
import { useSettingsForm } from '../use-settings.ts';
import { AdoptedCookies } from './adopted-cookies.tsx';
import { ModeChoices } from './mode-choices.tsx';
import { findConsequences, type LifetimeChoice, modeFacts, nameLifetime, offeredLifetimes, readDays } from './modes.ts';
import classes from './recognition-tab.module.css';
import { ServedCard } from './served-card.tsx';

type Draft = {
  mode: CookieMode;
  lifetime: LifetimeChoice;
  days: string;
  isProlonged: boolean;
  adoptedCookies: string;
};

function draftOf(site: AdminSite): Draft {
  return {
    mode: site.mode,
    lifetime: nameLifetime(site),
    days: String(site.lifetimeDays),
    isProlonged: site.isProlonged,
    adoptedCookies: site.adoptedCookies.join('\n'),
  };
}

function requestOf({ mode, lifetime, days, isProlonged, adoptedCookies }: Draft): UpdateSiteRequest {
  return {
    mode,
    adoptedCookies: readLines(adoptedCookies),
    ...(lifetime === 'own' ? { lifetimeDays: Number(days), isProlonged } : offeredLifetimes[lifetime]),
  };
}

/** How visitors are recognised: the mode, for how long, and what an earlier system knew them by. */
export function RecognitionTab({ site }: { site: AdminSite }): ReactNode {
  const form = useSettingsForm(site, draftOf, requestOf);
  const { draft, change, save } = form;
  const { identity } = t.admin;
  const daysProblem = draft.lifetime === 'own' && readDays(draft.days) === null ? identity.daysInvalid : undefined;
  const tooMany = readLines(draft.adoptedCookies).length > 4 ? identity.adoptFull : undefined;
  const consequences = findConsequences(site.mode, draft.mode);
  const problems = save.error instanceof ApiError ? save.error.problems : [];
  return (
    <>
      <ServedCard site={site} />
      <SettingsFrame form={form} hasProblem={daysProblem !== undefined || tooMany !== undefined}>
        <Card title={identity.modeTitle} text={identity.modeLead}>
          <Fields>
            <ModeChoices value={draft.mode} current={site.mode} onChange={(mode) => change({ mode })} />
            <div role="status" className={classes.told}>
              {consequences.length > 0 && (
                <div className={classes.change}>
                  <p className={classes.changeTitle}>{identity.changeTitle}</p>
                  <ul>
                    <li>{identity.changeWhen}</li>
                    {consequences.map((one) => (
                      <li key={one}>{identity.consequences[one]}</li>
                    ))}
                  </ul>
                </div>
              )}
            </div>
            <p className={classes.note}>
              <Icon icon={info} size={16} />
              {identity.consentNote}
            </p>
          </Fields>
        </Card>
        <Card title={identity.lifetimeTitle}>
          <Fields>
            {!modeFacts[draft.mode].isKnownLater && (
              <p className={classes.note}>
                <Icon icon={info} size={16} />
                {identity.lifetimeSession}
              </p>
            )}
            <Choices
              name="lifetime"
              legend={identity.lifetimeLegend}
              value={draft.lifetime}
              onChange={(lifetime) => change({ lifetime })}
              choices={(['year', 'exempt', 'own'] as const).map((value) => ({
                value,
                label: identity.lifetimes[value],
                text: identity.lifetimeText[value],
              }))}
            />
            {draft.lifetime === 'own' && (
              <div className={classes.own}>
                <TextInput
                  type="number"
                  min={1}
                  max={400}
                  label={identity.days}
                  className={classes.days ?? ''}
                  value={draft.days}
                  error={daysProblem ?? problemAt(save.error, 'lifetimeDays')}
                  onChange={(event) => change({ days: event.currentTarget.value })}
                />
                <Checkbox
                  label={identity.prolonged}
                  checked={draft.isProlonged}
                  onChange={(event) => change({ isProlonged: event.currentTarget.checked })}
                />
              </div>
            )}
          </Fields>
        </Card>
        <Card title={identity.adoptTitle} text={identity.adoptText}>
          <AdoptedCookies
            value={draft.adoptedCookies}
            problem={tooMany ?? listProblems(problems, 'adoptedCookies', save.variables?.adoptedCookies)}
            onChange={(adoptedCookies) => change({ adoptedCookies })}
          />
        </Card>
      </SettingsFrame>
    </>
  );
}
