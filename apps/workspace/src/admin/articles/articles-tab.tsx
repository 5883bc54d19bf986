import { Button } from '@mantine/core';
import { download, externalLink, globe, grip, plus } from '@porchlight/design/icons';
import type {
  AdminSite,
  ArticleRow,
  ArticleState,
  CategoryId,
  HelpCategory,
  HelpCenterAnswer,
} from '@porchlight/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Pill, type PillTone } from '../../parts/pill.tsx';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { Card, Cell, Table } from '../page.tsx';
import { Arranging } from './arranging.tsx';
import { ArticleEditor } from './article-editor.tsx';
import classes from './articles.module.css';
import { HelpReportScreen } from './help-report.tsx';
import { LanguagesForm } from './languages-form.tsx';
import { helpCenterQuery } from './queries.ts';
import { TopicForm } from './topic-form.tsx';
import { inOrder, pathOf, titleOf } from './topics.ts';
import { TransferForm } from './transfer-form.tsx';
import { useTransfer } from './use-transfer.ts';

/** The help center of a site: its topics and articles, or the one that is open. */
export function ArticlesTab({ site }: { site: AdminSite }): ReactNode {
  const { article, view } = useSearch({ from: '/admin/sites/$site' });
  const center = useQuery(helpCenterQuery(site.id));
  if (center.isPending)
    return (
      <Card>
        <Bones rows={6} shape="line" />
      </Card>
    );
  if (center.isError) return <ErrorState error={center.error} onRetry={() => void center.refetch()} />;
  if (view === 'report')
    return <HelpReportScreen key={article} site={site} center={center.data} article={article ?? null} />;
  if (article) return <ArticleEditor key={article} site={site} id={article} center={center.data} />;
  return <Overview site={site} center={center.data} />;
}

type Open = { kind: 'languages' } | { kind: 'transfer' } | { kind: 'topic'; topic: HelpCategory | null };

function Overview({ site, center }: { site: AdminSite; center: HelpCenterAnswer }): ReactNode {
  const { articles: words } = t.admin;
  const [open, setOpen] = useState<Open | null>(null);
  const [isArranging, setArranging] = useState(false);
  const close = () => setOpen(null);
  const transfer = useTransfer(site, open?.kind === 'transfer');
  const first = inOrder(center);
  return (
    <div className={classes.stack}>
      <div className={classes.bar}>
        <p className={classes.lead}>{words.lead}</p>
        <Button
          component="a"
          href={center.address}
          target="_blank"
          rel="noopener"
          variant="default"
          leftSection={<Icon icon={externalLink} size={16} />}
        >
          {words.open}
        </Button>
        <Link to="/admin/sites/$site" params={{ site: site.id }} search={{ tab: 'articles', view: 'report' }}>
          {words.report.link}
        </Link>
        <Button
          variant="default"
          leftSection={<Icon icon={globe} size={16} />}
          onClick={() => setOpen({ kind: 'languages' })}
        >
          {words.settings}
        </Button>
        <Button
          variant="default"
          leftSection={<Icon icon={download} size={16} />}
          onClick={() => setOpen({ kind: 'transfer' })}
        >
          {words.transfer.title}
        </Button>
        {first.length > 0 && !isArranging && (
          <Button variant="default" leftSection={<Icon icon={grip} size={16} />} onClick={() => setArranging(true)}>
            {words.arrange}
          </Button>
        )}
        <Button
          variant={first.length === 0 ? 'filled' : 'default'}
          leftSection={<Icon icon={plus} size={16} />}
          onClick={() => setOpen({ kind: 'topic', topic: null })}
        >
          {words.addTopic}
        </Button>
        {first[0] && <WriteButton site={site} center={center} category={first[0].id} />}
      </div>
      {first.length === 0 && (
        <Card>
          <p className={classes.empty}>{words.topicsFirst}</p>
        </Card>
      )}
      {isArranging ? (
        <Arranging site={site} center={center} onDone={() => setArranging(false)} />
      ) : (
        first.map((topic) => (
          <Topic
            key={topic.id}
            site={site}
            center={center}
            topic={topic}
            onEdit={() => setOpen({ kind: 'topic', topic })}
          />
        ))
      )}
      <Dialog isOpen={open?.kind === 'languages'} onClose={close} title={words.settings}>
        <LanguagesForm site={site} center={center} onDone={close} />
      </Dialog>
      <Dialog isOpen={open?.kind === 'transfer'} onClose={close} title={words.transfer.title} size="lg">
        {open?.kind === 'transfer' && <TransferForm transfer={transfer} />}
      </Dialog>
      <Dialog
        isOpen={open?.kind === 'topic'}
        onClose={close}
        title={open?.kind === 'topic' && open.topic ? words.editTopic(titleOf(open.topic, center)) : words.addTopic}
      >
        {open?.kind === 'topic' && <TopicForm site={site} center={center} topic={open.topic} onDone={close} />}
      </Dialog>
    </div>
  );
}

