import { type Config, openDatabase, seedDemo } from '@porchlight/server';

/** Brings the schema up to date, and for `seed` fills in the demo's data; then closes. */
export async function prepare(command: 'seed' | 'migrate', config: Config): Promise<void> {
  const storage = await openDatabase(config);
  try {
    if (command === 'seed') await seedDemo({ storage, config, clock: { now: () => Date.now() } });
  } finally {
    await storage.close();
  }
  console.log(command === 'seed' ? 'The demo’s data is there.' : 'The schema is up to date.');
}
