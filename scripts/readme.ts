import { readFileSync, writeFileSync } from 'node:fs';
import { settingsMarkdown } from '../apps/server/src/config/settings.ts';

export const readmeUrl = new URL('../README.md', import.meta.url);

const table = /(<!-- configuration: [^>]* -->\n)[\s\S]*?(\n<!-- \/configuration -->)/;

/** The README with the configuration table as the code has it. */
export function withConfiguration(readme: string): string {
  return readme.replace(table, (_all, before: string, after: string) => `${before}${settingsMarkdown()}${after}`);
}

if (import.meta.main) writeFileSync(readmeUrl, withConfiguration(readFileSync(readmeUrl, 'utf8')));
