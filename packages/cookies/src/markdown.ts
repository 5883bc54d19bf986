import { attributesText, lifetimeText } from './cookie-table.ts';
import type { Entry } from './entry.ts';
import { everyMode } from './entry.ts';
import { register } from './register.ts';

/** [REG4] the register as the Markdown tables of `docs/spec/register.md`. */
export function registerMarkdown(list: readonly Entry[] = register): string {
  return [table(list, headOfEntries, entryCells), table(list, ['name', ...everyMode], modeCells)].join('\n\n');
}

const headOfEntries = ['name', 'purpose', 'store', 'attributes on https', 'category', 'for', 'value', 'counterpart'];

function entryCells(entry: Entry): string[] {
  return [
    nameCell(entry),
    entry.purpose,
    `${entry.store}, ${entry.party}, by ${entry.setBy}`,
    attributesText(entry, true),
    entry.category,
    entry.appliesTo,
    entry.valueText,
    entry.counterpart ?? '',
  ];
}

function modeCells(entry: Entry): string[] {
  return [
    nameCell(entry),
    ...everyMode.map((mode) => {
      const lifetime = entry.modes[mode];
      return lifetime === undefined ? 'none' : lifetimeText(lifetime);
    }),
  ];
}

function nameCell(entry: Entry): string {
  const name = `\`${entry.attributes?.prefix ?? ''}${entry.name}\``;
  return entry.insteadOf === null ? name : `${name} (in the tab, where cookies are refused)`;
}

function table(list: readonly Entry[], head: string[], cells: (entry: Entry) => string[]): string {
  const row = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...list.map((entry) => row(cells(entry)))].join('\n');
}
