import fastify from 'fastify';

// biome-ignore lint/style/noDefaultExport: as the library itself exports it.
export default fastify;
export const { LogController } = fastify;
