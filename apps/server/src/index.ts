export { createSetupLink, hasAdmin } from './accounts/index.ts';
export { exportArticles, importArticles } from './carry-articles.ts';
export { type Config, ConfigError, readConfig, settingsMarkdown } from './config/index.ts';
export { DatabaseTooNewError, DatabaseUnusableError } from './platform/db/index.ts';
export { openDatabase, type Porchlight, PortError, rootDir, startPorchlight } from './porchlight.ts';
export { demoLogins, demoSiteId, seedDemo } from './seed/index.ts';
