import { Button } from '@mantine/core';
import type { AdminSite, AppearanceAnswer, HelpAppearance, SiteId } from '@porchlight/protocol';
import { colourSchemes } from '@porchlight/protocol';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { isColour } from '../accent-field.tsx';
import { Card } from '../page.tsx';
import form from '../settings-form.module.css';
import classes from './appearance.module.css';
import { AppearancePreviews } from './appearance-preview.tsx';
import { ColourFields } from './colour-fields.tsx';
import { isLinkWrong, LinkFields } from './link-fields.tsx';
import { LogoFields } from './logo-fields.tsx';

export function appearanceQuery(site: SiteId) {
  return queryOptions({ queryKey: ['admin', 'appearance', site], queryFn: () => api.appearance(site) });
}

/** [HC21] How a site's help center looks. */
export function AppearanceTab({ site }: { site: AdminSite }): ReactNode {
  const found = useQuery(appearanceQuery(site.id));
  if (found.isPending)
    return (
      <Card>
        <Bones rows={6} shape="line" />
      </Card>
    );
  if (found.isError) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  return <Editor site={site} saved={found.data} />;
}

const chosenOf = ({ colours, header, footer }: AppearanceAnswer): HelpAppearance => ({ colours, header, footer });

function Editor({ site, saved }: { site: AdminSite; saved: AppearanceAnswer }): ReactNode {
  const { appearance: words } = t.admin;
  const client = useQueryClient();
  const [touched, setTouched] = useState<Partial<HelpAppearance>>({});
  const [isChecked, setChecked] = useState(false);
  const draft: HelpAppearance = { ...chosenOf(saved), ...touched };
  const isChanged = JSON.stringify(draft) !== JSON.stringify(chosenOf(saved));
  const change = (fields: Partial<HelpAppearance>) => setTouched((now) => ({ ...now, ...fields }));
  const refresh = () => client.invalidateQueries({ queryKey: appearanceQuery(site.id).queryKey });
  const save = useMutation({
    mutationFn: (body: HelpAppearance) => api.saveAppearance(site.id, body),
    onSuccess: async () => {
      await refresh();
      setTouched({});
      setChecked(false);
      showToast({ tone: 'success', message: t.admin.settingsSaved });
    },
  });
  useBlocker({ shouldBlockFn: () => !window.confirm(t.admin.leaveUnsaved), disabled: !isChanged || save.isPending });
  const isWrong =
    [...draft.header, ...draft.footer].some(isLinkWrong) ||
    colourSchemes.some((one) => Object.values(draft.colours[one]).some((text) => text !== null && !isColour(text)));
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!isWrong && isChanged) save.mutate(draft);
  }
  return (
    <form onSubmit={submit} className={form.form} noValidate>
      <Card title={words.logo} text={words.logoText}>
        <LogoFields site={site} logos={saved.logos} onSaved={refresh} />
      </Card>
      <Card title={words.colours} text={words.coloursText}>
        <div className={classes.pair}>
          {colourSchemes.map((scheme) => (
            <ColourFields
              key={scheme}
              scheme={scheme}
              colours={draft.colours}
              onChange={(colours) => change({ colours })}
            />
          ))}
        </div>
      </Card>
      <Card title={words.links} text={words.linksText}>
        <LinkFields
          where="header"
          links={draft.header}
          languages={saved.languages}
          isChecked={isChecked}
          onChange={(header) => change({ header })}
        />
        <LinkFields
          where="footer"
          links={draft.footer}
          languages={saved.languages}
          isChecked={isChecked}
          onChange={(footer) => change({ footer })}
        />
      </Card>
      <Card title={words.preview}>
        <AppearancePreviews site={site} draft={draft} saved={saved} />
      </Card>
      {(isChanged || save.isPending) && (
        <div className={form.bar} data-save-bar>
          {save.isError ? (
            <Callout tone="danger" isAlert>
              {describeError(save.error)}
            </Callout>
          ) : (
            <span className={form.unsaved}>{t.admin.unsaved}</span>
          )}
          <Button
            variant="default"
            onClick={() => {
              setTouched({});
              setChecked(false);
              save.reset();
            }}
          >
            {t.admin.discard}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={isChecked && isWrong}>
            {t.common.save}
          </Button>
        </div>
      )}
    </form>
  );
}
