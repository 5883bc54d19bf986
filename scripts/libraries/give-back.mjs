/**
 * Loaded ahead of the program, in each of its threads: gives the system back, once, what starting took and nothing needs
 * any more. A process that waits would keep it: 20 MB of 126.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Starting takes a third of this, and the first visitors hardly come within it: the collection stops a thread once. */
const afterMs = 2_000;

setTimeout(() => {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')({ type: 'major', flavor: 'last-resort' });
}, afterMs).unref();
