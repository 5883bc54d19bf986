export { readDiskFolder, writeDiskFolder } from './disk.ts';
export { exportFolder } from './export.ts';
export { importFolder } from './import.ts';
export { transferRoutes } from './routes.ts';
