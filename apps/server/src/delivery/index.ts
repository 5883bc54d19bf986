import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Availability, type FrameBoot, limits, type Script, type TagSettings } from '@porchlight/protocol';
import type { Clock } from '../platform/clock/index.ts';
import { registrableDomainOf } from '../platform/domains/index.ts';
import { appError } from '../platform/errors/index.ts';
import type { Http } from '../platform/http/index.ts';
import { hadThirdParty, type Site, type Sites } from '../sites/index.ts';
import { accentColours } from './accent.ts';
import {
  type Asset,
  buildAsset,
  immutable,
  integrityOf,
  isHashed,
  loadAssets,
  revalidate,
  sendAsset,
} from './assets.ts';

export { readKeptAssets } from './kept-assets.ts';

/** What the builds left in `packages/tag/dist`, `packages/messenger/dist` and `apps/workspace/dist`. */
export type Bundles = {
  tag: string;
  bubble: Script;
  banner: Script;
  consentMode: Script;
  handoff: Script;
  doctorFrame: Script;
  messenger: { script: string; styles: string[] };
  serviceAssets: Map<string, Asset>;
  workspacePage: string;
  workspaceAssets: Map<string, Asset>;
  workspaceFiles: Map<string, Asset>;
};

const settingsMark = '__PORCHLIGHT_SETTINGS__';

/** Reads the browser bundles; throws an Error that says how to build them. */
export function loadBundles(rootDir: string): Bundles {
  const at = (...parts: string[]) => path.join(rootDir, ...parts);
  const readJson = <T>(file: string) => JSON.parse(readFileSync(file, 'utf8')) as T;
  try {
    const tag = readJson<
      Record<'bubble' | 'banner' | 'consentMode' | 'handoff' | 'doctorFrame', BuiltScript> & { tag: string }
    >(at('packages/tag/dist/manifest.json'));
    const messenger = readJson<{ entry: string; css: string[] }>(at('packages/messenger/dist/manifest.json'));
    return {
      tag: readFileSync(at('packages/tag/dist', tag.tag), 'utf8'),
      bubble: servedScript(tag.bubble),
      banner: servedScript(tag.banner),
      consentMode: servedScript(tag.consentMode),
      handoff: servedScript(tag.handoff),
      doctorFrame: servedScript(tag.doctorFrame),
      messenger: { script: `/${messenger.entry}`, styles: messenger.css.map((file) => `/${file}`) },
      serviceAssets: new Map(
        [...loadAssets(at('packages/tag/dist')), ...loadAssets(at('packages/messenger/dist/assets'))].filter(([name]) =>
          isHashed(name),
        ),
      ),
      workspacePage: readFileSync(at('apps/workspace/dist/index.html'), 'utf8'),
      workspaceAssets: loadAssets(at('apps/workspace/dist/assets')),
      workspaceFiles: loadAssets(at('apps/workspace/dist')),
    };
  } catch (error) {
    throw new Error(`The browser bundles are missing or broken (${(error as Error).message}). Run "npm run build".`);
  }
}

type BuiltScript = { file: string; integrity: string };

function servedScript({ file, integrity }: BuiltScript): Script {
  return { path: `/assets/${file}`, integrity };
}

type Options = {
  http: Http;
  clock: Clock;
  sites: Sites;
  bundles: Bundles;
  /** Files of earlier versions, for pages that were opened before an update (LOAD1). */
  keptAssets: ReadonlyMap<string, Asset>;
  service: string;
  workspace: string;
  /** Where the frame's one form leads [HC34]. */
  help: string;
  files: string;
  hasMail: boolean;
  readAvailability(site: Site): Availability;
};

