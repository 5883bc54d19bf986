import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import { limits } from '../protocol/src/limits.ts';

/** What the server needs to write the frame's document: paths on the service's origin, without the leading slash. */
export type MessengerManifest = {
  entry: string;
  css: string[];
  /** What is loaded with the first file alone. */
  kit: string[];
};

/**
 * Builds the messenger into `outDir` (default `dist` beside this file): hashed script and style sheet under `assets/`,
 * and `manifest.json`, which names them. Answers the manifest. `changes` come before everything else, for a version with
 * other words or another protocol.
 */
export async function buildMessenger(
  outDir: string = join(import.meta.dirname, 'dist'),
  changes: Plugin[] = [],
): Promise<MessengerManifest> {
  const result = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    base: './',
    plugins: [...changes, plainImports, inlineLimits, usedTokens],
    // Preact and nothing of React: JSX compiles to preact/jsx-runtime.
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'baseline-widely-available',
      // The polyfill writes script elements, which the frame's policy has no room for.
      modulePreload: false,
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: join(import.meta.dirname, 'src/main.tsx'),
        output: {
          entryFileNames: 'assets/messenger-[hash].js',
          chunkFileNames: 'assets/messenger-[name]-[hash].js',
          assetFileNames: 'assets/messenger-[hash][extname]',
        },
      },
    },
  });
  if (!('output' in result)) throw new Error('The messenger build answered with more than one bundle.');
  const main = result.output.find((file) => file.type === 'chunk' && file.isEntry);
  const entry = main?.fileName;
  // Styles of later parts come with them.
  const css = main?.type === 'chunk' ? [...(main.viteMetadata?.importedCss ?? [])] : [];
  if (!entry || css.length === 0) throw new Error('The messenger build brought no script or no style sheet.');
  const kit = result.output.flatMap((file) =>
    file.type === 'chunk' && file.facadeModuleId?.endsWith('/src/files/kit.ts') ? [file.fileName] : [],
  );
  const manifest = { entry, css, kit };
  await writeFile(join(outDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

/** Writes the limits that are used as numbers, so that the whole table does not weigh on pages. */
const inlineLimits: Plugin = {
  name: 'inline-limits',
  transform: (code, id) =>
    /\/packages\/(messenger|realtime|protocol)\/src\/.*\.tsx?$/.test(id) && !id.endsWith('/limits.ts')
      ? code.replace(/(?<!\/)\blimits\.(\w+)/g, (_, name: keyof typeof limits) => String(limits[name]))
      : null,
};

/** Leaves out the design's tokens that no style here uses, and its schemes that a page may choose. */
const usedTokens: Plugin = {
  name: 'used-tokens',
  generateBundle(_options, bundle) {
    const files = Object.values(bundle);
    const texts = files.map((file) => (file.type === 'chunk' ? file.code : String(file.source)));
    const used = new Set(texts.flatMap((text) => [...text.matchAll(/var\((--pl-[\w-]+)/g)].map(([, name]) => name)));
    for (const file of files) {
      if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
      file.source = String(file.source)
        .replace(/(--pl-[\w-]+):[^;{}]*(?:;|(?=\}))/g, (all, name) => (used.has(name) ? all : ''))
        // The frame follows the browser: no scheme is chosen in it, and no light-dark() is left.
        .replace(/--lightningcss-\w+:[^;]*;/g, '')
        .replace(/\[data-scheme=dark\],:host\(\[data-scheme=dark\]\)\{[^}]*\}/, '')
        .replace(/(:root(?::not\(\[data-scheme=light\]\))?),:host[^{]*\{/g, ':root{');
    }
  },
};

/** Later parts bring no styles and need no preloading: the bundler's loader around each import would be dead weight. */
const plainImports: Plugin = {
  name: 'plain-imports',
  enforce: 'pre',
  load: (id) => (id.endsWith('vite/preload-helper.js') ? 'export const __vitePreload = (load) => load();' : null),
  renderChunk: (code) =>
    code
      .replace(
        /__vitePreload\(async \(\) => \{\s*const \{ \w+ \} = await (import\([^)]*\));\s*return \{ \w+ \};\s*\}, __VITE_PRELOAD__, import\.meta\.url\)/g,
        '$1',
      )
      .replace(/__vitePreload\(\(\) => (import\([\s\S]*?), __VITE_PRELOAD__, import\.meta\.url\)/g, '$1'),
};

if (import.meta.main) await buildMessenger();
