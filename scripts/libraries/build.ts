import { build } from 'vite';
import { root } from '../toolchain/processes.mjs';
import { libraries, librariesFolder } from './names.mjs';

/** Puts each library into one file; what they import from Node stays an import. */
export async function buildLibraries(): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: librariesFolder,
      emptyOutDir: true,
      minify: false,
      target: 'node26',
      rolldownOptions: {
        input: libraries,
        // Source text stays in memory in every thread, so it is made short. Where a fault lies in a library, run the
        // program without .cache/libraries: it takes them as installed, with their own names in stack traces.
        output: {
          entryFileNames: '[name].js',
          minify: true,
        },
        preserveEntrySignatures: 'strict',
      },
    },
  });
}
