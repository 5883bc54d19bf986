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
        input: Object.fromEntries(libraries.map((name) => [name, name])),
        // Source text stays in memory in every thread: comments and blanks go, names stay for the sake of stack traces.
        output: {
          entryFileNames: '[name].js',
          minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
        },
        preserveEntrySignatures: 'strict',
      },
    },
  });
}
