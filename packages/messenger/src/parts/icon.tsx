import type { Icon as IconData } from '@porchlight/design/icons';

/** Draws an icon beside a text that says the same; hidden from assistive technology. */
export function Icon({ icon, small = false }: { icon: IconData; small?: boolean }) {
  const isStroke = icon.kind === 'stroke';
  return (
    <svg
      class={small ? 'icon icon-small' : 'icon'}
      viewBox={icon.viewBox}
      aria-hidden="true"
      fill={isStroke ? 'none' : 'currentColor'}
      stroke={isStroke ? 'currentColor' : 'none'}
      stroke-width={isStroke ? 2 : undefined}
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      {icon.paths.map((path) => (
        <path key={path} d={path} />
      ))}
    </svg>
  );
}
