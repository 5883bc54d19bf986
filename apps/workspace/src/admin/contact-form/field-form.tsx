import { ActionIcon, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { chevronDown, chevronUp, type Icon as Drawing, trash } from '@porchlight/design/icons';
import { type ContactFieldKind, contactFieldKinds, directionOf, type HelpLanguage, limits } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import classes from './contact-tab.module.css';
import { type FieldDraft, problemOf } from './draft.ts';

/** One field of the contact form: its kind, its words in each language, its place. */
export function FieldForm(props: {
  field: FieldDraft;
  position: number;
  languages: readonly HelpLanguage[];
  onChange: (field: FieldDraft) => void;
  onRemove: () => void;
  onUp: (() => void) | null;
  onDown: (() => void) | null;
}): ReactNode {
  const { field, position, languages, onChange, onRemove, onUp, onDown } = props;
  const words = t.admin.contactForm;
  const name = Object.values(field.labels).find((label) => label.trim() !== '') ?? words.unnamed;
  const problem = problemOf(field);
  const nameOf = (language: HelpLanguage) => t.admin.articles.languages[language];
  return (
    <li className={classes.field} aria-label={words.field(position)}>
      <div className={classes.head}>
        <NativeSelect
          label={words.kind}
          value={field.kind}
          onChange={(event) => onChange({ ...field, kind: event.currentTarget.value as ContactFieldKind })}
          data={contactFieldKinds.map((value) => ({ value, label: words.kinds[value] }))}
        />
        <Checkbox
          label={words.isRequired}
          checked={field.isRequired}
          onChange={(event) => onChange({ ...field, isRequired: event.currentTarget.checked })}
        />
        <div className={classes.actions}>
          <Action icon={chevronUp} label={words.moveUp(name)} onClick={onUp} />
          <Action icon={chevronDown} label={words.moveDown(name)} onClick={onDown} />
          <Action icon={trash} label={words.remove(name)} onClick={onRemove} />
        </div>
      </div>
      <div className={classes.texts}>
        {languages.map((language, at) => (
          <TextInput
            key={language}
            label={words.label(nameOf(language))}
            lang={language}
            dir={directionOf(language)}
            maxLength={limits.formLabelChars}
            value={field.labels[language] ?? ''}
            error={problem === 'label' && at === 0 && words.labelMissing}
            onChange={(event) =>
              onChange({ ...field, labels: { ...field.labels, [language]: event.currentTarget.value } })
            }
          />
        ))}
      </div>
      {field.kind === 'choice' && (
        <div className={classes.texts}>
          {languages.map((language, at) => (
            <Textarea
              key={language}
              label={words.answers(nameOf(language))}
              description={at === 0 && words.answersHint}
              lang={language}
              dir={directionOf(language)}
              autosize
              minRows={3}
              value={field.answers[language] ?? ''}
              error={problem === 'answers' && at === 0 && words.answersMissing}
              onChange={(event) =>
                onChange({ ...field, answers: { ...field.answers, [language]: event.currentTarget.value } })
              }
            />
          ))}
        </div>
      )}
    </li>
  );
}

function Action(props: { icon: Drawing; label: string; onClick: (() => void) | null }): ReactNode {
  return (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={props.label}
      title={props.label}
      disabled={props.onClick === null}
      onClick={() => props.onClick?.()}
    >
      <Icon icon={props.icon} size={16} />
    </ActionIcon>
  );
}
