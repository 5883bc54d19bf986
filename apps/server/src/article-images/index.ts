// What articles need inside their commands, and so in the writer's thread, and to render; routes are in feature.ts.
export type { ArticleImages } from './article-images.ts';
export { findShownImages, type ShownImage } from './shown.ts';
export { addUses, removeUses } from './store.ts';
