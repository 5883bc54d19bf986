import { Button } from '@mantine/core';
import { download, externalLink, globe, grip, plus } from '@porchlight/design/icons';
import type { AdminSite, CategoryId, HelpCategory, HelpCenterAnswer } from '@porchlight/protocol';
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
import { Arranging } from './arranging.tsx';
import { ArticleEditor } from './article-editor.tsx';
import { ArticleList } from './article-list.tsx';
import classes from './articles.module.css';
import { HelpReportScreen } from './help-report.tsx';
import { LanguagesForm } from './languages-form.tsx';
import { helpCenterQuery } from './queries.ts';
import { TopicForm } from './topic-form.tsx';
import { inOrder, titleOf } from './topics.ts';
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
        {first[0] && <WriteButton site={site} center={center} category={first[0].id} />}
        <Button
          variant={first.length === 0 ? 'filled' : 'default'}
          leftSection={<Icon icon={plus} size={16} />}
          onClick={() => setOpen({ kind: 'topic', topic: null })}
        >
          {words.addTopic}
        </Button>
        {first.length > 0 && !isArranging && (
          <Button variant="default" leftSection={<Icon icon={grip} size={16} />} onClick={() => setArranging(true)}>
            {words.arrange}
          </Button>
        )}
        <Button
          variant="default"
          renderRoot={(given) => (
            <Link
              to="/admin/sites/$site"
              params={{ site: site.id }}
              search={{ tab: 'articles', view: 'report' }}
              {...given}
            />
          )}
        >
          {words.report.link}
        </Button>
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
      </div>
      {first.length === 0 && (
        <Card>
          <p className={classes.empty}>{words.topicsFirst}</p>
        </Card>
      )}
      {isArranging ? (
        <Arranging site={site} center={center} onDone={() => setArranging(false)} />
      ) : (
        <ArticleList site={site} center={center} onEdit={(topic) => setOpen({ kind: 'topic', topic })} />
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
