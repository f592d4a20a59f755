import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Campaign } from '../../domain/campaign.ts';
import { findCampaign, listCampaigns } from '../../store/campaigns.ts';
import type { WebContext } from '../context.ts';
import { CampaignResponse, CampaignsResponse, failures, SlugParams } from '../schemas.ts';

/** A campaign as the API shows it: who is excluded is the campaign's own affair. */
const toPublic = ({ exclude: _exclude, ...campaign }: Campaign) => campaign;

/** `GET /api/v1/campaigns` and one of them. */
export function campaignRoutes(plain: FastifyInstance, { app }: WebContext): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  server.get(
    '/api/v1/campaigns',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'All campaigns',
        response: {
          200: CampaignsResponse,
          304: failures[304],
          429: failures[429],
          500: failures[500],
          503: failures[503],
        },
      },
    },
    async () => ({ campaigns: (await listCampaigns(app.db)).map(({ config }) => toPublic(config)) }),
  );
  server.get(
    '/api/v1/campaigns/:slug',
    {
      schema: {
        tags: ['campaigns'],
        summary: 'One campaign',
        params: SlugParams,
        response: { 200: CampaignResponse, ...failures },
      },
    },
    async ({ params }) => toPublic((await findCampaign(app.db, params.slug)).config),
  );
}
