import { Button, Checkbox, TextInput } from '@mantine/core';
import type { ArticleDraft, ArticleTextRow, HelpCenterAnswer } from '@porchlight/protocol';
import { directionOf, limits } from '@porchlight/protocol';
import { useMutation } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { api, type TextOf } from '../../api.ts';
import { formatDateTime } from '../../dates.ts';
import { describeError, problemAt } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import { Callout } from '../../session/gate.tsx';
import { Card } from '../page.tsx';
import classes from './articles.module.css';
import { MarkdownField } from './markdown-field.tsx';
import { PlanForm } from './plan-form.tsx';
import { Preview } from './preview.tsx';

/** By which a button elsewhere sends it as it stands. */
export const textFormId = 'article-text';

type Fields = ArticleDraft & { slug: string };

/** An article's text in one language, to write, to save and to publish. */
export function TextForm(props: {
  of: TextOf;
  center: HelpCenterAnswer;
  text: ArticleTextRow | null;
  saved: ArticleDraft | null;
  hasPreview: boolean;
  beside: ReactNode;
  /** Whether the article has a text in any language. */
  hasText: boolean;
  /** Whether the article is, or was meant to be, out in any language. */
  hasBeenOut: boolean;
  onSaved: () => Promise<void>;
  /** Told whether something stands here that nothing keeps. */
  onUnsaved: (hasUnsaved: boolean) => void;
}): ReactNode {
  const { of, text, saved, hasPreview, beside, hasText, hasBeenOut, onSaved, onUnsaved } = props;
  const { articles: words } = t.admin;
  const before: Fields = { title: '', summary: '', markdown: '', ...saved, slug: text?.slug ?? '' };
  const [fields, setFields] = useState(before);
  const [isPlanning, setPlanning] = useState(false);
  // New articles are what followers of a topic wait for; most later changes are small.
  const [tells, setTells] = useState(!hasBeenOut);
  const now = useNow(60_000);
  const title = useRef<HTMLInputElement>(null);
  const [isFirst] = useState(!hasText);
  useEffect(() => {
    if (isFirst) title.current?.focus();
  }, [isFirst]);
  const isChanged = (Object.keys(fields) as (keyof Fields)[]).some((key) => fields[key] !== before[key]);
  useEffect(() => onUnsaved(isChanged), [isChanged, onUnsaved]);
  const change = (part: Partial<Fields>) => setFields((old) => ({ ...old, ...part }));

  async function saveNow(): Promise<number> {
    if (!isChanged && text) return text.draft;
    const { slug, ...draft } = fields;
    const own = slug.trim() !== '' && slug.trim() !== text?.slug ? { slug: slug.trim() } : {};
    const { revision } = await api.saveText(of, { ...draft, ...own, basedOn: text?.draft ?? 0 });
    return revision;
  }
  const act = useMutation({
    mutationFn: async (action: { kind: 'save' | 'withdraw' } | { kind: 'publish'; at: number | null }) => {
      if (action.kind === 'withdraw') await api.withdrawText(of);
      else {
        const revision = await saveNow();
        if (action.kind === 'publish') await api.publishText(of, { revision, at: action.at, tells });
      }
      return action;
    },
    onSuccess: async (action) => {
      setPlanning(false);
      const told =
        action.kind === 'save'
          ? words.saved
          : action.kind === 'withdraw'
            ? words.withdrawn
            : action.kind === 'publish' && action.at !== null
              ? words.planned
              : words.published;
      showToast({ tone: 'success', message: told });
      await onSaved();
    },
  });
  useBlocker({
    shouldBlockFn: () => !window.confirm(words.leave),
    disabled: !isChanged || act.isPending,
  });
  function submit(event: FormEvent) {
    // To look at it as a page, the browser sends it by itself, into another tab.
    if ((event.nativeEvent as SubmitEvent).submitter?.hasAttribute('formaction')) return;
    event.preventDefault();
    act.mutate({ kind: 'save' });
  }
  const isEmpty = fields.title.trim() === '';
  const language = { lang: of.language, dir: directionOf(of.language) };
  return (
    <Card>
      <form id={textFormId} className={classes.form} onSubmit={submit} noValidate>
        {text?.publishAt != null && (
          <Callout tone="success">{words.plannedFor(formatDateTime(text.publishAt, now))}</Callout>
        )}
        {text?.isStale && <Callout tone="warning">{words.stale}</Callout>}
        <TextInput
          // Whoever begins an article begins with its title.
          ref={title}
          label={words.title}
          name="title"
          {...language}
          maxLength={limits.articleTitleChars}
          value={fields.title}
          error={problemAt(act.error, 'title')}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        <TextInput
          label={words.summary}
          name="summary"
          description={words.summaryHint}
          {...language}
          maxLength={limits.articleSummaryChars}
          value={fields.summary}
          error={problemAt(act.error, 'summary')}
          onChange={(event) => change({ summary: event.currentTarget.value })}
        />
        <TextInput
          label={words.address}
          description={words.addressHint}
          maxLength={limits.slugChars}
          value={fields.slug}
          error={problemAt(act.error, 'slug')}
          onChange={(event) => change({ slug: event.currentTarget.value })}
        />
        <div className={hasPreview || beside ? classes.beside : undefined}>
          <MarkdownField
            of={of}
            value={fields.markdown}
            error={problemAt(act.error, 'markdown')}
            onChange={(markdown) => change({ markdown })}
          />
          {hasPreview && <Preview of={of} markdown={fields.markdown} />}
          {beside}
        </div>
        {act.isError && !isPlanning && (
          <Callout tone="danger" isAlert>
            {describeError(act.error)}
          </Callout>
        )}
        <div className={`${classes.actions} ${classes.saveBar}`} data-save-bar="below">
          <Checkbox
            className={classes.tells}
            label={words.tells}
            title={words.tellsHint}
            checked={tells}
            onChange={(event) => setTells(event.currentTarget.checked)}
          />
          {isChanged && <span className={classes.unsaved}>{words.unsaved}</span>}
          {(text?.live != null || text?.publishAt != null) && (
            <Button variant="default" disabled={act.isPending} onClick={() => act.mutate({ kind: 'withdraw' })}>
              {words.withdraw}
            </Button>
          )}
          <Button
            variant="default"
            disabled={isEmpty || act.isPending}
            onClick={() => {
              act.reset();
              setPlanning(true);
            }}
          >
            {words.plan}
          </Button>
          <Button type="submit" variant="default" disabled={isEmpty || !isChanged} loading={act.isPending}>
            {words.save}
          </Button>
          <Button
            disabled={isEmpty || (!isChanged && text?.live === text?.draft)}
            loading={act.isPending}
            onClick={() => act.mutate({ kind: 'publish', at: null })}
          >
            {words.publish}
          </Button>
        </div>
      </form>
      <Dialog isOpen={isPlanning} onClose={() => setPlanning(false)} title={words.planTitle}>
        <PlanForm
          isPending={act.isPending}
          error={act.error}
          onCancel={() => setPlanning(false)}
          onPlan={(at) => act.mutate({ kind: 'publish', at })}
        />
      </Dialog>
    </Card>
  );
}
