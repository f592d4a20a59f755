import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** Tag of a body; weak, since the same body may be sent compressed or not. */
export const etagOf = (body: string | Buffer): string => `W/"${createHash('sha1').update(body).digest('base64url')}"`;

/** Whether the client already has it: `If-None-Match` by weak comparison (RFC 9110, 13.1.2). */
export function hasAlready(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  const bare = (text: string) => text.trim().replace(/^W\//, '');
  return header.trim() === '*' || header.split(',').some((one) => bare(one) === bare(tag));
}

/** Gives every GET with a body an `ETag`, and answers 304 where the client has it already. */
export function addEtags(server: FastifyInstance): void {
  server.addHook('onSend', async (request, reply, payload) => {
    if ((request.method !== 'GET' && request.method !== 'HEAD') || reply.statusCode !== 200) return payload;
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    const tag = reply.getHeader('etag') ?? etagOf(payload);
    reply.header('etag', tag);
    if (!hasAlready(request.headers['if-none-match'], String(tag))) return payload;
    reply.code(304).removeHeader('content-length').removeHeader('content-type');
    return '';
  });
}
