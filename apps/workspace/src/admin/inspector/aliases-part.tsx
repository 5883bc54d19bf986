import { Button } from '@mantine/core';
import { info, shieldCheck } from '@porchlight/design/icons';
import type { AdminSite, InspectedAlias, InspectedVisit } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../../api.ts';
import { formatDateTime } from '../../dates.ts';
import { describeError } from '../../errors.ts';
import { t } from '../../messages/index.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { Pill } from '../../parts/pill.tsx';
import { showToast } from '../../parts/toasts.tsx';
import { Callout } from '../../session/gate.tsx';
import { Card } from '../page.tsx';
import classes from './aliases-part.module.css';
import { Entries, Entry } from './entry.tsx';

type Props = { site: AdminSite; told: InspectedVisit; now: number };

/** [VIS4] The ids that are this person's too: on what evidence, how strong it is, and the way to take them apart. */
export function AliasesPart({ site, told, now }: Props): ReactNode {
  const [parting, setParting] = useState<InspectedAlias | null>(null);
  const { inspector: words } = t.admin;
  return (
    <Card title={words.aliases} text={words.aliasesText}>
      {told.aliases.length === 0 && <p className={classes.none}>{words.noAliases}</p>}
      <Entries>
        {told.aliases.map((alias) => (
          <AliasEntry
            key={`${alias.visitor} ${alias.undoneAt}`}
            site={site}
            alias={alias}
            now={now}
            onPart={() => setParting(alias)}
          />
        ))}
      </Entries>
      <PartDialog site={site} told={told} alias={parting} onClose={() => setParting(null)} />
    </Card>
  );
}

function AliasEntry(props: { site: AdminSite; alias: InspectedAlias; now: number; onPart: () => void }): ReactNode {
  const { site, alias, now, onPart } = props;
  const { inspector: words } = t.admin;
  const { strength, evidence } = alias;
  const isUndone = alias.undoneAt !== null;
  const why =
    evidence === 'handoff' && strength === 'strong' ? words.evidence.handoffConfirmed : words.evidence[evidence];
  return (
    <Entry
      icon={strength === 'strong' ? shieldCheck : info}
      tone={isUndone ? 'calm' : strength === 'strong' ? 'good' : 'caution'}
      term={`alias: ${evidence}, ${strength}`}
      at={formatDateTime(alias.at, now)}
      action={
        !isUndone && (
          <Button variant="default" size="compact-md" aria-label={t.recognition.undoFor(alias.label)} onClick={onPart}>
            {t.recognition.undo}
          </Button>
        )
      }
    >
      <p className={classes.who} data-undone={isUndone}>
        <Link
          to="/admin/sites/$site"
          params={{ site: site.id }}
          search={{ tab: 'inspector', query: alias.visitor }}
          className={classes.name}
        >
          {alias.label}
        </Link>{' '}
        {isUndone ? (
          <Pill>{words.undoneAt(formatDateTime(alias.undoneAt ?? 0, now))}</Pill>
        ) : (
          <Pill tone={strength === 'strong' ? 'success' : 'warning'}>{words.strengths[strength]}</Pill>
        )}
      </p>
      <p>
        {why} {alias.via && words.via(alias.via.label)}
      </p>
      {!isUndone && <p className={classes.meaning}>{words.strengthText[strength]}</p>}
    </Entry>
  );
}

function PartDialog(props: {
  site: AdminSite;
  told: InspectedVisit;
  alias: InspectedAlias | null;
  onClose: () => void;
}): ReactNode {
  const { site, told, alias, onClose } = props;
  const client = useQueryClient();
  const part = useMutation({
    mutationFn: (one: InspectedAlias) => api.partAliasesOfSite(site.id, told.visitor.id, one.visitor),
    onSuccess: (_answer, one) => showToast({ tone: 'success', message: t.recognition.undone(one.label) }),
    onError(error) {
      // Somebody else was faster: what was wanted is so.
      if (isGone(error)) showToast({ tone: 'success', message: t.recognition.undoneAlready });
    },
    async onSettled(_answer, error) {
      if (error && !isGone(error)) return;
      close();
      await client.invalidateQueries({ queryKey: ['admin', 'visit', site.id] });
    },
  });
  const close = () => {
    part.reset();
    onClose();
  };
  return (
    <Dialog isOpen={alias !== null} onClose={close} title={t.recognition.undoTitle(alias?.label ?? '')} size="sm">
      <p className={classes.text}>{t.recognition.undoText}</p>
      {part.isError && !isGone(part.error) && (
        <Callout tone="danger" isAlert>
          {t.recognition.undoFailed} {describeError(part.error)}
        </Callout>
      )}
      <div className={classes.actions}>
        <Button variant="default" onClick={close}>
          {t.common.cancel}
        </Button>
        <Button data-autofocus loading={part.isPending} onClick={() => alias && part.mutate(alias)}>
          {t.recognition.undoConfirm}
        </Button>
      </div>
    </Dialog>
  );
}

function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'alias_not_found';
}
