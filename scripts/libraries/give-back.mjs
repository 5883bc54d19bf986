/**
 * Loaded ahead of the program, in each of its threads: gives the system back, once, what starting took and nothing needs
 * any more. A process that waits would keep it: 20 MB of 126.
 */
import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const everyMs = 250;
/** A thread that does less than this in that time has started, and has nobody waiting. */
const idleShare = 0.1;

let before = performance.eventLoopUtilization();
const timer = setInterval(() => {
  const { utilization } = performance.eventLoopUtilization(before);
  before = performance.eventLoopUtilization();
  if (utilization > idleShare) return;
  clearInterval(timer);
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')({ type: 'major', flavor: 'last-resort' });
}, everyMs);
timer.unref();
