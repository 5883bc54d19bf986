import { Checkbox, NativeSelect } from '@mantine/core';
import { type AdminSite, type HelpCenterAnswer, type HelpLanguage, helpLanguages } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Callout } from '../../session/gate.tsx';
import { FormActions } from '../dialog-form.tsx';
import classes from '../members-screen.module.css';
import { helpCenterQuery } from './queries.ts';

/** In which languages the help center's pages come. */
export function LanguagesForm(props: { site: AdminSite; center: HelpCenterAnswer; onDone: () => void }): ReactNode {
  const { site, center, onDone } = props;
  const { articles: words } = t.admin;
  const client = useQueryClient();
  const [languages, setLanguages] = useState<HelpLanguage[]>(center.languages);
  const [chosen, setChosen] = useState(center.defaultLanguage);
  const defaultLanguage = languages.includes(chosen) ? chosen : languages[0];
  const save = useMutation({
    mutationFn: (language: HelpLanguage) => api.saveHelpSettings(site.id, { languages, defaultLanguage: language }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey });
      onDone();
    },
  });
  function submit(event: FormEvent) {
    event.preventDefault();
    if (defaultLanguage) save.mutate(defaultLanguage);
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {save.isError && (
        <Callout tone="danger" isAlert>
          {describeError(save.error)}
        </Callout>
      )}
      <Checkbox.Group
        label={words.settings}
        description={words.settingsText}
        value={languages}
        error={languages.length === 0 && words.languageMissing}
        onChange={(next) => setLanguages(helpLanguages.filter((one) => next.includes(one)))}
      >
        <div className={classes.choices}>
          {helpLanguages.map((one) => (
            <Checkbox key={one} value={one} label={words.languages[one]} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={words.defaultLanguage}
        value={defaultLanguage ?? ''}
        onChange={(event) => setChosen(event.currentTarget.value as HelpLanguage)}
        data={languages.map((one) => ({ value: one, label: words.languages[one] }))}
      />
      <FormActions
        label={t.common.save}
        isPending={save.isPending}
        isDisabled={languages.length === 0}
        onCancel={onDone}
      />
    </form>
  );
}
