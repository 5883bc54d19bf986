/**
 * Loaded ahead of the program, in each of its threads: takes libraries and the server's own sources from their built
 * forms where there are some. 250 modules of one library are 20 MB in a thread; the same in one file is 4 MB.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../toolchain/processes.mjs';
import { libraries, librariesFolder, programFolder, programParts } from './names.mjs';

/** Names of libraries, and addresses of the server's entries, to what they are built to. */
const built = new Map(
  [
    ...Object.keys(libraries).map((name) => [name, join(librariesFolder, `${name}.js`)]),
    ...Object.entries(programParts).map(([name, path]) => [
      pathToFileURL(join(root, path)).href,
      join(programFolder, `${name}.js`),
    ]),
  ]
    .filter(([, path = '']) => existsSync(path))
    .map(([name, path = '']) => [name, pathToFileURL(path).href]),
);

if (built.size > 0) {
  registerHooks({
    resolve(specifier, context, next) {
      const found = built.has(specifier) ? { url: specifier } : next(specifier, context);
      const url = built.get(found.url);
      return url === undefined ? found : { url, format: 'module', shortCircuit: true };
    },
  });
}
