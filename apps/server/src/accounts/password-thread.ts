/** A thread that hashes passwords, one after the other. Started by `password-threads.ts`. */
import { type Argon2Parameters, argon2Sync } from 'node:crypto';
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';

// Whoever is served comes first. On Linux this is about the thread; elsewhere it would slow the whole process down.
if (process.platform === 'linux') setPriority(5);

parentPort?.on('message', (parameters: Argon2Parameters) => {
  const tag = argon2Sync('argon2id', parameters);
  parentPort?.postMessage(new Uint8Array(tag));
});
