/**
 * The floor of PostgreSQL: visitor upsert and page-view row, up to 500 in one `unnest` statement on one of two
 * connections, and nothing else. Both rows go in one statement, so a batch is one round trip and one commit.
 */
import pg from 'pg';
import { type BareView, serveViews } from './serve-views.ts';

const maxBatch = 500;
const free = [0, 1].map(() => new pg.Client({ connectionString: process.argv[2] }));
await Promise.all(free.map((client) => client.connect()));
await free[0]!.query(`
  CREATE TABLE visitors (id text PRIMARY KEY, first_seen_at bigint, last_seen_at bigint);
  CREATE TABLE page_views (id text, visitor text, visit text, url text, title text, at bigint);
`);
const insert = {
  name: 'insert',
  text: `
    WITH given AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
        AS given (id, visitor, visit, url, title, at)
    ), upserted AS (
      INSERT INTO visitors SELECT visitor, at, at FROM given
      ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at
    )
    INSERT INTO page_views SELECT * FROM given`,
};

const waiting: { view: BareView; answer: (error?: Error) => void }[] = [];
let isScheduled = false;

serveViews((view, answer) => {
  waiting.push({ view, answer });
  schedule();
});

function schedule(): void {
  if (isScheduled || free.length === 0 || waiting.length === 0) return;
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    void send(free.pop()!, waiting.splice(0, maxBatch));
    schedule();
  });
}

async function send(client: pg.Client, batch: typeof waiting): Promise<void> {
  const columns = ['id', 'visitor', 'visit', 'url', 'title', 'at'] as const;
  const values = columns.map((column) => batch.map(({ view }) => view[column]));
  const error = await client.query({ ...insert, values }).then(
    () => undefined,
    (thrown: Error) => thrown,
  );
  for (const { answer } of batch) answer(error);
  free.push(client);
  schedule();
}
