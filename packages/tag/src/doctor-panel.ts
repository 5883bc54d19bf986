import { alert, check, close as closeIcon, type Icon, search } from '@porchlight/design/icons';
import type { DoctorBridge } from './doctor-bridge.ts';
import type { Facts } from './doctor-facts.ts';
import type { Finding, FindingLevel } from './doctor-findings.ts';
import { reportOf, seenBy } from './doctor-report.ts';
import { doctorCss, paperCss } from './doctor-style.ts';
import { type DoctorTexts, fill } from './doctor-texts.ts';
import { addStyle, drawIcon, make } from './elements.ts';

const icons: Record<FindingLevel, Icon> = { broken: alert, look: search, ok: check };
const levels: FindingLevel[] = ['broken', 'look', 'ok'];

/** The doctor's panel: opened at once, it says what goes on and then what was found. */
export type DoctorPanel = {
  root: ShadowRoot;
  showFound(facts: Facts, findings: readonly Finding[]): void;
  /** The code is not good: nothing was checked. */
  showCodeBad(): void;
};

/** [DOC7] Mounts the panel beside the page's body; it takes the focus, and gives it back when it is closed. */
export function mountPanel({ nonce }: DoctorBridge, lang: string, texts: DoctorTexts, again: () => void): DoctorPanel {
  const host = make('div', { id: 'porchlight-doctor' });
  const root = host.attachShadow({ mode: 'open' });
  const opener = document.activeElement as HTMLElement | null;
  const live = make('div', { className: 'live', role: 'status' });
  const body = make('div', { className: 'body', tabIndex: 0, role: 'region', ariaLabel: texts.title });
  const footer = make('footer', { hidden: true });
  const button = (text: string, onclick: () => void, className = '') =>
    make('button', { type: 'button', className, onclick }, text);
  const shut = make(
    'button',
    { type: 'button', className: 'x', ariaLabel: texts.close, onclick: end },
    drawIcon(closeIcon),
  );
  const panel = make(
    'div',
    { className: 'panel', role: 'dialog', tabIndex: -1, lang, dir: 'ltr' },
    make(
      'header',
      {},
      make(
        'div',
        {},
        make('h2', { id: 'title' }, texts.title),
        make('p', { className: 'lead', id: 'lead' }, texts.lead),
      ),
      shut,
    ),
    body,
    footer,
    live,
  );
  panel.setAttribute('aria-labelledby', 'title');
  panel.setAttribute('aria-describedby', 'lead');
  body.append(make('div', { className: 'sum' }, make('span', { className: 'spin' }), texts.checking));
  addStyle(root, doctorCss, nonce);
  const paper = addPaper();
  root.append(panel);
  host.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end();
  });
  document.documentElement.append(host);
  panel.focus();
  live.textContent = texts.checking;

  function end(): void {
    host.remove();
    paper();
    opener?.focus();
  }

  /** Copies a text, or marks it where the browser does not let it be copied. */
  function copier(text: string, label: string, name: string, marked: Element): HTMLButtonElement {
    const made = button(label, async () => {
      try {
        await navigator.clipboard.writeText(text);
        made.textContent = live.textContent = texts.copied;
        setTimeout(() => {
          made.textContent = label;
          live.textContent = '';
        }, 2_000);
      } catch {
        getSelection()?.selectAllChildren(marked);
      }
    });
    if (name !== label) made.ariaLabel = name;
    return made;
  }

  function item({ level, key, values, snippet }: Finding): HTMLLIElement {
    const [title, text, todo] = texts.findings[key].map((words) => fill(words ?? '', values)) as [
      string,
      string,
      string?,
    ];
    const made = make(
      'li',
      { className: level },
      make('span', { className: 'mark' }, drawIcon(icons[level]), texts.levels[level]),
      make('h3', {}, title),
      make('p', {}, text),
    );
    if (todo) made.append(make('h4', {}, texts.todo), make('p', { className: 'what' }, todo));
    if (snippet) {
      const code = make('pre', {}, snippet);
      made.append(code, copier(snippet, texts.copy, fill(texts.copyOf, { title }), code));
    }
    return made;
  }

  function conclude(level: FindingLevel, text: string): void {
    body.replaceChildren(make('div', { className: `sum ${level}` }, drawIcon(icons[level]), text));
    live.textContent = text;
  }

  return {
    root,
    showCodeBad() {
      conclude('broken', texts.codeBad);
      body.append(make('p', { className: 'left' }, texts.codeBadText));
    },
    showFound(facts, findings) {
      const of = (level: FindingLevel) => findings.filter((one) => one.level === level);
      const [broken, look, ok] = levels.map((level) => of(level).length) as [number, number, number];
      const text =
        broken + look === 0 ? texts.allGood : fill(broken === 0 ? texts.doneToLook : texts.done, { broken, look, ok });
      conclude(broken > 0 ? 'broken' : look > 0 ? 'look' : 'ok', text);
      const wanted = [...of('broken'), ...of('look')];
      if (wanted.length > 0) body.append(make('ul', {}, ...wanted.map(item)));
      body.append(
        make(
          'details',
          { open: wanted.length === 0 },
          make('summary', {}, fill(texts.fine, { count: ok })),
          make('ul', {}, ...of('ok').map(item)),
        ),
      );
      const seen = seenBy(facts, texts);
      const rows = seen.flatMap(([name, value]) => [make('dt', {}, name), make('dd', {}, value)]);
      body.append(make('details', {}, make('summary', {}, texts.seen), make('dl', {}, ...rows)));
      const { answer } = facts;
      if (answer)
        body.append(
          make(
            'p',
            { className: 'left' },
            fill(texts.left, { minutes: answer.minutesLeft, checks: answer.checksLeft }),
          ),
        );
      const report = reportOf(facts, findings, texts);
      footer.replaceChildren(
        button(texts.again, again, 'main'),
        copier(report, texts.copyReport, texts.copyReport, body),
        button(texts.print, () => printAll(body)),
      );
      footer.hidden = false;
    },
  };
}

/** On paper nothing can be opened. */
function printAll(body: HTMLElement): void {
  for (const part of body.querySelectorAll('details')) part.open = true;
  print();
}

/** Leaves the page itself out on paper; answers with how to let it in again. */
function addPaper(): () => void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(paperCss);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return () => {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
    };
  } catch {
    return () => {};
  }
}