function WriteButton(props: { site: AdminSite; center: HelpCenterAnswer; category: CategoryId }): ReactNode {
  const { site, center, category } = props;
  const client = useQueryClient();
  const navigate = useNavigate();
  const add = useMutation({
    mutationFn: () => api.addArticle(site.id, { category }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey });
      await navigate({
        to: '/admin/sites/$site',
        params: { site: site.id },
        search: { tab: 'articles', article: id, language: center.defaultLanguage },
      });
    },
    onError: (error) => showToast({ tone: 'danger', message: describeError(error) }),
  });
  return (
    <Button leftSection={<Icon icon={plus} size={16} />} loading={add.isPending} onClick={() => add.mutate()}>
      {t.admin.articles.write}
    </Button>
  );
}

function Topic(props: {
  site: AdminSite;
  center: HelpCenterAnswer;
  topic: HelpCategory;
  onEdit: () => void;
}): ReactNode {
  const { site, center, topic, onEdit } = props;
  const { articles: words } = t.admin;
  const own = center.articles.filter((one) => one.category === topic.id);
  const name = pathOf(topic, center);
  return (
    <Card
      isFlush
      title={
        <span className={classes.topic}>
          {name}
          <Button size="compact-sm" variant="default" aria-label={words.editTopic(name)} onClick={onEdit}>
            {words.editTopicShort}
          </Button>
        </span>
      }
    >
      {own.length === 0 ? (
        <p className={classes.empty}>{words.noArticles}</p>
      ) : (
        <Table head={Object.values(words.columns)} caption={name}>
          {own.map((article) => (
            <Row key={article.id} site={site} center={center} article={article} />
          ))}
        </Table>
      )}
    </Card>
  );
}

const tones: Record<ArticleState, PillTone> = {
  draft: 'grey',
  scheduled: 'note',
  published: 'success',
};

function Row({ site, center, article }: { site: AdminSite; center: HelpCenterAnswer; article: ArticleRow }): ReactNode {
  const { articles: words } = t.admin;
  const text = article.texts[center.defaultLanguage] ?? Object.values(article.texts)[0];
  const { yes, no } = article.votes;
  return (
    <tr>
      <Cell>
        <Link
          to="/admin/sites/$site"
          params={{ site: site.id }}
          search={{ tab: 'articles', article: article.id, language: center.defaultLanguage }}
          className={classes.title}
        >
          {text?.title ?? words.untitled}
        </Link>
        {article.visibility !== 'everyone' && (
          <div className={classes.aside}>
            {article.visibility === 'users' ? words.visibilities.users : groupNames(article, center)}
          </div>
        )}
      </Cell>
      <Cell label={words.columns.languages}>
        <ul className={classes.states}>
          {center.languages.map((language) => {
            const own = article.texts[language];
            const state = own ? words.states[own.state] : words.missing;
            const isChanged = own?.live !== null && own !== undefined && own.live !== own.draft;
            const more = own?.isStale ? words.stale : isChanged ? words.changedSince : null;
            return (
              <li key={language}>
                <Pill
                  tone={own ? (own.isStale ? 'warning' : tones[own.state]) : 'grey'}
                  title={`${words.languages[language]}: ${state}${more ? `, ${more}` : ''}`}
                >
                  <span aria-hidden="true">{language.toUpperCase()}</span>
                  <span className={classes.hidden}>{words.languages[language]}:</span> {more ?? state}
                </Pill>
              </li>
            );
          })}
        </ul>
      </Cell>
      <Cell label={words.columns.votes}>{yes + no === 0 ? words.noVotes : words.votes(yes, no)}</Cell>
    </tr>
  );
}

function groupNames({ groups }: ArticleRow, center: HelpCenterAnswer): string {
  return center.groups.flatMap(({ id, name }) => (groups.includes(id) ? [name] : [])).join(', ');
}
