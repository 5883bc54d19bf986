import { createHash } from 'node:crypto';

/** The style of forms and conversations, beside that of every page. */
export const ticketStyle = `
.talk { max-width: 44rem; }
.narrow .form, .talk .form { max-width: 44rem; }
.field textarea { box-sizing: border-box; width: 100%; min-height: 8rem; margin-block-start: .35rem; padding: .6rem .75rem; font: inherit; line-height: 1.5; color: var(--pl-color-text); background: var(--pl-color-surface-raised); border: 1px solid var(--pl-color-border-strong); border-radius: var(--pl-radius-md); resize: vertical; }
.field :is(textarea, select)[aria-invalid] { border-color: var(--pl-color-danger); box-shadow: inset 0 0 0 1px var(--pl-color-danger); }
.field input[type=file] { padding: .4rem; } .field input[type=file]::file-selector-button { font: inherit; margin-inline-end: .75rem; padding: .3rem .8rem; border: 1px solid var(--pl-color-border-strong); border-radius: 8px; background: var(--pl-color-surface-sunken); color: inherit; cursor: pointer; }
:is(.field textarea, .field input[type=file]):focus-visible { outline: 3px solid var(--pl-color-focus); outline-offset: 2px; }
.wrong p { margin: 0; }
a.button { display: inline-flex; align-items: center; text-decoration: none; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; }
.kept { border: 1px solid var(--pl-color-border); border-radius: var(--pl-radius-md); padding: .5rem 1rem; margin: 0; min-width: 0; } .kept legend { font-weight: 600; padding-inline: .35rem; } .kept bdi { overflow-wrap: anywhere; }
.suggested { border: 1px solid var(--pl-color-border); border-radius: 12px; background: var(--pl-color-accent-soft); padding: .9rem 1.1rem; max-width: 44rem; }
.suggested[hidden] { display: none; }
.suggested h2 { margin: 0 0 .35rem; font-size: 1.05rem; } .suggested ul { margin: 0; padding-inline-start: 1.2rem; } .suggested li { padding-block: .2rem; }
.list { list-style: none; padding: 0; margin: 1.25rem 0; border: 1px solid var(--pl-color-border); border-radius: 14px; background: var(--pl-color-surface-raised); overflow: hidden; }
.list li + li { border-block-start: 1px solid var(--pl-color-border); }
.list a { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem 1rem; padding: .9rem 1.1rem; color: inherit; text-decoration: none; } .list a:hover { background: var(--pl-color-surface-hover); } .list a:focus-visible { outline-offset: -3px; }
.list b { overflow-wrap: anywhere; } .list a:hover b { text-decoration: underline; }
.list .last { grid-column: 1 / -1; margin: 0; color: var(--pl-color-text-muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.list time { color: var(--pl-color-text-muted); font-size: .9rem; }
.marks { display: flex; flex-wrap: wrap; gap: .4rem; grid-column: 1 / -1; }
.mark.new { background: var(--pl-color-accent); color: var(--pl-color-on-accent); border-color: transparent; }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem 1.25rem; margin: 0 0 1.5rem; } .facts dt { color: var(--pl-color-text-muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.talked { list-style: none; padding: 0; margin: 1.5rem 0; display: grid; gap: 1rem; }
.said-by { max-width: 36rem; padding: .8rem 1.05rem; border-radius: 14px; border: 1px solid var(--pl-color-border); background: var(--pl-color-surface-raised); justify-self: start; }
.said-by.own { justify-self: end; background: var(--pl-color-accent-soft); border-color: transparent; }
.said-by header { display: flex; flex-wrap: wrap; gap: .1rem .75rem; justify-content: space-between; font-size: .9rem; } .said-by header time { color: var(--pl-color-text-muted); }
.said-by p { margin: .25rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.brought { list-style: none; padding: 0; margin: .5rem 0 0; } .brought a { display: inline-block; padding-block: .3rem; overflow-wrap: anywhere; }
.happened { justify-self: center; text-align: center; font-size: .92rem; color: var(--pl-color-text-muted); }
.scores { border: 0; padding: 0; margin: 0; } .scores legend { font-weight: 600; padding: 0; } .scores div { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
.part { margin-block-start: 2.5rem; border-block-start: 1px solid var(--pl-color-border); padding-block-start: 1rem; } .part h2 { margin-block-start: 0; }
@media print { .form, .no-print, .part { display: none; } .said-by { break-inside: avoid; } }
`;

const mark = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** Their paths change with them, so that browsers may keep them for ever. */
export const ticketStylePath = `/style/tickets-${mark(ticketStyle)}.css`;

/**
 * [HC15] Shows articles while the subject is being typed: all that a page of the help center ever runs. Works through
 * nothing but an address of ours, so that the policy allows our own scripts and requests alone.
 */
export const suggestScript = `(() => {
const field = document.getElementById('subject'), box = document.getElementById('suggestions');
if (!field || !box) return;
const list = box.querySelector('ul');
let timer, asked = '';
const ask = async () => {
  const query = field.value.trim();
  if (query === asked) return;
  asked = query;
  if (query.length < 4) { box.hidden = true; return; }
  try {
    const answer = await fetch(box.dataset.from + '&q=' + encodeURIComponent(query), { headers: { accept: 'application/json' } });
    if (!answer.ok) return;
    const { articles } = await answer.json();
    if (query !== asked) return;
    list.replaceChildren(...articles.map(({ title, path, language, direction }) => {
      const item = document.createElement('li'), link = document.createElement('a');
      link.textContent = title; link.href = path; link.lang = language; link.dir = direction; link.target = '_blank'; link.rel = 'noopener';
      item.append(link);
      return item;
    }));
    box.querySelector('h2').textContent = box.dataset.title;
    box.hidden = articles.length === 0;
  } catch {}
};
field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(ask, 250); });
})();
`;
export const suggestScriptPath = `/script/suggest-${mark(suggestScript)}.js`;
