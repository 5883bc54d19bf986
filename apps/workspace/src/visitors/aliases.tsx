import { Button } from '@mantine/core';
import { info, shieldCheck } from '@porchlight/design/icons';
import type { VisitorAlias, VisitorCard } from '@porchlight/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { ApiError, api } from '../api.ts';
import { formatDateTime } from '../dates.ts';
import { describeError } from '../errors.ts';
import { t } from '../messages/index.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { showToast } from '../parts/toasts.tsx';
import { Callout } from '../session/gate.tsx';
import classes from './aliases.module.css';
import { explainEvidence } from './explain-visit.ts';

const icons = { strong: shieldCheck, weak: info };

/** [VIS4] The other ids of this person: surely or probably, on which evidence, since when, and the way to part them. */
export function Aliases({ card, now }: { card: VisitorCard; now: number }): ReactNode {
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
            </div>
          </li>
        ))}
      </ul>
      {card.aliases.some(({ strength }) => strength === 'weak') && (
        <p className={classes.hint}>{t.recognition.weakHint}</p>
      )}
      <PartDialog card={card} alias={parting} onClose={() => setParting(null)} />
    </section>
  );
}

function PartDialog(props: { card: VisitorCard; alias: VisitorAlias | null; onClose: () => void }): ReactNode {
  const { card, alias, onClose } = props;
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['agent', 'visitor'] });
  const part = useMutation({
    mutationFn: (one: VisitorAlias) => api.partAliases(card.id, one.visitor),
    onSuccess: (_answer, one) => showToast({ tone: 'success', message: t.recognition.undone(one.label) }),
    onError(error) {
      // Somebody else was faster: what was wanted is so.
      if (isGone(error)) showToast({ tone: 'success', message: t.recognition.undoneAlready });
    },
    async onSettled(_answer, error) {
      if (error && !isGone(error)) return;
      close();
      await refresh();
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
