export { Articles } from './articles.ts';
export { newsJob } from './commands.ts';
export { type Heading, trustRendered } from './markdown.ts';
export type { LiveText } from './public-store.ts';
export { ArticleReader, type Tree, voterOf } from './reader.ts';
export { articleRoutes } from './routes.ts';
export type { Hit, SearchResult } from './searching.ts';
export { exportFolder, importFolder, readDiskFolder, transferRoutes, writeDiskFolder } from './transfer/index.ts';
