import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, extname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

const dashboards = fileURLToPath(new URL('../../dashboards', import.meta.url));

interface Asset {
  body: Buffer;
  brotli: Buffer;
  type: string;
  etag: string;
}

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

function toAsset(name: string, body: Buffer): [string, Asset] {
  const brotli = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  const etag = `"${createHash('sha1').update(body).digest('base64url')}"`;
  return [name, { body, brotli, type: types[extname(name)] ?? 'application/octet-stream', etag }];
}

/**
 * Types taken off, which Node calls experimental at the first call: the only warning that is held back, since nobody who
 * starts Groundswell can do anything about it.
 */
function stripTypes(source: string): string {
  const warn = process.emitWarning;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith('stripTypeScriptTypes is')) Reflect.apply(warn, process, [warning, ...rest]);
  };
  try {
    return stripTypeScriptTypes(source, { mode: 'strip' });
  } finally {
    process.emitWarning = warn;
  }
}

function readIslands(): [string, Asset][] {
  const folder = join(dashboards, 'islands');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const code = stripTypes(readFileSync(join(folder, file), 'utf8'));
      return toAsset(file.replace(/\.ts$/, '.js'), Buffer.from(code));
    });
}

function readStyles(): [string, Asset][] {
  const folder = join(dashboards, 'styles');
  return readdirSync(folder)
    .filter((file) => extname(file) in types)
    .map((file) => toAsset(file, readFileSync(join(folder, file))));
}

function readLibrary(): [string, Asset] {
  const entry = createRequire(import.meta.url).resolve('chart.js');
  return toAsset('chart.js', readFileSync(join(dirname(entry), 'chart.umd.min.js')));
}

/** The files that pages load: read once, islands with their types stripped, compressed once. */
export interface Assets {
  files: ReadonlyMap<string, Asset>;
  /** Changes when any of them does. */
  version: string;
}

/** Reads all browser files. */
export function readAssets(): Assets {
  const files = new Map([...readIslands(), ...readStyles(), readLibrary()]);
  const version = createHash('sha1')
    .update([...files].map(([name, { etag }]) => name + etag).join())
    .digest('base64url')
    .slice(0, 10);
  return { files, version };
}

/** `GET /assets/NAME`: exactly these files, nothing else of the disk; kept for a year, since the version stands in the address. */
export function assetRoutes(server: FastifyInstance, assets: Assets): void {
  server.get<{ Params: { name: string } }>('/assets/:name', { schema: { hide: true } }, async (request, reply) => {
    const asset = assets.files.get(request.params.name);
    if (!asset) return reply.callNotFound();
    reply
      .type(asset.type)
      .header('etag', asset.etag)
      .header('cache-control', 'public, max-age=31536000, immutable')
      .header('vary', 'accept-encoding');
    if (!/\bbr\b/.test(String(request.headers['accept-encoding'] ?? ''))) return reply.send(asset.body);
    return reply.header('content-encoding', 'br').send(asset.brotli);
  });
}
