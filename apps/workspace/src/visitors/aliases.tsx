import { Button } from '@mantine/core';
import { info, shieldCheck } from '@porchlight/design/icons';
import type { VisitorAlias, VisitorCard } from '@porchlight/protocol';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '../api.ts';
import { formatDateTime } from '../dates.ts';
import { t } from '../messages/index.ts';
import { Icon } from '../parts/icon.tsx';
import { useMayDo } from '../session/permissions.ts';
import classes from './aliases.module.css';
import { explainEvidence } from './explain-visit.ts';
import { PartDialog } from './part-dialog.tsx';

const icons = { strong: shieldCheck, weak: info };

/** [VIS4] The other ids of this person: surely or probably, on which evidence, since when, and the way to part them. */
export function Aliases({ card, now }: { card: VisitorCard; now: number }): ReactNode {
  const mayPart = useMayDo('visitors.part');
  const [parting, setParting] = useState<VisitorAlias | null>(null);
  if (card.aliases.length === 0) return null;
  return (
    <section aria-label={t.recognition.aliases}>
      <ul className={classes.list}>
        {card.aliases.map((alias) => (
          <li key={alias.visitor} className={classes.alias} data-strength={alias.strength}>
            <Icon icon={icons[alias.strength]} size={18} />
            <div className={classes.words}>
              <p className={classes.who}>{t.recognition[alias.strength](alias.label)}</p>
              <p className={classes.why}>
                {explainEvidence(alias, card)} · {formatDateTime(alias.at, now)}
              </p>
              {mayPart && (
                <Button
                  className={classes.undo}
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  aria-label={t.recognition.undoFor(alias.label)}
                  onClick={() => setParting(alias)}
                >
                  {t.recognition.undo}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {card.aliases.some(({ strength }) => strength === 'weak') && (
        <p className={classes.hint}>{t.recognition.weakHint}</p>
      )}
      <PartDialog
        alias={parting}
        part={(visitor) => api.partAliases(card.id, visitor)}
        changed={['agent', 'visitor']}
        onClose={() => setParting(null)}
      />
    </section>
  );
}
