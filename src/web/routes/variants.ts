import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { resolveWindow } from '../../domain/time/window.ts';
import { answerSuggestions, suggestedFamily } from '../../store/answers/suggestions.ts';
import { findCampaign } from '../../store/campaigns.ts';
import { countsBackwards, decideSpelling, undoDecision } from '../../store/decisions.ts';
import { answerContext, type WebContext } from '../context.ts';
import { failures, gap, ProblemResponse, SlugParams, WindowQuery } from '../schemas.ts';
import { refuseUnknown } from './figures.ts';

const spelling = z.string().trim().min(1).max(100);
const DecisionBody = z.strictObject({
  tag: spelling.describe('The spelling, as typed').meta({ example: 'keep40' }),
  family: spelling
    .optional()
    .describe('Name of the family; by default the one it is suggested for')
    .meta({ example: 'keep4o' }),
  decision: z.enum(['accept', 'reject']).default('accept'),
});
const DecisionAnswer = z.object({
  tag: z.string(),
  family: z.string(),
  decision: z.string(),
  changed: z.number(),
  note: z.string(),
});
const changes = {
  400: ProblemResponse,
  401: ProblemResponse,
  404: ProblemResponse,
  415: ProblemResponse,
  429: ProblemResponse,
  500: ProblemResponse,
  503: ProblemResponse,
};

/** Suggested spellings, and a person's word on them. */
export function variantRoutes(plain: FastifyInstance, context: WebContext): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  const { app, admin } = context;
  const deciding = () => ({ db: app.db, ingest: app.ingest, now: app.now() });

  server.get(
    '/api/v1/campaigns/:slug/tags/suggestions',
    {
      preValidation: async (request) => refuseUnknown(request, WindowQuery),
      schema: {
        tags: ['figures'],
        summary: 'Spellings that may belong to a family, and related tags',
        params: SlugParams,
        querystring: WindowQuery,
        response: {
          200: z.object({
            suggestions: z.array(
              z.object({
                tag: z.string(),
                family: z.string(),
                kind: z.enum(['digit', 'script', 'glued', 'edit']),
                score: z.number(),
                posts: z.number(),
                authors: z.number(),
                withFamily: z.number(),
                warning: z.string().nullable(),
                examples: z.array(z.string()),
              }),
            ),
            related: z.array(z.object({ tag: z.string(), posts: z.number(), authors: z.number(), share: z.number() })),
            asOf: z.string(),
            coverage: z.number(),
            gaps: z.array(gap),
          }),
          ...failures,
        },
      },
    },
    async ({ params, query }) => {
      const campaign = await findCampaign(app.db, params.slug);
      const window = resolveWindow(query, { now: app.now(), tz: campaign.config.timezone });
      return answerSuggestions(answerContext(context), campaign, window);
    },
  );

  server.post(
    '/api/v1/campaigns/:slug/variants',
    {
      preValidation: async (request) => admin.require(request),
      schema: {
        tags: ['changes'],
        summary: 'Accept or reject a spelling of a family',
        security: [{ admin: [] }],
        params: SlugParams,
        body: DecisionBody,
        response: { 200: DecisionAnswer, ...changes },
      },
    },
    async ({ params, body }) => {
      const accepted = body.decision === 'accept';
      const campaign = await findCampaign(app.db, params.slug);
      const family = body.family ?? (await suggestedFamily(answerContext(context), campaign, body.tag));
      const changed = await decideSpelling(deciding(), params.slug, { family, spelling: body.tag, accepted });
      return {
        tag: body.tag,
        family,
        decision: body.decision,
        changed,
        note: accepted ? countsBackwards : 'It is not offered again.',
      };
    },
  );

  server.delete(
    '/api/v1/campaigns/:slug/variants/:tag',
    {
      preValidation: async (request) => admin.require(request),
      schema: {
        tags: ['changes'],
        summary: 'Take back what was decided on a spelling',
        security: [{ admin: [] }],
        params: SlugParams.extend({ tag: spelling.meta({ example: 'keep40' }) }),
        response: { 200: DecisionAnswer, ...changes },
      },
    },
    async ({ params }) => {
      const { family, changed } = await undoDecision(deciding(), params.slug, params.tag);
      return { tag: params.tag, family, decision: 'none', changed, note: 'The figures are as before the decision.' };
    },
  );
}
