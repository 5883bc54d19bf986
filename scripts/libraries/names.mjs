import { join } from 'node:path';
import { root } from '../toolchain/processes.mjs';

/**
 * What comes to the server as many small modules, each of which costs memory in every thread, and what each is
 * built from: itself, or where it is CommonJS a module that names its exports.
 */
export const libraries = {
  '@porchlight/cookies': 'packages/cookies/src/index.ts',
  '@porchlight/protocol': 'packages/protocol/src/index.ts',
  fastify: 'scripts/libraries/fastify.mjs',
  kysely: 'kysely',
  maxmind: 'scripts/libraries/maxmind.mjs',
  ws: 'ws',
  zod: 'zod',
};

/** Where their one-file forms lie. */
export const librariesFolder = join(root, '.cache/libraries');

/** Where the server's own sources are entered: by the program, and by threads of its own. */
export const programParts = {
  server: 'apps/server/src/index.ts',
  commands: 'apps/server/src/commands.ts',
  writer: 'apps/server/src/platform/db/sqlite/writer.ts',
  'password-thread': 'apps/server/src/accounts/password-thread.ts',
};

/** Where they lie when built. */
export const programFolder = join(root, '.cache/program');
