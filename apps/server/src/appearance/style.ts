import { appearanceTokens, type ChosenSchemes } from '@porchlight/design/appearance';

/** [HC21] The style sheet of a site's colours, for after the shared tokens; empty where nothing was chosen. */
export function appearanceStyle(colours: ChosenSchemes): string {
  const light = declarationsOf(colours, 'light');
  const dark = declarationsOf(colours, 'dark');
  return [
    light === '' ? '' : `:root{${light}}`,
    // As selective as the tokens' own, so that the later one counts.
    dark === '' ? '' : `@media (prefers-color-scheme:dark){:root:not([data-scheme='light']){${dark}}}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function declarationsOf(colours: ChosenSchemes, scheme: 'light' | 'dark'): string {
  return Object.entries(appearanceTokens(colours, scheme))
    .map(([name, value]) => `--pl-color-${name}:${value}`)
    .join(';');
}
