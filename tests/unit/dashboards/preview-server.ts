import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { Html } from '../../../dashboards/html.ts';

const root = new URL('../../../', import.meta.url);
const csp =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** Pages of fixtures under the real CSP, with the browser files as the server serves them, and a stream to speak into. */
export interface PreviewServer extends AsyncDisposable {
  base: string;
  /** Paths asked for so far. */
  asked: string[];
  /** Posts of which the server knows nothing any more. */
  gone: Set<string>;
  /** Sends an event to every open stream. */
  tell(event: string): void;
}

function asset(name: string): [type: string, body: string] {
  const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
  if (name.endsWith('.css')) return ['text/css', read(`dashboards/styles/${name}`)];
  if (name.endsWith('.svg')) return ['image/svg+xml', read(`dashboards/styles/${name}`)];
  if (name === 'chart.js') return ['text/javascript', read('node_modules/chart.js/dist/chart.umd.min.js')];
  return ['text/javascript', stripTypeScriptTypes(read(`dashboards/islands/${name.replace(/\.js$/, '.ts')}`))];
}

/** Serves pages by their names until it is disposed of; port 0 is any free one. */
export async function servePreview(pages: Record<string, () => Html>, port = 0): Promise<PreviewServer> {
  const streams = new Set<ServerResponse>();
  const asked: string[] = [];
  const gone = new Set<string>();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    asked.push(path);
    if (path.endsWith('/events')) {
      streams.add(response.writeHead(200, { 'content-type': 'text/event-stream' }));
      response.write(': hello\n\n');
      return;
    }
    const [, post] = /\/posts\/(\w+)\/history$/.exec(path) ?? [];
    if (post !== undefined) {
      response.writeHead(gone.has(post) ? 404 : 200).end('{}');
      return;
    }
    try {
      const page = pages[path.slice(1)];
      const [type, body] = page === undefined ? asset(path.replace('/assets/', '')) : ['text/html', String(page())];
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': csp }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    base: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    asked,
    gone,
    tell: (event) => {
      for (const stream of streams) stream.write(`event: ${event}\ndata: {}\n\n`);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