/** Everything that browsers fetch from us besides data: tag, bubble, messenger frame, workspace. */
export function deliveryRoutes(options: Options): void {
  const { http, clock, sites, bundles, keptAssets, service, workspace, help, files, hasMail, readAvailability } =
    options;
  const { app } = http;
  const onService = { constraints: { surface: 'service' }, config: { access: 'public' } } as const;
  const onWorkspace = { constraints: { surface: 'workspace' }, config: { access: 'public' } } as const;
  const tags = new Map<string, { settings: string; asset: Asset }>();
  const framePage = frameDocument(bundles);
  const serviceHost = new URL(service).hostname;

  app.get<{ Params: { file: string } }>('/tag/:file', onService, async (request, reply) => {
    // A page that names a site which is gone gets a script that does nothing, not an error on its console.
    const site = sites.findSite(request.params.file.replace(/\.js$/, ''));
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    if (!site) {
      throw appError('site_not_found', 'No site has this id. Copy the embed line again from the admin.');
    }
    const settings = scriptJson(tagSettings(site, service, bundles, clock.now()));
    let tag = tags.get(site.id);
    if (tag?.settings !== settings) {
      tag = {
        settings,
        asset: buildAsset(
          bundles.tag.replace(settingsMark, () => settings),
          'text/javascript; charset=utf-8',
        ),
      };
      tags.set(site.id, tag);
    }
    return sendAsset(request, reply, tag.asset, revalidate);
  });

  app.get<{ Params: { file: string } }>('/assets/:file', onService, async (request, reply) => {
    reply.header('access-control-allow-origin', '*').header('cross-origin-resource-policy', 'cross-origin');
    const { file } = request.params;
    const kept = bundles.serviceAssets.has(file) ? undefined : keptAssets.get(file);
    return sendAsset(request, reply, kept ?? getAsset(bundles.serviceAssets, file), immutable);
  });

  app.get<{ Params: { site: string } }>('/m/:site/frame', onService, async (request, reply) => {
    // [MODE9] passed on below a host of the site's own, its scripts could read the frame's keys.
    if (request.hostname !== serviceHost) {
      throw appError('unknown_host', 'The messenger is served from the service’s own host alone, not through a path.');
    }
    const site = sites.getSite(request.params.site);
    const boot: FrameBoot = {
      site: site.id,
      siteName: site.name,
      mode: site.mode,
      consent: { policy: site.consentPolicy },
      origins: site.allowedDomains,
      blocked: site.blockedDomains,
      files,
      hasMail,
      ...readAvailability(site),
      look: { colours: accentColours(site.accent), greeting: site.greeting, language: '' },
    };
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', framePolicy(site, { service, help, files }))
      .header('cross-origin-embedder-policy', 'require-corp')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('referrer-policy', 'strict-origin');
    return framePage(boot);
  });

  app.get<{ Params: { file: string } }>('/assets/:file', onWorkspace, async (request, reply) =>
    sendAsset(request, reply, getAsset(bundles.workspaceAssets, request.params.file), immutable),
  );

  // The single-page app answers at every path that is not the API's.
  app.get<{ Params: { '*': string } }>('/*', onWorkspace, async (request, reply) => {
    const file = bundles.workspaceFiles.get(request.params['*']);
    if (file && request.params['*'] !== 'index.html') return sendAsset(request, reply, file, revalidate);
    if (request.params['*'].startsWith('api/'))
      throw appError('route_not_found', `There is nothing at ${request.url.split('?')[0]}.`);
    reply
      .type('text/html; charset=utf-8')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cross-origin-resource-policy', 'same-origin')
      .header('referrer-policy', 'same-origin')
      .header(
        'content-security-policy',
        [
          "default-src 'none'",
          "script-src 'self'",
          "style-src 'self'",
          `img-src 'self' data: blob: ${files}`,
          "font-src 'self'",
          "manifest-src 'self'",
          `connect-src 'self' ${socketOrigin(workspace)}`,
          "base-uri 'none'",
          "form-action 'self'",
          "frame-ancestors 'none'",
        ].join('; '),
      );
    return bundles.workspacePage;
  });
}

function getAsset(assets: Map<string, Asset>, name: string): Asset {
  const asset = assets.get(name);
  if (!asset) throw appError('route_not_found', 'This file is not part of the present version. Reload the page.');
  return asset;
}

function tagSettings(site: Site, service: string, bundles: Bundles, now: number): TagSettings {
  const { bubble, banner, consentMode, handoff } = bundles;
  const isAsking = site.consentPolicy !== 'off';
  return {
    site: site.id,
    service,
    mode: site.mode,
    hadThirdParty: hadThirdParty(site, now),
    serviceDomain: registrableDomainOf(new URL(service).hostname),
    consent: { policy: site.consentPolicy, textVersion: site.consentTextVersion, privacyUrl: site.privacyUrl },
    // [CON3] one of them asks, never both.
    banner: isAsking && site.hasBanner ? banner : null,
    consentMode: isAsking && !site.hasBanner ? consentMode : null,
    handoff: spansDomains(site.allowedDomains)
      ? { ...handoff, domains: site.allowedDomains, blocked: site.blockedDomains }
      : null,
    adopts: site.adoptedCookies,
    beatMs: limits.beatMs,
    bubble,
    look: { accent: site.accent, position: 'end', greeting: site.greeting, language: '' },
  };
}

/** [XD3] Whether the pages of a list lie under several registrable domains, so that no first-party cookie joins them. */
export function spansDomains(domains: readonly string[]): boolean {
  const found = domains.map((entry) => {
    const host = entry.replace(/^\*\./, '').replace(/:\d+$/, '');
    // Below a public suffix, or localhost, each name is a domain of its own.
    return registrableDomainOf(host) ?? (host === entry.replace(/:\d+$/, '') ? host : null);
  });
  return found.includes(null) || new Set(found).size > 1;
}

/** JSON that may stand in a script or in an element: no way to end either. */
function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The frame's document, with a place for what differs by site; its files are named by their content and checked. */
function frameDocument({ messenger, serviceAssets }: Bundles): (boot: FrameBoot) => string {
  const checked = (file: string) => {
    const asset = serviceAssets.get(path.posix.basename(file));
    return asset ? ` integrity="${integrityOf(asset)}"` : '';
  };
  const styles = messenger.styles.map((href) => `<link rel="stylesheet" href="${href}"${checked(href)}>`).join('');
  const script = `<script type="module" src="${messenger.script}"${checked(messenger.script)}></script>`;
  return (boot) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>Messenger</title>${styles}<script type="application/json" id="boot">${scriptJson(boot)}</script>${script}</head><body><div id="app"></div></body></html>`;
}

function framePolicy(site: Site, { service, help, files }: Pick<Options, 'service' | 'help' | 'files'>): string {
  const ancestors =
    site.allowedDomains.flatMap((domain) => [`https://${domain}`, `http://${domain}`]).join(' ') || "'none'";
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob: ${files}`,
    `connect-src 'self' ${socketOrigin(service)}`,
    "base-uri 'none'",
    `form-action ${help}`,
    `frame-ancestors ${ancestors}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}

/** Some engines do not count wss: as 'self'. */
function socketOrigin(origin: string): string {
  return origin.replace(/^http/, 'ws');
}
