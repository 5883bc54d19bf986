import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { t } from '../messages/index.ts';
import classes from './factors.module.css';

/** Free modules around the code, as readers want them. */
const margin = 4;

/** A text as a QR code, drawn in this page: nobody else sees it. */
export function QrCode({ text }: { text: string }): ReactNode {
  const drawn = useQuery({
    queryKey: ['qr-code'],
    queryFn: async () => (await import('qr')).default,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!drawn.data) return <div className={classes.picture} />;
  const rows = drawn.data(text, 'raw', { border: margin, ecc: 'medium' });
  const path = rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg
      className={classes.picture}
      role="img"
      aria-label={t.factors.app.picture}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
