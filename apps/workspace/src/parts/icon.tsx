import type { Icon as IconData } from '@porchlight/design/icons';
import type { ReactNode } from 'react';

/** Draws one of the shared icons; hidden from assistive technology unless it has a `label` of its own. */
export function Icon(props: {
  icon: IconData;
  size?: number;
  label?: string | undefined;
  className?: string | undefined;
}): ReactNode {
  const { icon, size = 20, label, className } = props;
  const isStroke = icon.kind === 'stroke';
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: hidden, or named by aria-label
    <svg
      className={className}
      width={size}
      height={size}
      viewBox={icon.viewBox}
      fill={isStroke ? 'none' : 'currentColor'}
      stroke={isStroke ? 'currentColor' : 'none'}
      strokeWidth={isStroke ? (size < 18 ? 2 : 1.75) : 0}
      strokeLinecap="round"
      strokeLinejoin="round"
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {icon.paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
