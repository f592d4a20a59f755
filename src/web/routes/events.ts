import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { GroundswellError } from '../../errors.ts';
import { findCampaign } from '../../store/campaigns.ts';
import { findClock } from '../../store/queries/clock.ts';
import type { WebContext } from '../context.ts';
import type { LiveClient, LiveEvent } from '../live.ts';
import { failures, SlugParams } from '../schemas.ts';

const mostStreams = 500;
const mostAnAddress = 10;
const mostBuffered = 256 * 1024;

/** `GET /events`: server-sent events of a campaign. A client that does not read is dropped; it comes back by itself. */
export function eventRoutes(server: FastifyInstance, context: WebContext): void {
  const byAddress = new Map<string, number>();
  server.get<{ Params: { slug: string } }>(
    '/api/v1/campaigns/:slug/events',
    {
      sse: { kind: 'only', heartbeat: true },
      schema: {
        tags: ['live'],
        summary: 'Server-sent events: counts, post, coverage',
        params: SlugParams,
        response: {
          200: {
            description: 'Events, each with an id and JSON data',
            content: { 'text/event-stream': { schema: z.string() } },
          },
          400: failures[400],
          404: failures[404],
          406: failures[400],
          429: failures[429],
          500: failures[500],
          503: failures[503],
        },
      },
    },
    async (request, reply) => {
      const campaign = await findCampaign(context.app.db, request.params.slug);
      const held = byAddress.get(request.ip) ?? 0;
      if (context.live.size >= mostStreams || held >= mostAnAddress) {
        reply.header('retry-after', '30');
        throw new GroundswellError('streams-full', 'Too many open event streams; try again in half a minute.');
      }
      byAddress.set(request.ip, held + 1);
      const client = openClient(reply, campaign.config.slug);
      reply.sse.keepAlive();
      reply.sse.onClose(() => {
        context.live.remove(client);
        const left = (byAddress.get(request.ip) ?? 1) - 1;
        if (left > 0) byAddress.set(request.ip, left);
        else byAddress.delete(request.ip);
      });
      const asOf = new Date((await findClock(context.app.db)).asOf).toISOString();
      await reply.sse.send({ id: '0', event: 'counts', data: { campaign: client.slug, asOf }, retry: 3000 });
      context.live.add(client);
    },
  );
}

function openClient(reply: FastifyReply, slug: string): LiveClient {
  return {
    slug,
    send: ({ id, event, data }: LiveEvent) => {
      if (!reply.sse.isConnected) return;
      if (reply.raw.writableLength > mostBuffered) {
        reply.raw.destroy();
        return;
      }
      void reply.sse.send({ id: String(id), event, data }).catch(() => reply.raw.destroy());
    },
    close: () => reply.sse.close(),
  };
}
