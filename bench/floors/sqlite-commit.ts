/** The floor of SQLite: visitor upsert and page-view row, committed in groups by a worker, and nothing else. */
import { Worker } from 'node:worker_threads';
import { type BareView, serveViews } from './serve-views.ts';

const writer = new Worker(new URL('./sqlite-commit-writer.ts', import.meta.url), { workerData: process.argv[2] });
const answers = new Map<number, () => void>();
let lastId = 0;
let outbox: [number, BareView][] = [];

writer.on('message', (ids: number[]) => {
  for (const id of ids) {
    answers.get(id)?.();
    answers.delete(id);
  }
});

serveViews((view, answer) => {
  const id = ++lastId;
  answers.set(id, answer);
  if (outbox.length === 0) {
    setImmediate(() => {
      writer.postMessage(outbox);
      outbox = [];
    });
  }
  outbox.push([id, view]);
});
