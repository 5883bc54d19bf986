import { writeFileSync } from 'node:fs';
import { renderTokensCss } from './render-tokens.ts';

writeFileSync(new URL('./tokens.css', import.meta.url), renderTokensCss());
