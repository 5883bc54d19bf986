import type { Article } from './article.ts';
import { kitchenAfterNine } from './kitchen-after-nine.ts';
import { porchLight } from './porch-light.ts';
import { supperForOne } from './supper-for-one.ts';
import { whatTheDarkIsFor } from './what-the-dark-is-for.ts';

export type { Article } from './article.ts';

/** All articles; the first one leads. */
export const articles: readonly Article[] = [porchLight, kitchenAfterNine, whatTheDarkIsFor, supperForOne];
