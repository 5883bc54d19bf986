import { settingsMarkdown } from '@porchlight/server';

export const commandNames = ['start', 'serve', 'seed', 'migrate'] as const;

export function isCommandName(name: string): name is (typeof commandNames)[number] {
  return (commandNames as readonly string[]).includes(name);
}

/** What `--help` prints. */
export function usage(): string {
  return `Porchlight

  npm start             the demo: two sites, the service and a seeded workspace, on loopback
  npm run serve         production: needs the public addresses of its four hosts
  npm run seed          fills the database with the demo's data
  --json                prints the addresses as one line of JSON

${settingsMarkdown()}`;
}
