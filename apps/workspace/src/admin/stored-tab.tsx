import type { AdminSite } from '@porchlight/protocol';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import { Pill } from '../parts/pill.tsx';
import { Bones, ErrorState } from '../parts/states.tsx';
import { Card, Cell, Table } from './page.tsx';
import { storedQuery } from './queries.ts';
import classes from './tables.module.css';

const tones = { necessary: 'success', functional: 'accent', analytics: 'note' } as const;

/** [REG4] The register as it stands for this site. */
export function StoredTab({ site }: { site: AdminSite }): ReactNode {
  const stored = useQuery(storedQuery(site.id));
  const { storedColumns: columns } = t.admin;
  return (
    <Card title={t.admin.storedTitle} text={t.admin.storedText} isFlush>
      {stored.isPending && <Bones rows={5} shape="row" />}
      {stored.isError && <ErrorState error={stored.error} onRetry={() => void stored.refetch()} />}
      {stored.data && (
        <>
          <Table head={[columns.name, columns.purpose, columns.store, columns.lifetime, columns.category]}>
            {stored.data.map((entry) => (
              <tr key={`${entry.name} ${entry.store}`}>
                <Cell className={classes.code}>{entry.name}</Cell>
                <Cell className={classes.purpose}>
                  {entry.purpose}
                  {entry.when && <span className={classes.aside}>{t.admin.storedWhen(entry.when)}</span>}
                  {entry.foreign && <span className={classes.aside}>{t.admin.storedForeign(entry.foreign)}</span>}
                  {entry.appliesTo === 'member' && <span className={classes.aside}>{t.admin.storedMember}</span>}
                </Cell>
                <Cell label={columns.store}>{entry.store}</Cell>
                <Cell label={columns.lifetime}>{entry.lifetime}</Cell>
                <Cell label={columns.category}>
                  <Pill tone={tones[entry.category as keyof typeof tones] ?? 'grey'}>
                    {t.admin.categories[entry.category] ?? entry.category}
                  </Pill>
                </Cell>
              </tr>
            ))}
          </Table>
          <p className={classes.after}>
            <a href={`/api/sites/${site.id}/cookies.json`} target="_blank" rel="noopener">
              {t.admin.storedJson}
            </a>
          </p>
        </>
      )}
    </Card>
  );
}
