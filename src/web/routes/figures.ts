import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { resolveWindow } from '../../domain/time/window.ts';
import { GroundswellError } from '../../errors.ts';
import { answerCoverage } from '../../store/answers/coverage.ts';
import { answerMomentum, judgeMomentum } from '../../store/answers/momentum.ts';
import { answerHistory, answerPosts } from '../../store/answers/posts.ts';
import { answerSeries } from '../../store/answers/series.ts';
import { summarize } from '../../store/answers/summary.ts';
import { findCampaign } from '../../store/campaigns.ts';
import { answerContext, type WebContext } from '../context.ts';
import {
  CoverageResponse,
  FigureQuery,
  failures,
  HistoryResponse,
  MomentumResponse,
  PostParams,
  PostsQuery,
  PostsResponse,
  SeriesQuery,
  SeriesResponse,
  SlugParams,
  SummaryAnswer,
} from '../schemas.ts';

const base = '/api/v1/campaigns/:slug';

/** Refuses a parameter that nobody reads, so that a mistyped filter never answers for everything. */
export function refuseUnknown(request: FastifyRequest, schema: z.ZodObject): void {
  for (const [name, value] of Object.entries(request.query as Record<string, unknown>)) {
    if (!Object.hasOwn(schema.shape, name)) {
      const known = Object.keys(schema.shape).join(', ');
      throw new GroundswellError(
        'query-invalid',
        `There is no parameter '${name.slice(0, 40)}' here; there are ${known}.`,
      );
    }
    if (Array.isArray(value)) throw new GroundswellError('query-invalid', `'${name.slice(0, 40)}' may stand once.`);
  }
}

/** The reading routes of a campaign: each parses, asks the store, and answers. */
export function figureRoutes(plain: FastifyInstance, context: WebContext): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  const now = () => context.app.now();

  const windowOf = async (slug: string, query: { from?: string; to?: string; bucket?: string; tz?: string }) => {
    const campaign = await findCampaign(context.app.db, slug);
    return { campaign, window: resolveWindow(query, { now: now(), tz: campaign.config.timezone }) };
  };
  const schema = <Q extends z.ZodObject, R extends z.ZodType>(summary: string, querystring: Q, answer: R) => ({
    tags: ['figures'],
    summary,
    params: SlugParams,
    querystring,
    response: { 200: answer, ...failures },
  });
  const checked = (querystring: z.ZodObject) => ({
    preValidation: async (request: FastifyRequest) => refuseUnknown(request, querystring),
  });

  server.get(
    `${base}/summary`,
    { schema: schema('Headline figures of a window', FigureQuery, SummaryAnswer), ...checked(FigureQuery) },
    async ({ params, query }) => {
      const { campaign, window } = await windowOf(params.slug, query);
      const answer = answerContext(context);
      const [summary, judged] = await Promise.all([
        summarize(answer, campaign, query, window),
        judgeMomentum(answer, campaign, query, window),
      ]);
      const { band: _band, ...momentum } = judged.momentum;
      return { ...summary, momentum };
    },
  );
  server.get(
    `${base}/series`,
    { schema: schema('Figures by bucket', SeriesQuery, SeriesResponse), ...checked(SeriesQuery) },
    async ({ params, query }) => {
      const { campaign, window } = await windowOf(params.slug, query);
      const { metric = 'posts', groupBy = 'none' } = query;
      return answerSeries(answerContext(context), campaign, { ...query, metric, groupBy, window });
    },
  );
  server.get(
    `${base}/posts`,
    { schema: schema('Posts', PostsQuery, PostsResponse), ...checked(PostsQuery) },
    async ({ params, query }) => {
      const { campaign, window } = await windowOf(params.slug, query);
      const { sort = 'recent', cursor } = query;
      const limit = Number(query.limit ?? 20);
      return answerPosts(answerContext(context), campaign, {
        ...query,
        sort,
        limit,
        cursor: cursor || undefined,
        window,
      });
    },
  );
  server.get(
    `${base}/posts/:id/history`,
    {
      schema: {
        tags: ['figures'],
        summary: 'How the reactions of a post grew',
        params: PostParams,
        response: { 200: HistoryResponse, ...failures },
      },
    },
    async ({ params }) =>
      answerHistory(answerContext(context), await findCampaign(context.app.db, params.slug), params.id),
  );
  server.get(
    `${base}/coverage`,
    { schema: schema('What was watched, by source', FigureQuery, CoverageResponse), ...checked(FigureQuery) },
    async ({ params, query }) => {
      const { campaign, window } = await windowOf(params.slug, query);
      return answerCoverage(answerContext(context), campaign, query, window);
    },
  );
  server.get(
    `${base}/momentum`,
    {
      schema: schema('Rate now, growth with its interval, bursts, and the sentence', FigureQuery, MomentumResponse),
      ...checked(FigureQuery),
    },
    async ({ params, query }) => {
      const { campaign, window } = await windowOf(params.slug, query);
      return answerMomentum(answerContext(context), campaign, query, window);
    },
  );
}
