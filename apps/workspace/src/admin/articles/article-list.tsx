import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { AdminSite, ArticleRow, ArticleState, HelpCategory, HelpCenterAnswer, SiteId } from '@porchlight/protocol';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useDeferredValue, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Pill, type PillTone } from '../../parts/pill.tsx';
import { Card, Cell, Table } from '../page.tsx';
import classes from './articles.module.css';
import {
  type ArticleKind,
  articleKinds,
  everything,
  findArticles,
  isChanged,
  isSeeking,
  type Sought,
} from './find-articles.ts';
import { inOrder, pathOf } from './topics.ts';

/** What was looked for in this window, so that the way back from an article leads to the same list. */
const soughtIn = new Map<SiteId, Sought>();
/** Of each topic so many at first: a help center may have thousands. */
const shownAtFirst = 50;

/** Topics with their articles, or those of them that somebody looks for. */
export function ArticleList(props: {
  site: AdminSite;
  center: HelpCenterAnswer;
  onEdit: (topic: HelpCategory) => void;
}): ReactNode {
  const { site, center, onEdit } = props;
  const { find: words } = t.admin.articles;
  const [sought, setSought] = useState(() => soughtIn.get(site.id) ?? everything);
  const later = useDeferredValue(sought);
  const isAll = !isSeeking(later);
  const found = findArticles(center, later);
  const change = (part: Partial<Sought>) => {
    const next = { ...sought, ...part };
    soughtIn.set(site.id, next);
    setSought(next);
  };
  const topics = inOrder(center).map((topic) => ({ topic, own: found.filter((one) => one.category === topic.id) }));
  return (
    <>
      {center.articles.length > 0 && (
        <search className={classes.find}>
          <TextInput
            type="search"
            label={words.query}
            value={sought.query}
            maxLength={200}
            onChange={(event) => change({ query: event.currentTarget.value })}
          />
          <NativeSelect
            label={words.kind}
            value={sought.kind}
            onChange={(event) => change({ kind: event.currentTarget.value as ArticleKind })}
            data={articleKinds.map((one) => ({ value: one, label: words.kinds[one] }))}
          />
          <p className={classes.count} role="status">
            {isAll ? words.all(center.articles.length) : words.found(found.length, center.articles.length)}
          </p>
        </search>
      )}
      {!isAll && found.length === 0 && (
        <Card>
          <div className={classes.none}>
            <p>{words.none}</p>
            <Button variant="default" onClick={() => change(everything)}>
              {words.showAll}
            </Button>
          </div>
        </Card>
      )}
      {topics
        .filter(({ own }) => isAll || own.length > 0)
        .map(({ topic, own }) => (
          <Topic key={topic.id} site={site} center={center} topic={topic} own={own} onEdit={() => onEdit(topic)} />
        ))}
    </>
  );
}

function Topic(props: {
  site: AdminSite;
  center: HelpCenterAnswer;
  topic: HelpCategory;
  own: ArticleRow[];
  onEdit: () => void;
}): ReactNode {
  const { site, center, topic, own, onEdit } = props;
  const { articles: words } = t.admin;
  const [shown, setShown] = useState(shownAtFirst);
  const name = pathOf(topic, center);
  const more = own.length - shown;
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
          {own.slice(0, shown).map((article) => (
            <Row key={article.id} site={site} center={center} article={article} />
          ))}
        </Table>
      )}
      {more > 0 && (
        <div className={classes.none}>
          <Button
            variant="default"
            aria-label={words.find.moreOf(Math.min(more, 200), name)}
            onClick={() => setShown(shown + 200)}
          >
            {words.find.more(Math.min(more, 200))}
          </Button>
        </div>
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
            const more = own?.isStale ? words.stale : own && isChanged(own) ? words.changedSince : null;
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
