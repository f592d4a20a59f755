import type { IncomingMessage, ServerResponse } from 'node:http';

export type Headers = Readonly<Record<string, string | number>>;

/** Sends a JSON answer. */
export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Headers = {}): void {
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  res.end(text);
}

/** Sends a web page. */
export function sendHtml(res: ServerResponse, status: number, title: string, headers: Headers = {}): void {
  res.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers });
  res.end(`<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`);
}

/** The parsed JSON body; undefined if it is empty. Throws a SyntaxError on anything else. */
export async function readJson(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text.trim() === '' ? undefined : JSON.parse(text);
}

/** The URL asked for; host and scheme are made up. */
export const urlOf = (req: IncomingMessage): URL => new URL(req.url ?? '/', 'http://simulator');
