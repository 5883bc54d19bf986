import { type Db, defineCommand, type Storage } from '../platform/db/index.ts';
import { newSecret } from '../platform/ids/index.ts';

export type InstallationTable = { key: string; value: string };

declare module '../platform/db/tables.ts' {
  interface Tables {
    installation: InstallationTable;
  }
}

const secretKey = 'access-token-secret';

/** Keeps the first secret that any node proposed, so that all nodes sign alike. */
export const ensureSecret = defineCommand<{ proposed: string }, string>({
  name: 'installation.ensure-secret',
  async run(db, { proposed }) {
    await db
      .insertInto('installation')
      .values({ key: secretKey, value: proposed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return (await findSecret(db)) ?? proposed;
  },
});

async function findSecret(db: Db): Promise<string | null> {
  const row = await db.selectFrom('installation').select('value').where('key', '=', secretKey).executeTakeFirst();
  return row?.value ?? null;
}

/** The secret that signs access tokens: 256 bits, made at the first start, kept in the database. */
export async function getSigningSecret(storage: Storage): Promise<string> {
  return (await findSecret(storage.read)) ?? storage.execute(ensureSecret, { proposed: newSecret() });
}
