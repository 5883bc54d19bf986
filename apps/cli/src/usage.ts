import { settingsMarkdown } from '@porchlight/server';

export const commandNames = ['start', 'serve', 'seed', 'migrate', 'articles'] as const;

export function isCommandName(name: string): name is (typeof commandNames)[number] {
  return (commandNames as readonly string[]).includes(name);
}

/** What `--help` prints. */
export function usage(): string {
  return `Porchlight

  npm start             the demo: two sites, the service and a seeded workspace, on loopback
  npm run serve         production: needs the public addresses of its four hosts
  npm run seed          fills the database with the demo's data
  npm run articles -- export <folder>    writes a help center as Markdown files, with --site <id> for one
  npm run articles -- import <folder>    takes such a folder, and tells what was not taken
  --json                prints the addresses as one line of JSON

${settingsMarkdown()}`;
}
