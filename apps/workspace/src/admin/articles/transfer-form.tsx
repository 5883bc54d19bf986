import { Button } from '@mantine/core';
import { download } from '@porchlight/design/icons';
import type { ExportReport, ImportReport, TransferProblem } from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Callout } from '../../session/gate.tsx';
import { Cell, Table } from '../page.tsx';
import classes from './articles.module.css';
import { sayFar, TransferProgress } from './transfer-progress.tsx';
import type { Transfer, TransferKind } from './use-transfer.ts';

/** All articles as a folder of Markdown in an archive, and back, with progress and a report of what was not taken. */
export function TransferForm({ transfer }: { transfer: Transfer }): ReactNode {
  const { transfer: words } = t.admin.articles;
  const [file, setFile] = useState<File | null>(null);
  const isTooLarge = file !== null && file.size > limits.importBytes;
  const running = transfer.running?.kind ?? null;
  const isBusy = running !== null;
  const give = useRef<HTMLButtonElement>(null);
  const take = useRef<HTMLButtonElement>(null);
  const before = useRef(running);
  useEffect(() => {
    const ended = running === null ? before.current : null;
    before.current = running;
    // The button that ends it had the focus, and is gone with it.
    if (ended && document.activeElement === document.body) (ended === 'export' ? give : take).current?.focus();
  }, [running]);
  function submit(event: FormEvent) {
    event.preventDefault();
    if (file && !isTooLarge) transfer.takeIn(file);
  }
  return (
    <div className={classes.stack}>
      <section className={`${classes.form} ${classes.first}`} aria-label={words.exportTitle}>
        <h3>{words.exportTitle}</h3>
        <p className={classes.aside}>{words.exportText}</p>
        <p className={classes.aside}>{words.exportWithout}</p>
        {running !== 'export' && (
          <div>
            <Button
              ref={give}
              variant="default"
              leftSection={<Icon icon={download} size={16} />}
              disabled={isBusy}
              onClick={transfer.giveOut}
            >
              {words.export}
            </Button>
          </div>
        )}
        <State kind="export" transfer={transfer} />
      </section>
      <form className={classes.form} onSubmit={submit} aria-label={words.importTitle}>
        <h3>{words.importTitle}</h3>
        <p className={classes.aside}>{words.importText}</p>
        <label className={classes.fileField}>
          <span>{words.file}</span>
          <input
            type="file"
            accept=".zip,application/zip"
            disabled={isBusy}
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        {isTooLarge && <p className={classes.problem}>{words.tooLarge(limits.importBytes / 1_048_576)}</p>}
        {running !== 'import' && (
          <div>
            <Button ref={take} type="submit" disabled={isBusy || !file || isTooLarge}>
              {words.import}
            </Button>
          </div>
        )}
        <State kind="import" transfer={transfer} />
      </form>
      <p className={classes.hidden} role="status">
        {aloud(transfer)}
      </p>
    </div>
  );
}
/** How far one of the two is, or how it ended. */
function State({ kind, transfer }: { kind: TransferKind; transfer: Transfer }): ReactNode {
  const { transfer: words } = t.admin.articles;
  const { running, ended, cancel } = transfer;
  if (running?.kind === kind) return <TransferProgress kind={kind} far={running.far} onCancel={cancel} />;
  if (ended?.kind !== kind) return null;
  if ('problem' in ended)
    return (
      <Callout tone="danger" isAlert>
        {ended.problem}
      </Callout>
    );
  if ('isCancelled' in ended) return <p>{words.cancelled[kind]}</p>;
  return <Report {...ended} />;
}

type Told = { kind: 'export'; report: ExportReport } | { kind: 'import'; report: ImportReport };

/** What a screen reader says, from one place that is always there; problems are alerts of their own. */
function aloud({ running, ended }: Transfer): string {
  if (running) return sayFar(running.kind, running.far);
  if (!ended || 'problem' in ended) return '';
  return 'isCancelled' in ended ? t.admin.articles.transfer.cancelled[ended.kind] : summaryOf(ended);
}

function summaryOf(told: Told): string {
  const { transfer: words } = t.admin.articles;
  if (told.kind === 'export') return words.exported(told.report.files);
  return words.done(told.report, told.report.problems.length + told.report.moreProblems);
}

function Report(told: Told): ReactNode {
  const { transfer: words } = t.admin.articles;
  const { problems, moreProblems } = told.report;
  const all = problems.length + moreProblems;
  return (
    <section className={classes.form} aria-label={words.report[told.kind]}>
      <Callout tone={all === 0 ? 'success' : 'warning'}>{summaryOf(told)}</Callout>
      {problems.length > 0 && (
        <Table head={Object.values(words.columns)} caption={words.notTaken[told.kind]}>
          {problems.map((problem, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
            <tr key={at}>
              <Cell>
                <span className={classes.path}>{problem.path}</span>
              </Cell>
              <Cell label={words.columns.why}>
                <Why kind={told.kind} problem={problem} />
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      {moreProblems > 0 && <p>{words.more(moreProblems)}</p>}
    </section>
  );
}

function Why({ kind, problem }: { kind: TransferKind; problem: TransferProblem }): ReactNode {
  const { transfer: words } = t.admin.articles;
  const { reason, detail, isTaken } = problem;
  return (
    <div>
      {kind === 'export' ? words.exportMissing : words.reasons[reason]}
      {detail !== '' && <div className={classes.aside}>{detail}</div>}
      {isTaken && <div className={classes.aside}>{words.takenBut}</div>}
    </div>
  );
}
