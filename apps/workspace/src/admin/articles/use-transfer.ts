import type { AdminSite, ExportReport, ImportReport } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { showToast } from '../../parts/toasts.tsx';
import { helpCenterQuery } from './queries.ts';
import { exportArticles, importArticles, TransferError, type TransferFar } from './transfer.ts';

export type TransferKind = 'export' | 'import';

type Ended =
  | { kind: 'export'; report: ExportReport }
  | { kind: 'import'; report: ImportReport }
  | { kind: TransferKind; problem: string }
  | { kind: TransferKind; isCancelled: true };

/** What goes on, or went on last; one thing at a time. */
export type Transfer = {
  running: { kind: TransferKind; far: TransferFar | null } | null;
  ended: Ended | null;
  giveOut: () => void;
  takeIn: (file: File) => void;
  cancel: () => void;
};

/**
 * Bringing articles in and out. It goes on while its dialog is closed, tells its end by a toast then, and asks before
 * somebody leaves, since it ends with the screen.
 */
export function useTransfer(site: AdminSite, isShown: boolean): Transfer {
  const { transfer: words } = t.admin.articles;
  const client = useQueryClient();
  const [far, setFar] = useState<TransferFar | null>(null);
  const abort = useRef(new AbortController());
  const shown = useRef(isShown);
  shown.current = isShown;
  useEffect(() => () => abort.current.abort(), []);
  const work = useMutation({
    mutationFn: async (what: { kind: 'export' } | { kind: 'import'; file: File }): Promise<Ended> => {
      abort.current = new AbortController();
      setFar(null);
      const options = { signal: abort.current.signal, onProgress: setFar };
      try {
        if (what.kind === 'import')
          return { kind: what.kind, report: await importArticles(site.id, what.file, options) };
        const { archive, name, report } = await exportArticles(site.id, options);
        save(archive, name);
        return { kind: what.kind, report };
      } catch (error) {
        if (options.signal.aborted) return { kind: what.kind, isCancelled: true };
        const problem = error instanceof TransferError ? words.broken[error.how][what.kind] : describeError(error);
        return { kind: what.kind, problem };
      }
    },
    onSuccess: async (ended) => {
      if (!shown.current && 'problem' in ended) showToast({ tone: 'danger', message: ended.problem });
      if (!shown.current && 'report' in ended)
        showToast({
          tone: 'success',
          message: ended.kind === 'export' ? words.exported(ended.report.files) : words.imported,
        });
      if (ended.kind === 'import') await client.invalidateQueries({ queryKey: helpCenterQuery(site.id).queryKey });
    },
  });
  useBlocker({ shouldBlockFn: () => !window.confirm(words.leave), disabled: !work.isPending });
  return {
    running: work.isPending ? { kind: work.variables.kind, far } : null,
    ended: work.isPending ? null : (work.data ?? null),
    giveOut: () => work.mutate({ kind: 'export' }),
    takeIn: (file) => work.mutate({ kind: 'import', file }),
    cancel: () => abort.current.abort(),
  };
}

function save(archive: Blob, name: string): void {
  const url = URL.createObjectURL(archive);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // A browser that asks where to put it reads it later.
  setTimeout(() => URL.revokeObjectURL(url), 600_000);
}
