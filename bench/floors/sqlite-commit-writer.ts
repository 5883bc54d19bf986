import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { BareView } from './serve-views.ts';

const port = parentPort as MessagePort;
const database = new DatabaseSync(join(workerData as string, 'floor.db'));
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE visitors (id text PRIMARY KEY, first_seen_at integer, last_seen_at integer) WITHOUT ROWID;
  CREATE TABLE page_views (id text, visitor text, visit text, url text, title text, at integer);
`);
const upsertVisitor = database.prepare(
  'INSERT INTO visitors VALUES (?1, ?2, ?2) ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at',
);
const insertView = database.prepare('INSERT INTO page_views VALUES (?, ?, ?, ?, ?, ?)');

port.on('message', (first: [number, BareView][]) => {
  const ids: number[] = [];
  database.exec('BEGIN IMMEDIATE');
  for (let views: [number, BareView][] | undefined = first; views; views = receiveMessageOnPort(port)?.message) {
    for (const [id, view] of views) {
      upsertVisitor.run(view.visitor, view.at);
      insertView.run(view.id, view.visitor, view.visit, view.url, view.title, view.at);
      ids.push(id);
    }
  }
  database.exec('COMMIT');
  port.postMessage(ids);
});
