import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { limits } from '../protocol/src/limits.ts';
import { settingsToken, type TagManifest } from './src/index.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const out = `${root}dist/`;

/**
 * Builds `dist/tag.js` (a classic script with one place for the site's settings), `dist/bubble-<hash>.js` (a
 * module) and `dist/manifest.json`. Throws when the built tag does not hold its placeholder exactly once.
 */
export async function buildTag(): Promise<void> {
  const [tag, bubble] = [await bundle('src/tag.ts', 'iife', tagOnlyNames), await bundle('src/bubble.ts', 'es')];
  if (tag.split(settingsToken).length !== 2) throw new Error(`The built tag must hold ${settingsToken} exactly once.`);
  const file = `bubble-${createHash('sha256').update(bubble).digest('hex').slice(0, 12)}.js`;
  const integrity = `sha384-${createHash('sha384').update(bubble).digest('base64')}`;
  const manifest: TagManifest = { tag: 'tag.js', bubble: { file, integrity } };
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await writeFile(`${out}tag.js`, tag);
  await writeFile(`${out}${file}`, bubble);
  // Last, so that whoever finds it finds the rest.
  await writeFile(`${out}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Reads what the last build wrote; throws when there was none. */
export async function readTagManifest(): Promise<TagManifest> {
  return JSON.parse(await readFile(`${out}manifest.json`, 'utf8')) as TagManifest;
}

/**
 * Properties that live inside the tag alone, and may have short names there. Nothing that the wire, the page, the
 * bubble or the browser knows belongs here; the browser tests run on the built bundles and would tell.
 */
const tagOnlyNames =
  /^(format|read|write|remove|set|canKeepCookies|readMs|restart|maxAgeS|isHttps|hasGpc|isKept|domain|host)$/;

/** Writes the few limits that the tag uses as numbers, so that the whole table does not weigh on pages. */
const inlineLimits: Plugin = {
  name: 'inline-limits',
  transform: (code, id) =>
    id.includes('/packages/tag/src/')
      ? code.replace(/\blimits\.(\w+)/g, (_, name: keyof typeof limits) => String(limits[name]))
      : null,
};

async function bundle(entry: string, format: 'iife' | 'es', shortened?: RegExp): Promise<string> {
  const result = (await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [inlineLimits],
    build: {
      write: false,
      target: 'es2022',
      minify: true,
      modulePreload: false,
      rollupOptions: {
        input: `${root}${entry}`,
        preserveEntrySignatures: 'strict',
        output: {
          format,
          name: 'porchlightTag',
          codeSplitting: false,
          ...(shortened && { minify: { compress: true, mangle: true, mangleProps: { include: shortened } } }),
        },
      },
    },
  })) as Rolldown.RolldownOutput;
  const [chunk] = result.output;
  return chunk.code;
}

if (import.meta.main) await buildTag();
