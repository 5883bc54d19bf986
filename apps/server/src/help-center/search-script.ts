import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { squeeze } from './squeezed.ts';

const source = readFileSync(new URL('search-field.mjs', import.meta.url), 'utf8');

/** [HC26] The script of the search field, `search-field.mjs`, as it is served. */
export const searchScript = squeeze(source);

/** Its path changes with it, so that browsers may keep it for ever. */
export const searchScriptPath = `/script/search-${createHash('sha256').update(searchScript).digest('hex').slice(0, 10)}.js`;
