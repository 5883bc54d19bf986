import { attributesText } from './cookie-table.ts';
import type { Entry } from './entry.ts';
import { everyMode } from './entry.ts';
import { textsOf } from './languages.ts';
import { conditionOf } from './lifetimes.ts';
import { register } from './register.ts';

const texts = textsOf('en');

/** [REG4] the register as the Markdown tables of `docs/spec/register.md`. */
export function registerMarkdown(list: readonly Entry[] = register): string {
  return [table(list, headOfEntries, entryCells), table(list, ['name', ...everyMode], modeCells)].join('\n\n');
}

const headOfEntries = [
  'name',
  'purpose',
  'store',
  'attributes on https',
  'category',
  'for',
  'value',
  'set in',
  'counterpart',
];

function entryCells(entry: Entry): string[] {
  return [
    nameCell(entry),
    entry.purpose,
    `${entry.store}, ${entry.party}, by ${entry.setBy}`,
    attributesText(entry, true),
    entry.category,
    entry.appliesTo,
    entry.valueText,
    `\`${entry.setIn}\``,
    entry.counterpart ?? '',
  ];
}

function modeCells(entry: Entry): string[] {
  return [
    nameCell(entry),
    ...everyMode.map((mode) => {
      const lifetime = entry.modes[mode];
      if (lifetime === undefined) return 'none';
      const condition = entry.insteadOf === null ? conditionOf(entry, mode, true) : null;
      return texts.lifetimeOf(lifetime) + (condition === null ? '' : `, ${texts.conditions[condition]}`);
    }),
  ];
}

function nameCell(entry: Entry): string {
  const name = `\`${entry.attributes?.prefix ?? ''}${entry.name}\``;
  const condition = entry.insteadOf === null ? undefined : Object.values(entry.when)[0];
  return condition === undefined ? name : `${name} (${texts.conditions[condition]})`;
}

function table(list: readonly Entry[], head: string[], cells: (entry: Entry) => string[]): string {
  const row = (texts: readonly string[]) => `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [row(head), row(head.map(() => '---')), ...list.map((entry) => row(cells(entry)))].join('\n');
}
