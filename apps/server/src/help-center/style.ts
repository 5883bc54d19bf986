import { readFileSync } from 'node:fs';
import { formStyle } from './form-style.ts';

/** The help center's style: the shared tokens and a little of its own. */
export const styleSheet = `${readFileSync(new URL('../../../../packages/design/src/tokens.css', import.meta.url), 'utf8')}
body { margin: 0; background: var(--pl-color-surface); color: var(--pl-color-text); font: 1rem/1.6 var(--pl-font-sans, system-ui, sans-serif); }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; text-wrap: balance; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .75rem; }
p { max-width: 42rem; }
a { color: var(--pl-color-accent-text); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--pl-color-focus); outline-offset: 2px; border-radius: 4px; }
.muted { color: var(--pl-color-text-muted); }
.crumb { margin: 0 0 .5rem; }
.sites { padding-inline-start: 1.2rem; } .sites li { margin: .4rem 0; }
.languages { float: inline-end; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .92rem; border: 1px solid var(--pl-color-border); border-radius: 12px; overflow: hidden; }
th, td { text-align: start; vertical-align: top; padding: .7rem .9rem; border-bottom: 1px solid var(--pl-color-border); }
tbody tr:last-child > * { border-bottom: 0; }
thead th { font-weight: 600; color: var(--pl-color-text-muted); background: var(--pl-color-surface-sunken); white-space: nowrap; }
tbody th { font-weight: 400; width: 17rem; } td:nth-child(3) { width: 6.5rem; } td:nth-child(4) { width: 10rem; }
.aside { display: block; color: var(--pl-color-text-muted); font-size: .92em; margin-top: .25rem; }
@media (max-width: 44rem) {
  thead { position: absolute; clip-path: inset(50%); }
  table, tbody, tr, th, td { display: block; width: auto !important; }
  tbody tr { padding: .9rem; border-bottom: 1px solid var(--pl-color-border); }
  tbody tr:last-child { border-bottom: 0; }
  tbody th, td { padding: 0; border: 0; }
  tbody th { margin-bottom: .35rem; }
  td[data-label] { margin-top: .4rem; color: var(--pl-color-text-muted); }
  td[data-label]::before { content: attr(data-label) ': '; }
}
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
${formStyle}`;
