import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { useStore } from '../realtime/store.ts';
import { areShortcutsOn } from '../session/preferences.ts';
import { Dialog } from './dialog.tsx';
import classes from './help-dialog.module.css';

/** The list of shortcuts, opened with `?`. */
export function HelpDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const isOn = useStore(areShortcutsOn);
  const s = t.shortcuts;
  const groups: [string, [string[], string][]][] = [
    [
      s.groups.anywhere,
      [
        [['i'], s.inbox],
        [['v'], s.visitors],
        [['/'], s.search],
        [['Esc'], s.escape],
        [['?'], s.help],
      ],
    ],
    [
      s.groups.list,
      [
        [['j'], s.next],
        [['k'], s.previous],
        [['Enter'], s.open],
      ],
    ],
    [
      s.groups.conversation,
      [
        [['t'], s.take],
        [['r'], s.reply],
        [['n'], s.note],
        [['e'], s.end],
        [['Enter'], s.send],
        [['Shift', 'Enter'], s.newLine],
      ],
    ],
  ];
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={s.title} size="lg">
      <div className={classes.groups}>
        {groups.map(([title, rows]) => (
          <section key={title}>
            <h3 className={classes.group}>{title}</h3>
            <dl className={classes.rows}>
              {rows.map(([keys, what]) => (
                <div key={what} className={classes.row}>
                  <dt>{what}</dt>
                  <dd>
                    {keys.map((key) => (
                      <kbd key={key} className={classes.key}>
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        className={classes.switch}
        label={s.singleKeys}
        description={s.singleKeysHint}
        checked={isOn}
        onChange={(event) => areShortcutsOn.set(event.currentTarget.checked)}
      />
    </Dialog>
  );
}
