import { Button, TextInput } from '@mantine/core';
import { refresh } from '@porchlight/design/icons';
import type { AdminSite, ConsentPolicy, SiteSettings, UpdateSiteRequest } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { describeError, problemAt } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { Choices } from '../choices.tsx';
import { CodeBlock } from '../code-block.tsx';
import { Card } from '../page.tsx';
import { Fields, SettingsFrame } from '../settings-form.tsx';
import { useSettingsForm, useSiteChange } from '../use-settings.ts';
import { BannerPreview } from './banner-preview.tsx';
import { consentModeSnippet, managerSnippet } from './consent-snippets.ts';
import classes from './consent-tab.module.css';

type Draft = {
  consentPolicy: ConsentPolicy;
  banner: 'own' | 'other';
  privacyUrl: string;
  forgetsOnWithdrawal: SiteSettings['forgetsOnWithdrawal'];
};

function draftOf(site: AdminSite): Draft {
  return {
    consentPolicy: site.consentPolicy,
    banner: site.hasBanner ? 'own' : 'other',
    privacyUrl: site.privacyUrl,
    forgetsOnWithdrawal: site.forgetsOnWithdrawal,
  };
}

function requestOf({ consentPolicy, banner, privacyUrl, forgetsOnWithdrawal }: Draft): UpdateSiteRequest {
  return { consentPolicy, hasBanner: banner === 'own', privacyUrl: privacyUrl.trim(), forgetsOnWithdrawal };
}

/** [CON1–5] What is asked, who asks it, and what happens when a yes is taken back. */
export function ConsentTab({ site }: { site: AdminSite }): ReactNode {
  const form = useSettingsForm(site, draftOf, requestOf);
  const { draft, change, save } = form;
  const { identity } = t.admin;
  const address = draft.privacyUrl.trim();
  const addressProblem = address === '' || /^https:\/\/[^\s/]/i.test(address) ? undefined : identity.privacyInvalid;
  const isAsked = draft.consentPolicy !== 'off';
  return (
    <>
      <SettingsFrame form={form} hasProblem={addressProblem !== undefined}>
        <Card title={t.admin.consent}>
          <Choices
            name="consent"
            legend={t.admin.consentLegend}
            value={draft.consentPolicy}
            onChange={(consentPolicy) => change({ consentPolicy })}
            choices={(['required', 'notice', 'off'] as const).map((value) => ({
              value,
              label: t.admin.consents[value],
              text: t.admin.consentText[value],
            }))}
          />
        </Card>
        <Card title={identity.bannerTitle}>
          <Fields>
            <Choices
              name="banner"
              legend={identity.banner}
              value={draft.banner}
              onChange={(banner) => change({ banner })}
              choices={(['own', 'other'] as const).map((value) => ({
                value,
                label: identity.banners[value],
                text: identity.bannerText[value],
              }))}
            />
            {draft.banner === 'own' && isAsked && (
              <BannerPreview site={site} policy={draft.consentPolicy} privacyUrl={address} />
            )}
            {!isAsked && <p className={classes.text}>{identity.bannerOff}</p>}
            {draft.banner === 'own' && (
              <TextInput
                type="url"
                label={identity.privacy}
                description={identity.privacyHint}
                placeholder="https://shop.example/privacy"
                maxLength={500}
                spellCheck={false}
                value={draft.privacyUrl}
                error={addressProblem ?? problemAt(save.error, 'privacyUrl')}
                onChange={(event) => change({ privacyUrl: event.currentTarget.value })}
              />
            )}
          </Fields>
        </Card>
        <Card title={identity.forgetTitle}>
          <Choices
            name="forget"
            legend={identity.forgets}
            value={draft.forgetsOnWithdrawal}
            onChange={(forgetsOnWithdrawal) => change({ forgetsOnWithdrawal })}
            choices={(['nothing', 'pages', 'visitor'] as const).map((value) => ({
              value,
              label: identity.forgetChoices[value],
              text: identity.forgetText[value],
            }))}
          />
        </Card>
      </SettingsFrame>
      <AskAgain site={site} />
      <Card title={identity.proofsTitle} text={identity.proofsText}>
        <div className={classes.again}>
          <Button component="a" variant="default" href={`/api/admin/sites/${site.id}/consents.csv`} download>
            {identity.proofs}
          </Button>
        </div>
      </Card>
      <Card title={identity.passOnTitle} text={identity.passOnText}>
        <div className={classes.passOn}>
          <CodeBlock code={managerSnippet} label={identity.passOnTitle} />
          <p className={classes.text}>{identity.consentMode}</p>
          <CodeBlock code={consentModeSnippet} label="Google Consent Mode" />
          <p className={classes.text}>{identity.gpc}</p>
        </div>
      </Card>
    </>
  );
}

/** Makes answers given so far count no more; asked twice, since it cannot be taken back. */
function AskAgain({ site }: { site: AdminSite }): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const change = useSiteChange(site);
  const { identity } = t.admin;
  function ask() {
    change.mutate(
      { asksAgain: true },
      {
        onSuccess: () => {
          setOpen(false);
          showToast({ tone: 'success', message: identity.againDone });
        },
      },
    );
  }
  return (
    <Card title={identity.againTitle} text={identity.againText}>
      <div className={classes.again}>
        <Button variant="default" leftSection={<Icon icon={refresh} size={16} />} onClick={() => setOpen(true)}>
          {identity.again}…
        </Button>
        <span className={classes.text}>{identity.againVersion(site.consentTextVersion)}</span>
      </div>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={identity.againConfirmTitle} size="sm">
        <div className={classes.confirm}>
          {change.isError && (
            <Callout tone="danger" isAlert>
              {describeError(change.error)}
            </Callout>
          )}
          <p>{identity.againConfirm}</p>
          <div className={classes.actions}>
            <Button variant="default" data-autofocus onClick={() => setOpen(false)}>
              {t.common.cancel}
            </Button>
            <Button loading={change.isPending} onClick={ask}>
              {identity.again}
            </Button>
          </div>
        </div>
      </Dialog>
    </Card>
  );
}
