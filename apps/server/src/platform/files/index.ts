export { openDiskFiles } from './disk.ts';
export type { ByteRange, Bytes, FileStore } from './file-store.ts';
