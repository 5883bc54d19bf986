import { createHash } from 'node:crypto';

/** The style of forms and of the list of what is stored, beside that of every page. */
export const formStyle = `
.form-page { max-width: 32.5rem; }
.form-page h1 { font-size: 1.6rem; }
.form { display: grid; gap: 1.1rem; margin-block: 1.25rem; }
.field label { display: block; font-weight: 600; }
.hint { margin: .1rem 0 0; font-size: .875rem; color: var(--pl-color-text-muted); }
.field :is(input, select, textarea) { box-sizing: border-box; width: 100%; min-height: 44px; margin-block-start: .35rem; padding: .5rem .75rem; font: inherit; color: var(--pl-color-text); background: var(--pl-color-surface-raised); border: 1px solid var(--pl-color-border-strong); border-radius: var(--pl-radius-md); }
.field input[autocomplete=one-time-code] { font-family: var(--pl-font-mono); letter-spacing: .08em; text-transform: uppercase; }
.field [aria-invalid] { border-color: var(--pl-color-danger); box-shadow: inset 0 0 0 1px var(--pl-color-danger); }
.field textarea { min-height: 9rem; resize: vertical; line-height: 1.5; }
.quoted { margin: 0 0 1rem; padding: .1rem 1rem; border-inline-start: 3px solid var(--pl-color-border-strong); color: var(--pl-color-text-muted); overflow-wrap: anywhere; } .quoted p { white-space: pre-line; }
.wrong { margin: .35rem 0 0; font-size: .9rem; color: var(--pl-color-danger-text); }
.check { display: flex; gap: .6rem; align-items: center; min-height: 44px; cursor: pointer; }
.check input { width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--pl-color-accent); flex: none; }
.button { justify-self: start; min-height: 44px; padding: .5rem 1.35rem; font: inherit; font-weight: 600; color: var(--pl-color-on-accent); background: var(--pl-color-accent); border: 1px solid transparent; border-radius: var(--pl-radius-md); cursor: pointer; }
.button:hover { background: var(--pl-color-accent-hover); }
.button.danger { color: var(--pl-color-on-danger); background: var(--pl-color-danger); }
.button.danger:hover { background: var(--pl-color-danger-hover); }
.button.quiet { color: var(--pl-color-text); background: var(--pl-color-surface-raised); border-color: var(--pl-color-border-strong); }
.button.quiet:hover { background: var(--pl-color-surface-hover); }
:is(.field input, .field select, .field textarea, .check input, .button):focus-visible { outline: 3px solid var(--pl-color-focus); outline-offset: 2px; }
.said, .problem { padding: .8rem 1rem; border-radius: var(--pl-radius-md); border-inline-start: 4px solid; }
.said { background: var(--pl-color-success-soft); border-color: var(--pl-color-success); }
.problem { background: var(--pl-color-danger-soft); border-color: var(--pl-color-danger); }
.problem p { margin: .25rem 0 0; } .problem .form { margin-block: .75rem 0; }
.more, .steps, .logins { list-style: none; padding: 0; }
.more { margin-block-start: 1.5rem; border-block-start: 1px solid var(--pl-color-border); padding-block-start: .5rem; }
.more li { padding-block: .5rem; }
.steps, .logins { border: 1px solid var(--pl-color-border); border-radius: var(--pl-radius-md); background: var(--pl-color-surface-raised); overflow: hidden; }
.steps li + li { border-block-start: 1px solid var(--pl-color-border); }
.steps a { display: block; padding: .7rem 1rem; text-decoration: none; } .steps a:hover { background: var(--pl-color-surface-hover); text-decoration: underline; }
.steps a:focus-visible { outline-offset: -3px; }
.dangerous { color: var(--pl-color-danger-text); }
.address { font-weight: 600; overflow-wrap: anywhere; margin-block-end: 0; }
.logins li { display: flex; gap: 1rem; align-items: center; justify-content: space-between; padding: .8rem 1rem; border-block-end: 1px solid var(--pl-color-border); }
.logins li:last-child { border-block-end: 0; }
.logins p { margin: .15rem 0 0; font-size: .9rem; } .logins .form { margin: 0; flex: none; }
.mark { font-size: .8rem; padding: .1rem .5rem; border-radius: var(--pl-radius-full); background: var(--pl-color-accent-soft); color: var(--pl-color-accent-text); white-space: nowrap; }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; opacity: 0; pointer-events: none; }

a.button { display: inline-flex; align-items: center; text-decoration: none; }
.choices { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; } .choices .button { justify-self: stretch; }
.chosen { list-style: none; padding: .85rem 1.1rem; margin: 1rem 0; border: 1px solid var(--pl-color-border); border-radius: 12px; background: var(--pl-color-surface-raised); display: flex; flex-wrap: wrap; gap: .35rem 2rem; }
.crumb { margin: 0 0 .5rem; }
.stored { border: 1px solid var(--pl-color-border); border-radius: 12px; border-collapse: separate; border-spacing: 0; overflow: hidden; font-size: .92rem; }
.stored thead th { color: var(--pl-color-text-muted); white-space: nowrap; }
.stored tbody th { font-weight: 400; width: 17rem; background: none; } .stored td:nth-child(3) { width: 7.5rem; } .stored td:nth-child(4) { width: 10rem; }
.stored tr:last-child > * { border-block-end: 0; }
.stored code { overflow-wrap: anywhere; }
.aside { display: block; color: var(--pl-color-text-muted); font-size: .92em; margin-block-start: .25rem; }
@media (max-width: 44rem) {
  .stored thead { position: absolute; clip-path: inset(50%); }
  .stored, .stored :is(tbody, tr, th, td) { display: block; width: auto !important; }
  .stored tbody tr { padding: .9rem; border-block-end: 1px solid var(--pl-color-border); }
  .stored tbody tr:last-child { border-block-end: 0; }
  .stored :is(tbody th, td) { padding: 0; border: 0; }
  .stored tbody th { margin-block-end: .35rem; }
  .stored td[data-label] { margin-block-start: .4rem; color: var(--pl-color-text-muted); }
  .stored td[data-label]::before { content: attr(data-label) ': '; }
  .stored td[data-label]:lang(fr)::before { content: attr(data-label) '\\a0: '; }
}
`;

/** Its path changes with it, so that browsers may keep it for ever. */
export const formStylePath = `/style/forms-${createHash('sha256').update(formStyle).digest('hex').slice(0, 10)}.css`;
