import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { darkColors, darkShadows, lightColors, lightShadows } from '../design/src/tokens.ts';
import { limits } from '../protocol/src/limits.ts';
import { doctorTexts as words } from './src/doctor-texts-en.ts';
import { type BuiltScript, settingsToken, type TagManifest } from './src/index.ts';

const root = fileURLToPath(new URL('.', import.meta.url));
const out = `${root}dist/`;

/**
 * Builds `dist/tag.js` (a classic script with one place for the site's settings), the modules that it loads when they
 * are needed, `dist/<name>-<hash>.js`, and `dist/manifest.json`. Throws when the built tag does not hold its
 * placeholder exactly once.
 */
export async function buildTag(): Promise<void> {
  const tag = await bundle('src/tag.ts', 'iife', tagOnlyNames);
  if (tag.split(settingsToken).length !== 2) throw new Error(`The built tag must hold ${settingsToken} exactly once.`);
  // The button's file brings the page's calls along: one request, and nothing of it before the first page view.
  const doctorTexts = [
    await buildModule('doctor-en', 'doctor-texts-en'),
    await buildModule('doctor-de', 'doctor-texts-de'),
  ] as const;
  const [en, de] = doctorTexts.map(({ script }) => servedScript(script));
  const doctor = await buildModule('doctor', 'doctor', { __PORCHLIGHT_DOCTOR_TEXTS__: { en, de } });
  const bannerWords = {
    de: await buildModule('banner-words-de', 'banner-words/banner-de'),
    fr: await buildModule('banner-words-fr', 'banner-words/banner-fr'),
    es: await buildModule('banner-words-es', 'banner-words/banner-es'),
    ar: await buildModule('banner-words-ar', 'banner-words/banner-ar'),
  };
  const cards = await buildModule('cards');
  const identify = await buildModule('identify');
  const [bubble, banner, consentMode, handoff, doctorFrame] = [
    // What names further parts is kept with the button: once in a browser, and not in each page's tag.
    await buildModule('bubble', 'calls', {
      __PORCHLIGHT_CARDS__: servedScript(cards.script),
      __PORCHLIGHT_DOCTOR__: servedScript(doctor.script),
      __PORCHLIGHT_IDENTIFY__: servedScript(identify.script),
    }),
    await buildModule('banner', 'banner', {
      __PORCHLIGHT_BANNER_TEXTS__: Object.fromEntries(
        Object.entries(bannerWords).map(([language, { script }]) => [language, servedScript(script)]),
      ),
    }),
    await buildModule('consent-mode'),
    await buildModule('handoff'),
    await buildModule('doctor-frame'),
  ];
  const manifest: TagManifest = {
    tag: 'tag.js',
    bubble: bubble.script,
    banner: banner.script,
    cards: cards.script,
    identify: identify.script,
    consentMode: consentMode.script,
    handoff: handoff.script,
    doctor: doctor.script,
    doctorFrame: doctorFrame.script,
    doctorEn: doctorTexts[0].script,
    doctorDe: doctorTexts[1].script,
    bannerDe: bannerWords.de.script,
    bannerFr: bannerWords.fr.script,
    bannerEs: bannerWords.es.script,
    bannerAr: bannerWords.ar.script,
  };
  // All of it is there before anything is put in the place of the last build.
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await writeFile(`${out}tag.js`, tag);
  for (const { script, code } of [
    bubble,
    banner,
    cards,
    consentMode,
    handoff,
    identify,
    doctor,
    doctorFrame,
    ...doctorTexts,
    ...Object.values(bannerWords),
  ])
    await writeFile(`${out}${script.file}`, code);
  // Last, so that whoever finds it finds the rest.
  await writeFile(`${out}manifest.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** As browsers are told of it. */
function servedScript({ file, integrity }: BuiltScript): { path: string; integrity: string } {
  return { path: `/assets/${file}`, integrity };
}

async function buildModule(
  name: string,
  entry = name,
  written: Record<string, unknown> = {},
): Promise<{ script: BuiltScript; code: string }> {
  const code = await bundle(`src/${entry}.ts`, 'es', undefined, written);
  const file = `${name}-${createHash('sha256').update(code).digest('hex').slice(0, 12)}.js`;
  return { script: { file, integrity: `sha384-${createHash('sha384').update(code).digest('base64')}` }, code };
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
  /^(read|write|remove|set|canKeepCookies|readMs|restart|maxAgeS|isHttps|hasGpc|isKept|domain|host)$/;

/** Writes the few limits that the tag uses as numbers, so that the whole table does not weigh on pages. */
const inlineLimits: Plugin = {
  name: 'inline-limits',
  transform: (code, id) =>
    id.includes('/packages/tag/src/')
      ? code.replace(/\blimits\.(\w+)/g, (_, name: keyof typeof limits) => String(limits[name]))
      : null,
};

const tables: Record<string, Record<string, string>> = { lightColors, darkColors, lightShadows, darkShadows };

/** Writes the few colours and shadows that are used as texts, so that the whole table does not weigh on pages. */
const inlineTokens: Plugin = {
  name: 'inline-tokens',
  transform: (code, id) =>
    id.includes('/packages/tag/src/')
      ? code
          .replace(
            /\b(lightColors|darkColors|lightShadows|darkShadows)(?:\.(\w+)|\[['"]([\w-]+)['"]\])/g,
            (_, table: string, name?: string, quoted?: string) => JSON.stringify(tables[table]?.[name ?? `${quoted}`]),
          )
          .replace(/^import \{[^}]*\} from ['"]@porchlight\/design\/tokens['"];$/gm, '')
      : null,
};

/** Writes a sheet's rules without the lines that they are read in. */
const tightStyles: Plugin = {
  name: 'tight-styles',
  transform: (code, id) =>
    id.endsWith('-style.ts') ? code.replace(/`[^`]*`/g, (sheet) => sheet.replace(/([;{},]|^`)\n/g, '$1')) : null,
};

/** The names of what the doctor can find: alike in what finds it and in each language, and two signs on the wire. */
const findings = new Map(Object.keys(words.findings).map((name, at) => [name, `_${at.toString(36)}`]));

const shortFindings: Plugin = {
  name: 'short-findings',
  transform(code, id) {
    const shorten = (whole: string, name: string) => whole.replace(name, findings.get(name) ?? name);
    if (id.endsWith('/doctor-findings.ts')) return code.replace(/['"](\w+)['"]/g, shorten);
    return /\/doctor-texts-\w\w\.ts$/.test(id) ? code.replace(/\b(\w+): \[/g, shorten) : null;
  },
};

async function bundle(
  entry: string,
  format: 'iife' | 'es',
  shortened?: RegExp,
  written: Record<string, unknown> = {},
): Promise<string> {
  const result = (await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [inlineLimits, inlineTokens, tightStyles, shortFindings],
    define: Object.fromEntries(Object.entries(written).map(([name, value]) => [name, JSON.stringify(value)])),
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
