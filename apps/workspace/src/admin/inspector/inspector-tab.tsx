import type { AdminSite } from '@porchlight/protocol';
import { useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { VisitList } from './visit-list.tsx';
import { VisitScreen } from './visit-screen.tsx';

/** [MODE8] Why visitors were recognised, or not: the visits of a site, and all about one of them. */
export function InspectorTab({ site }: { site: AdminSite }): ReactNode {
  const { visit } = useSearch({ from: '/admin/sites/$site' });
  return visit === undefined ? <VisitList site={site} /> : <VisitScreen site={site} id={visit} />;
}
