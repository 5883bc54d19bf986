import { Button, NativeSelect } from '@mantine/core';
import { arrowLeft, externalLink, history } from '@porchlight/design/icons';
import type {
  AdminSite,
  ArticleAnswer,
  ArticleId,
  ArticleRequest,
  CategoryId,
  HelpCenterAnswer,
  HelpLanguage,
} from '@porchlight/protocol';
import { directionOf } from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { Card } from '../page.tsx';
import { Segments } from '../segments.tsx';
import classes from './articles.module.css';
import { articleQuery, helpCenterQuery } from './queries.ts';
import { Revisions } from './revisions.tsx';
import { TextForm, textFormId } from './text-form.tsx';
import { inOrder, pathOf } from './topics.ts';
import { VisibilityField } from './visibility-field.tsx';

/** One article: where it lies, who reads it, and its text in each language. */
export function ArticleEditor(props: { site: AdminSite; id: ArticleId; center: HelpCenterAnswer }): ReactNode {
  const { site, id, center } = props;
  const { articles: words } = t.admin;
  const article = useQuery(articleQuery(site.id, id));
  return (
    <div className={classes.stack}>
      <Link to="/admin/sites/$site" params={{ site: site.id }} search={{ tab: 'articles' }} className={classes.back}>
        <Icon icon={arrowLeft} size={16} />
        {words.back}
      </Link>
      {article.isPending && (
        <Card>
          <Bones rows={6} shape="line" />
        </Card>
      )}
      {article.isError && <ErrorState error={article.error} onRetry={() => void article.refetch()} />}
      {article.data && <Editor site={site} center={center} article={article.data} />}
    </div>
  );
}

function Editor(props: { site: AdminSite; center: HelpCenterAnswer; article: ArticleAnswer }): ReactNode {
  const { site, center, article } = props;
  const { articles: words } = t.admin;
  const { language: asked } = useSearch({ from: '/admin/sites/$site' });
  const navigate = useNavigate();
  const client = useQueryClient();
  const [beside, setBeside] = useState<'preview' | 'nothing' | HelpLanguage>('preview');
  const [hasUnsaved, setUnsaved] = useState(false);
  const [dialog, setDialog] = useState<'revisions' | 'remove' | null>(null);
  const language = asked && center.languages.includes(asked) ? asked : center.defaultLanguage;
  const text = article.texts[language];
  const name = text?.title ?? article.texts[center.defaultLanguage]?.title ?? words.untitled;
  const others = center.languages.filter((one) => one !== language && article.drafts[one]);
  const shown = beside !== 'preview' && beside !== 'nothing' && !others.includes(beside) ? 'preview' : beside;
  const refresh = () => client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey });
  const move = useMutation({
    mutationFn: (body: ArticleRequest) => api.changeArticle(site.id, article.id, body),
    onSuccess: refresh,
    onError: (error) => showToast({ tone: 'danger', message: describeError(error) }),
  });
  const remove = useMutation({
    mutationFn: () => api.removeArticle(site.id, article.id),
    onSuccess: async () => {
      await navigate({ to: '/admin/sites/$site', params: { site: site.id }, search: { tab: 'articles' } });
      await refresh();
    },
    onError: (error) => showToast({ tone: 'danger', message: describeError(error) }),
  });
  return (
    <>
      <Card>
        <div className={classes.grid}>
          <NativeSelect
            label={words.topic}
            value={article.category}
            disabled={move.isPending}
            onChange={(event) => move.mutate({ category: event.currentTarget.value as CategoryId })}
            data={inOrder(center).map((one) => ({ value: one.id, label: pathOf(one, center) }))}
          />
          <VisibilityField
            article={article}
            center={center}
            isBusy={move.isPending}
            onChange={(body) => move.mutate(body)}
          />
          <NativeSelect
            label={words.beside}
            value={shown}
            onChange={(event) => setBeside(event.currentTarget.value as typeof beside)}
            data={[
              { value: 'preview', label: words.preview },
              ...others.map((one) => ({ value: one, label: words.languages[one] })),
              { value: 'nothing', label: words.nothing },
            ]}
          />
        </div>
        <div className={classes.bar}>
          <Segments
            name="language"
            legend={words.language}
            value={language}
            choices={center.languages.map((one) => ({ value: one, label: words.languages[one] }))}
            onChange={(next) =>
              void navigate({
                to: '/admin/sites/$site',
                params: { site: site.id },
                search: { tab: 'articles', article: article.id, language: next },
                replace: true,
              })
            }
          />
          {/* Sends what stands in the form of the text, saved or not; the answer is a page in a tab of its own. */}
          <Button
            type="submit"
            form={textFormId}
            formAction={`/api/admin/sites/${site.id}/articles/${article.id}/pages/${language}`}
            formMethod="post"
            formTarget="_blank"
            variant="default"
            leftSection={<Icon icon={externalLink} size={16} />}
          >
            {words.asPage}
          </Button>
          {text && (
            <Button
              variant="default"
              leftSection={<Icon icon={history} size={16} />}
              onClick={() => setDialog('revisions')}
            >
              {words.revisions}
            </Button>
          )}
          <Button
            variant="default"
            renderRoot={(given) => (
              <Link
                to="/admin/sites/$site"
                params={{ site: site.id }}
                search={{ tab: 'articles', article: article.id, view: 'report' }}
                {...given}
              />
            )}
          >
            {words.report.linkOfOne}
          </Button>
          <Button variant="subtle" color="danger" className={classes.apart} onClick={() => setDialog('remove')}>
            {words.remove}
          </Button>
        </div>
      </Card>
      <TextForm
        key={`${language} ${text?.draft ?? 0}`}
        of={{ site: site.id, article: article.id, language }}
        center={center}
        text={text ?? null}
        saved={article.drafts[language] ?? null}
        hasText={Object.keys(article.texts).length > 0}
        hasBeenOut={Object.values(article.texts).some((one) => one.state !== 'draft' || one.live !== null)}
        hasPreview={shown === 'preview'}
        beside={shown === 'preview' || shown === 'nothing' ? null : <Original article={article} language={shown} />}
        onSaved={refresh}
        onUnsaved={setUnsaved}
      />
      <Dialog isOpen={dialog === 'revisions'} onClose={() => setDialog(null)} title={words.revisions} size="lg">
        {text && (
          <Revisions
            of={{ site: site.id, article: article.id, language }}
            text={text}
            hasUnsaved={hasUnsaved}
            onRestored={async () => {
              setDialog(null);
              await refresh();
            }}
          />
        )}
      </Dialog>
      <Dialog isOpen={dialog === 'remove'} onClose={() => setDialog(null)} title={words.removeTitle(name)}>
        <p>{words.removeText}</p>
        <div className={classes.actions}>
          <Button variant="default" data-autofocus onClick={() => setDialog(null)}>
            {t.common.cancel}
          </Button>
          <Button color="danger" loading={remove.isPending} onClick={() => remove.mutate()}>
            {words.remove}
          </Button>
        </div>
      </Dialog>
    </>
  );
}

/** The text in another language, to translate from. */
function Original({ article, language }: { article: ArticleAnswer; language: HelpLanguage }): ReactNode {
  const draft = article.drafts[language];
  if (!draft) return null;
  return (
    <section className={classes.original} aria-label={t.admin.articles.languages[language]}>
      <h2 lang={language} dir={directionOf(language)}>
        {draft.title}
      </h2>
      <p lang={language} dir={directionOf(language)}>
        {draft.summary}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre lang={language} dir={directionOf(language)} tabIndex={0}>
        {draft.markdown}
      </pre>
    </section>
  );
}
