import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { floorQuarter } from '../../domain/time/quarter.ts';
import { resolveWindow } from '../../domain/time/window.ts';
import { type ExportFile, openExport } from '../../exports/export.ts';
import { exportKinds, findFormat, findKind, formatNames } from '../../exports/registry.ts';
import { addressOf, type ExportRequest, fileNameOf } from '../../exports/request.ts';
import { ExportSlots } from '../../exports/slots.ts';
import { findCampaign } from '../../store/campaigns.ts';
import { findClock } from '../../store/queries/clock.ts';
import { answerContext, type WebContext } from '../context.ts';
import { etagOf, hasAlready } from '../etag.ts';
import { failures, ProblemResponse, SeriesQuery, SlugParams } from '../schemas.ts';
import { refuseUnknown } from './figures.ts';

const choice = (values: readonly string[], description: string) =>
  z
    .union([z.enum(values as [string, ...string[]]), z.literal('').transform(() => undefined)])
    .optional()
    .describe(description);

const ExportQuery = SeriesQuery.extend({
  what: choice(exportKinds, 'Posts without their text, or the figures of a chart. Default: posts'),
  format: choice(formatNames, 'Default: csv'),
  text: choice(['true', 'false'], "Posts with text, handle and name; needs the admin's token. Default: false"),
});

const file = z.string().meta({ format: 'binary' });
const answers = {
  200: {
    description: 'The file, streamed, with its SHA-256 in the trailer `Repr-Digest`',
    content: { 'text/csv': { schema: file }, 'application/x-ndjson': { schema: file } },
  },
  ...failures,
  401: ProblemResponse,
};

/** Refuses what no parameter can be, in words that name what there is: a union in a schema cannot say it. */
function refuseUnavailable(request: FastifyRequest): void {
  refuseUnknown(request, ExportQuery);
  const { what, format } = request.query as Record<string, string>;
  if (what) findKind(what);
  if (format) findFormat(format);
}

/** Sends the file as it is made. Once the client has gone, or has everything, the database is let go. */
function send(reply: FastifyReply, file: ExportFile): FastifyReply {
  const body = Readable.from(file.chunks, { objectMode: false });
  const close = () => void file[Symbol.asyncDispose]();
  reply.raw.once('close', close);
  body.once('close', close);
  reply.trailer('repr-digest', async () => file.digest());
  return reply.send(body);
}

/** The answer to HEAD: an empty text would claim that the file is empty. */
const sendNothing = (reply: FastifyReply): FastifyReply => reply.send(Readable.from([]));

/** `GET …/export`: figures and posts as a file. Not compressed, so that its checksum is that of the file at rest. */
export function exportRoutes(plain: FastifyInstance, context: WebContext): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  const slots = new ExportSlots();

  const read = async (slug: string, query: z.output<typeof ExportQuery>): Promise<ExportRequest> => {
    const campaign = await findCampaign(context.app.db, slug);
    const { what = 'posts', format = 'csv', metric = 'posts', groupBy = 'none' } = query;
    return {
      ...{ platform: query.platform, tag: query.tag, language: query.language, argument: query.argument },
      campaign,
      what: findKind(what),
      format: findFormat(format),
      window: resolveWindow(query, { now: context.app.now(), tz: campaign.config.timezone }),
      metric,
      groupBy,
      withText: query.text === 'true' && what === 'posts',
    };
  };

  /** Same tag, same file: nothing was counted since, and no bucket has closed. */
  const tagOf = async (request: ExportRequest): Promise<string> => {
    const { app } = context;
    const seen = floorQuarter(Math.min(app.now(), request.window.to));
    return etagOf(
      [addressOf(request), (await findClock(app.db)).seq, request.campaign.appliedAt, seen, app.version].join('\n'),
    );
  };

  const open = async (request: ExportRequest, reply: FastifyReply): Promise<ExportFile> => {
    const { connection } = context.app;
    if (request.what === 'series') return openExport(answerContext(context), connection, request);
    const release = await slots.take().catch((error: unknown) => {
      reply.header('retry-after', '10');
      throw error;
    });
    return openExport(answerContext(context), connection, request, release);
  };

  server.get(
    '/api/v1/campaigns/:slug/export',
    {
      compress: false,
      schema: {
        tags: ['figures'],
        summary: 'Posts or figures as a file',
        params: SlugParams,
        querystring: ExportQuery,
        response: answers,
      },
      preValidation: async (request) => refuseUnavailable(request),
    },
    async (request, reply) => {
      const wanted = await read(request.params.slug, request.query);
      if (wanted.withText) context.admin.require(request);
      const tag = await tagOf(wanted);
      reply.header('cache-control', wanted.withText ? 'private, no-cache' : 'no-cache');
      if (hasAlready(request.headers['if-none-match'], tag)) return reply.code(304).header('etag', tag).send(null);
      const file = request.method === 'HEAD' ? null : await open(wanted, reply);
      reply.type(wanted.format.mediaType).header('etag', tag);
      reply.header('content-disposition', `attachment; filename="${fileNameOf(wanted)}"`);
      return file ? send(reply, file) : sendNothing(reply);
    },
  );
}
