import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('search-field.mjs', import.meta.url), 'utf8');

/** [HC2, HC26] All that pages of the help center run: `search-field.mjs` without its comments and indents. */
export const searchScript = source
  .replace(/^[ \t]*\/\*\*.*?\*\/\n/gm, '')
  .replace(/\/\*\*.*?\*\/ ?/g, '')
  .replace(/^\s*\/\/.*\n/gm, '')
  .replace(/^\s+/gm, '');

/** Its path changes with it, so that browsers may keep it for ever. */
export const searchScriptPath = `/script/search-${createHash('sha256').update(searchScript).digest('hex').slice(0, 10)}.js`;

/** What a page that runs it needs of its policy: scripts and requests of its own origin, nothing inline. */
export const searchScriptPolicy = "script-src 'self'; connect-src 'self'";
