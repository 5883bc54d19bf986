export * from './chain.ts';
export * from './cookie-table.ts';
export * from './cookie-text.ts';
export * from './entry.ts';
export * from './markdown.ts';
export * from './register.ts';
export * from './script.ts';
