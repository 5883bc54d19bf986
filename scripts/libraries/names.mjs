import { join } from 'node:path';
import { root } from '../toolchain/processes.mjs';

/**
 * Libraries of the server that come as many small modules, each of which costs memory in every thread, and what each is
 * built from: itself, or where it is CommonJS a module that names its exports.
 */
export const libraries = {
  fastify: 'scripts/libraries/fastify.mjs',
  kysely: 'kysely',
  zod: 'zod',
};

/** Where their one-file forms lie. */
export const librariesFolder = join(root, '.cache/libraries');
