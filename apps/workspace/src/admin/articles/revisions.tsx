import { Button } from '@mantine/core';
import { type ArticleTextRow, directionOf } from '@porchlight/protocol';
import { useMutation, useQuery } from '@tanstack/react-query';
import { diffLines } from 'diff';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api, type TextOf } from '../../api.ts';
import { formatDateTime } from '../../dates.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Pill } from '../../parts/pill.tsx';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import { Callout } from '../../session/gate.tsx';
import classes from './articles.module.css';
import { revisionQuery, revisionsQuery } from './queries.ts';

type Props = {
  of: TextOf;
  text: ArticleTextRow;
  /** Whether what stands in the editor would be lost. */
  hasUnsaved: boolean;
  onRestored: () => Promise<void>;
};

/** Every revision of a text, newest first, each compared with the newest, to be brought back. */
export function Revisions({ of, text, hasUnsaved, onRestored }: Props): ReactNode {
  const { articles: words } = t.admin;
  const now = useNow(60_000);
  const revisions = useQuery(revisionsQuery(of));
  const [chosen, setChosen] = useState<number | null>(null);
  if (revisions.isPending) return <Bones rows={4} shape="line" />;
  if (revisions.isError) return <ErrorState error={revisions.error} onRetry={() => void revisions.refetch()} />;
  return (
    <div className={classes.stack}>
      <ul className={classes.revisions}>
        {revisions.data.revisions.map(({ number, title, by, at, votes }) => (
          <li key={number}>
            <button
              type="button"
              className={classes.revision}
              aria-expanded={chosen === number}
              onClick={() => setChosen(chosen === number ? null : number)}
            >
              <b>{words.revision(number)}</b> <span dir="auto">{title}</span>{' '}
              {number === text.live && <Pill tone="success">{words.isOut}</Pill>}
              {number === text.draft && <Pill tone="grey">{words.isNewest}</Pill>}
              <span className={classes.aside}>
                {words.revisionBy(by || words.bySystem, formatDateTime(at, now))}
                {votes.yes + votes.no > 0 && ` · ${words.columns.votes}: ${words.votes(votes.yes, votes.no)}`}
              </span>
            </button>
            {chosen === number && (
              <Comparison of={of} number={number} newest={text.draft} hasUnsaved={hasUnsaved} onRestored={onRestored} />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Comparison(props: {
  of: TextOf;
  number: number;
  newest: number;
  hasUnsaved: boolean;
  onRestored: () => Promise<void>;
}): ReactNode {
  const { of, number, newest, hasUnsaved, onRestored } = props;
  const { articles: words } = t.admin;
  const old = useQuery(revisionQuery(of, number));
  const last = useQuery(revisionQuery(of, newest));
  const restore = useMutation({
    mutationFn: () => api.restoreRevision(of, number, newest),
    onSuccess: async () => {
      showToast({ tone: 'success', message: words.restored });
      await onRestored();
    },
  });
  const failed = old.error ?? last.error;
  if (failed) return <ErrorState error={failed} onRetry={() => void Promise.all([old.refetch(), last.refetch()])} />;
  if (!old.data || !last.data) return <Bones rows={3} shape="line" />;
  const [from, to] = [old.data, last.data];
  const isNewest = number === newest;
  const isSame = from.title === to.title && from.summary === to.summary && from.markdown === to.markdown;
  const language = { lang: of.language, dir: directionOf(of.language) };
  return (
    <div className={classes.comparison}>
      <p className={classes.aside}>{isNewest ? words.newestText : isSame ? words.same : words.compare}</p>
      {!isNewest && !isSame && (
        <p className={classes.legend}>
          <del>{words.removed}</del> <ins>{words.added}</ins>
        </p>
      )}
      {(['title', 'summary'] as const).map(
        (one) =>
          from[one] !== to[one] && (
            <p key={one} className={classes.line}>
              <span className={classes.aside}>{words[one]}</span>
              {from[one] !== '' && <del {...language}>{from[one]}</del>}
              {to[one] !== '' && <ins {...language}>{to[one]}</ins>}
            </p>
          ),
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre className={classes.diff} tabIndex={0} {...language}>
        <Parts parts={diffLines(from.markdown, to.markdown)} />
      </pre>
      {restore.isError && (
        <Callout tone="danger" isAlert>
          {describeError(restore.error)}
        </Callout>
      )}
      {!isNewest && (
        <div className={classes.actions}>
          <Button
            loading={restore.isPending}
            onClick={() => {
              if (!hasUnsaved || window.confirm(words.restoreUnsaved)) restore.mutate();
            }}
          >
            {words.restore}
          </Button>
        </div>
      )}
    </div>
  );
}

/** What both have, what only this one has, and what only the newest has. */
function Parts({ parts }: { parts: readonly { value: string; added?: boolean; removed?: boolean }[] }): ReactNode {
  return parts.map(({ value, added, removed }, at) => {
    const Element = added ? 'ins' : removed ? 'del' : 'span';
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no name but their place
    return <Element key={at}>{value}</Element>;
  });
}
