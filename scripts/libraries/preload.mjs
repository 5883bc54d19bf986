/**
 * Loaded ahead of the program, in each of its threads: takes libraries from their one-file forms where those are
 * built. 250 modules of one library are 20 MB in a thread; the same in one file is 4 MB.
 */
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { libraries, librariesFolder } from './names.mjs';

const built = new Map(
  Object.keys(libraries)
    .map((name) => /** @type {const} */ ([name, join(librariesFolder, `${name}.js`)]))
    .filter(([, path]) => existsSync(path))
    .map(([name, path]) => [name, pathToFileURL(path).href]),
);

if (built.size > 0) {
  registerHooks({
    resolve(specifier, context, next) {
      const url = built.get(specifier);
      return url === undefined ? next(specifier, context) : { url, format: 'module', shortCircuit: true };
    },
  });
}
