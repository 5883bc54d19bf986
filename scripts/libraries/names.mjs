import { join } from 'node:path';
import { root } from '../toolchain/processes.mjs';

/** Libraries of the server that come as hundreds of small modules, each of which costs memory in every thread. */
export const libraries = ['kysely', 'zod'];

/** Where their one-file forms lie. */
export const librariesFolder = join(root, '.cache/libraries');
