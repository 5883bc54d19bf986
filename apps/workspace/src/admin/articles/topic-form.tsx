import { Button, NativeSelect, TextInput } from '@mantine/core';
import type {
  AdminSite,
  CategoryId,
  CategoryRequest,
  HelpCategory,
  HelpCenterAnswer,
  HelpLanguage,
} from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Callout } from '../../session/gate.tsx';
import classes from '../members-screen.module.css';
import { helpCenterQuery } from './queries.ts';
import { titleOf } from './topics.ts';

type Texts = Partial<Record<HelpLanguage, { title: string; description: string }>>;

/** A topic's names in every language of the site, and where it lies. */
export function TopicForm(props: {
  site: AdminSite;
  center: HelpCenterAnswer;
  topic: HelpCategory | null;
  onDone: () => void;
}): ReactNode {
  const { site, center, topic, onDone } = props;
  const { articles: words } = t.admin;
  const client = useQueryClient();
  const [texts, setTexts] = useState<Texts>(topic?.texts ?? {});
  const [parent, setParent] = useState<CategoryId | ''>(topic?.parent ?? '');
  const [isChecked, setChecked] = useState(false);
  const given = Object.entries(texts).filter(([, text]) => text.title.trim() !== '');
  const done = async () => {
    await client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey });
    onDone();
  };
  const save = useMutation({
    mutationFn: async (body: CategoryRequest) => {
      if (topic) await api.changeCategory(site.id, topic.id, body);
      else await api.addCategory(site.id, body);
    },
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: async () => topic && api.removeCategory(site.id, topic.id),
    onSuccess: done,
  });
  const parents = center.categories.filter((one) => one.parent === null && one.id !== topic?.id);
  const hasChildren = center.categories.some((one) => one.parent === topic?.id);
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (given.length === 0) return;
    save.mutate({
      parent: parent === '' ? null : parent,
      texts: Object.fromEntries(
        given.map(([language, { title, description }]) => [language, { title: title.trim(), description }]),
      ),
    });
  }
  const change = (language: HelpLanguage, fields: { title?: string; description?: string }) =>
    setTexts((now) => ({
      ...now,
      [language]: { title: '', description: '', ...now[language], ...fields },
    }));
  const error = save.error ?? remove.error;
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {error && (
        <Callout tone="danger" isAlert>
          {describeError(error)}
        </Callout>
      )}
      {center.languages.map((language, at) => (
        <div key={language} className={classes.form}>
          <TextInput
            {...(at === 0 ? { 'data-autofocus': true } : {})}
            label={words.titleIn(words.languages[language])}
            dir="auto"
            lang={language}
            maxLength={limits.articleTitleChars}
            value={texts[language]?.title ?? ''}
            error={at === 0 && isChecked && given.length === 0 && words.titleMissing}
            onChange={(event) => change(language, { title: event.currentTarget.value })}
          />
          {(texts[language]?.title ?? '') !== '' && (
            <TextInput
              label={words.descriptionIn(words.languages[language])}
              dir="auto"
              lang={language}
              maxLength={limits.articleSummaryChars}
              value={texts[language]?.description ?? ''}
              onChange={(event) => change(language, { description: event.currentTarget.value })}
            />
          )}
        </div>
      ))}
      {!hasChildren && parents.length > 0 && (
        <NativeSelect
          label={words.parent}
          value={parent}
          onChange={(event) => setParent(event.currentTarget.value as CategoryId | '')}
          data={[
            { value: '', label: words.noParent },
            ...parents.map((one) => ({ value: one.id, label: titleOf(one, center) })),
          ]}
        />
      )}
      <div className={classes.actions}>
        {topic && (
          <Button color="danger" variant="subtle" loading={remove.isPending} onClick={() => remove.mutate()}>
            {words.deleteTopic}
          </Button>
        )}
        <Button variant="default" onClick={onDone}>
          {t.common.cancel}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </form>
  );
}
