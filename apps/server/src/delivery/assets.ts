import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import type { FastifyReply, FastifyRequest } from 'fastify';

const compress = promisify(brotliCompress);

/** A file that browsers fetch, held in memory; compressed when it is first asked for. */
export type Asset = { body: Buffer; type: string; etag: string; brotli: Promise<Buffer> | null };

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
};

export function buildAsset(body: Buffer | string, type: string): Asset {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return {
    body: bytes,
    type,
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 24)}"`,
    brotli: null,
  };
}

/** The content type that a name's ending stands for; undefined for what is not served. */
export function typeOf(name: string): string | undefined {
  return types[path.extname(name)];
}

/** Whether a name tells the content, as the builds write it: only such a file may be kept for ever. */
export function isHashed(name: string): boolean {
  return /-[\w-]{8,}\.\w+$/.test(name);
}

/** The Subresource Integrity value of an asset. */
export function integrityOf({ body }: Asset): string {
  return `sha384-${createHash('sha384').update(body).digest('base64')}`;
}

/** Reads the files of a folder, not those below it; an absent folder has none. */
export function loadAssets(folder: string): Map<string, Asset> {
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const type = typeOf(entry.name);
    if (entry.isFile() && type) assets.set(entry.name, buildAsset(readFileSync(path.join(folder, entry.name)), type));
  }
  return assets;
}

/** Sends an asset, compressed where the browser takes it, or 304 when it has it already. */
export async function sendAsset(request: FastifyRequest, reply: FastifyReply, asset: Asset, cacheControl: string) {
  reply
    .header('cache-control', cacheControl)
    .header('etag', asset.etag)
    .header('vary', 'Accept-Encoding')
    .type(asset.type);
  if (request.headers['if-none-match']?.includes(asset.etag)) return reply.status(304).send();
  const isCompressible = /^(text|application|image\/svg)/.test(asset.type) && asset.body.length > 500;
  if (!isCompressible || !/\bbr\b/.test(String(request.headers['accept-encoding'] ?? '')))
    return reply.send(asset.body);
  asset.brotli ??= compress(asset.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  return reply.header('content-encoding', 'br').send(await asset.brotli);
}

export const immutable = 'public, max-age=31536000, immutable';
export const revalidate = 'no-cache';
