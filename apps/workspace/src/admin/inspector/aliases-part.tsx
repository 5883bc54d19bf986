import { Button } from '@mantine/core';
import { info, shieldCheck } from '@porchlight/design/icons';
import type { AdminSite, InspectedAlias, InspectedVisit } from '@porchlight/protocol';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../../api.ts';
import { formatDateTime } from '../../dates.ts';
import { t } from '../../messages/index.ts';
import { Pill } from '../../parts/pill.tsx';
import { PartDialog } from '../../visitors/part-dialog.tsx';
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
      <PartDialog
        alias={parting}
        part={(visitor) => api.partAliasesOfSite(site.id, told.visitor.id, visitor)}
        changed={['admin', 'visit', site.id]}
        onClose={() => setParting(null)}
      />
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
