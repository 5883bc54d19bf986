import { Button, Progress } from '@mantine/core';
import { download } from '@porchlight/design/icons';
import type { AdminSite, ImportReport } from '@porchlight/protocol';
import { limits } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Icon } from '../../parts/icon.tsx';
import { Callout } from '../../session/gate.tsx';
import { Cell, Table } from '../page.tsx';
import classes from './articles.module.css';
import { helpCenterQuery } from './queries.ts';

/** All articles as a folder of Markdown in an archive, and back, with a report of what was not taken. */
export function TransferForm({ site }: { site: AdminSite }): ReactNode {
  const { transfer: words } = t.admin.articles;
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [far, setFar] = useState<{ done: number; total: number } | null>(null);
  const bring = useMutation({
    mutationFn: (chosen: File) => api.importArticles(site.id, chosen, setFar),
    onSettled: () => client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey }),
  });
  const isTooLarge = file !== null && file.size > limits.importBytes;
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!file || isTooLarge) return;
    setFar(null);
    bring.mutate(file);
  }
  const percent = far ? Math.round((100 * far.done) / Math.max(1, far.total)) : 0;
  return (
    <div className={classes.stack}>
      <section className={`${classes.form} ${classes.first}`}>
        <h3>{words.exportTitle}</h3>
        <p className={classes.aside}>{words.exportText}</p>
        <div>
          <Button
            component="a"
            href={`/api/admin/sites/${site.id}/article-export`}
            download
            variant="default"
            leftSection={<Icon icon={download} size={16} />}
          >
            {words.export}
          </Button>
        </div>
      </section>
      <form className={classes.form} onSubmit={submit}>
        <h3>{words.importTitle}</h3>
        <p className={classes.aside}>{words.importText}</p>
        <label className={classes.fileField}>
          <span>{words.file}</span>
          <input
            type="file"
            accept=".zip,application/zip"
            onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
          />
        </label>
        {isTooLarge && <p className={classes.problem}>{words.tooLarge(limits.importBytes / 1_048_576)}</p>}
        <div>
          <Button type="submit" loading={bring.isPending} disabled={!file || isTooLarge}>
            {words.import}
          </Button>
        </div>
      </form>
      {bring.isPending && (
        <div>
          <Progress value={percent} aria-label={words.progressLabel} animated />
          <p className={classes.aside} role="status">
            {far ? words.progress(far.done, far.total) : words.uploading}
          </p>
        </div>
      )}
      {bring.isError && (
        <Callout tone="danger" isAlert>
          {describeError(bring.error)}
        </Callout>
      )}
      {bring.data && <Report report={bring.data} />}
    </div>
  );
}

function Report({ report }: { report: ImportReport }): ReactNode {
  const { transfer: words } = t.admin.articles;
  const { problems, moreProblems } = report;
  return (
    <section className={classes.form} aria-label={words.report}>
      <Callout tone={problems.length === 0 ? 'success' : 'warning'}>
        <span role="status">{words.done(report, report.problems.length + report.moreProblems)}</span>
      </Callout>
      {problems.length > 0 && (
        <Table head={Object.values(words.columns)} caption={words.notTaken}>
          {problems.map(({ path, reason, detail, isTaken }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a report does not change
            <tr key={at}>
              <Cell>
                <span className={classes.path}>{path}</span>
              </Cell>
              <Cell label={words.columns.why}>
                <div>
                  {words.reasons[reason]}
                  {detail !== '' && <div className={classes.aside}>{detail}</div>}
                  {isTaken && <div className={classes.aside}>{words.takenBut}</div>}
                </div>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      {moreProblems > 0 && <p>{words.more(moreProblems)}</p>}
    </section>
  );
}
