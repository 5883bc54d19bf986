import { Button, Checkbox } from '@mantine/core';
import { externalLink, plus } from '@porchlight/design/icons';
import { type AdminSite, helpLanguages, limits } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { mayDo } from '../../session/permissions.ts';
import { useAdmin } from '../admin-shell.tsx';
import { helpCenterQuery } from '../articles/queries.ts';
import { Card } from '../page.tsx';
import { SettingsFrame } from '../settings-form.tsx';
import { useSettingsForm } from '../use-settings.ts';
import classes from './contact-tab.module.css';
import { draftOf, type FieldDraft, formOf, newField, problemOf } from './draft.ts';
import { FieldForm } from './field-form.tsx';

/** [HC14] Whether the help center has a contact form, and what it asks besides. */
export function ContactTab({ site }: { site: AdminSite }): ReactNode {
  const words = t.admin.contactForm;
  const form = useSettingsForm(
    site,
    ({ contactForm }) => ({ contactForm: draftOf(contactForm) }),
    ({ contactForm }) => ({ contactForm: formOf(contactForm) }),
  );
  const { session } = useAdmin();
  const center = useQuery({ ...helpCenterQuery(site.id), enabled: mayDo(session.member, 'articles.edit') });
  const { isOn, fields } = form.draft.contactForm;
  // What is written in a language that the help center lost is still shown, so that it can be taken out.
  const languages = helpLanguages.filter(
    (one) =>
      (center.data?.languages ?? ['en', 'de']).includes(one) ||
      fields.some(({ labels, answers }) => labels[one] || answers[one]),
  );
  const change = (next: readonly FieldDraft[]) => form.change({ contactForm: { isOn, fields: next } });
  const move = (at: number, by: -1 | 1) => {
    const next = [...fields];
    const [field] = next.splice(at, 1);
    if (field) next.splice(at + by, 0, field);
    change(next);
  };
  return (
    <SettingsFrame form={form} hasProblem={fields.some((field) => problemOf(field) !== null)}>
      <Card title={words.policy}>
        <Checkbox
          label={words.isOn}
          description={words.isOnText}
          checked={isOn}
          onChange={(event) => form.change({ contactForm: { isOn: event.currentTarget.checked, fields } })}
        />
        {site.contactForm.isOn && center.data && (
          <p className={classes.open}>
            <a href={`${new URL(center.data.address).origin}/${site.id}/contact`} target="_blank" rel="noreferrer">
              {words.open} <Icon icon={externalLink} size={14} />
            </a>
          </p>
        )}
      </Card>
      <Card title={words.fieldsTitle} text={words.fieldsText}>
        {fields.length === 0 && <p className={classes.none}>{words.none}</p>}
        <ol className={classes.fields}>
          {fields.map((field, at) => (
            <FieldForm
              key={field.id}
              field={field}
              position={at + 1}
              languages={languages}
              onChange={(next) => change(fields.map((one) => (one.id === field.id ? next : one)))}
              onRemove={() => change(fields.filter((one) => one.id !== field.id))}
              onUp={at === 0 ? null : () => move(at, -1)}
              onDown={at === fields.length - 1 ? null : () => move(at, 1)}
            />
          ))}
        </ol>
        <Button
          variant="default"
          leftSection={<Icon icon={plus} size={16} />}
          disabled={fields.length >= limits.formFields}
          onClick={() => change([...fields, newField()])}
        >
          {words.add}
        </Button>
      </Card>
    </SettingsFrame>
  );
}
