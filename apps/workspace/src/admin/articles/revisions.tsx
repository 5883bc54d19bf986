import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { diffLines } from 'diff';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api, type TextOf } from '../../api.ts';
import { formatDateTime } from '../../dates.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Bones, ErrorState } from '../../parts/states.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { useNow } from '../../realtime/now.ts';
import { Callout } from '../../session/gate.tsx';
import classes from './articles.module.css';
import { revisionQuery, revisionsQuery } from './queries.ts';

/** Every revision of a text, newest first, each compared with the newest, to be brought back. */
export function Revisions(props: { of: TextOf; newest: number; onRestored: () => Promise<void> }): ReactNode {
  const { of, newest, onRestored } = props;
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
              <b>{words.revision(number)}</b> {title}
              <span className={classes.aside}>
                {words.revisionBy(by || words.bySystem, formatDateTime(at, now))}
                {votes.yes + votes.no > 0 && ` · ${words.columns.votes}: ${words.votes(votes.yes, votes.no)}`}
              </span>
            </button>
            {chosen === number && <Comparison of={of} number={number} newest={newest} onRestored={onRestored} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Comparison(props: { of: TextOf; number: number; newest: number; onRestored: () => Promise<void> }): ReactNode {
  const { of, number, newest, onRestored } = props;
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
  const parts = diffLines(old.data.markdown, last.data.markdown);
  const isSame = parts.every((part) => !part.added && !part.removed);
  return (
    <div className={classes.form}>
      <p className={classes.aside}>{isSame ? words.same : words.compare}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <pre className={classes.diff} tabIndex={0} lang={of.language} dir="auto">
        {parts.map((part, at) => {
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no name but their place
          if (part.added) return <ins key={at}>{part.value}</ins>;
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no name but their place
          if (part.removed) return <del key={at}>{part.value}</del>;
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no name but their place
          return <span key={at}>{part.value}</span>;
        })}
      </pre>
      {restore.isError && (
        <Callout tone="danger" isAlert>
          {describeError(restore.error)}
        </Callout>
      )}
      {number !== newest && (
        <div className={classes.actions}>
          <Button loading={restore.isPending} onClick={() => restore.mutate()}>
            {words.restore}
          </Button>
        </div>
      )}
    </div>
  );
}
