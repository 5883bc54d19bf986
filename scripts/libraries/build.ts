import { relative } from 'node:path';
import { build, type Plugin } from 'vite';
import { root } from '../toolchain/processes.mjs';
import { libraries, librariesFolder, programFolder, programParts } from './names.mjs';

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

/** Puts the server's own sources into few files: one for each entry, and what they share beside them. */
export async function buildProgram(): Promise<void> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [keepAddresses()],
    build: {
      ssr: true,
      outDir: programFolder,
      emptyOutDir: true,
      minify: false,
      target: 'node26',
      rolldownOptions: {
        input: programParts,
        external: isInstalled,
        // Names stay, for the traces in people's logs.
        output: {
          entryFileNames: '[name].js',
          chunkFileNames: '[name]-[hash].js',
          minify: { compress: true, mangle: false, codegen: true },
        },
        preserveEntrySignatures: 'strict',
      },
    },
  });
}

/** Libraries stay imports: the largest have their own one-file forms, and some find their files beside them. */
const isInstalled = (id: string) => !/^[./\0]/.test(id);

/** What lies beside a source file is found from where that file is, not from where it is built to. */
function keepAddresses(): Plugin {
  const address = 'import.meta.url';
  return {
    name: 'keep-addresses',
    transform: (code, id) =>
      code.includes(address)
        ? code.replaceAll(address, `new URL(${JSON.stringify(relative(programFolder, id))}, ${address}).href`)
        : null,
  };
}
