import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { resolveWindow, type Window } from '../../domain/time/window.ts';
import { answerArguments } from '../../store/answers/arguments.ts';
import { answerAuthorList, answerAuthors } from '../../store/answers/authors.ts';
import { answerHours } from '../../store/answers/hours.ts';
import { answerLanguages } from '../../store/answers/languages.ts';
import { answerLinks, type PageRequest } from '../../store/answers/links.ts';
import type { AnswerContext } from '../../store/answers/provenance.ts';
import { answerServers } from '../../store/answers/servers.ts';
import { answerTags } from '../../store/answers/tags.ts';
import { answerTargets } from '../../store/answers/targets.ts';
import { findCampaign, type StoredCampaign } from '../../store/campaigns.ts';
import { answerContext, type WebContext } from '../context.ts';
import { FigureQuery, failures, SlugParams } from '../schemas.ts';
import {
  ArgumentsResponse,
  AuthorsResponse,
  HoursQuery,
  HoursResponse,
  LanguagesResponse,
  LinksResponse,
  ListQuery,
  ServersResponse,
  TagsResponse,
  TargetsResponse,
} from '../table-schemas.ts';
import { refuseUnknown } from './figures.ts';

/** The query of a table after its words were read. */
type Asked = z.infer<typeof FigureQuery> & { tz?: string | undefined };
type Answer = (
  context: AnswerContext,
  campaign: StoredCampaign,
  query: Asked,
  window: Window,
  page: PageRequest,
  request: FastifyRequest,
) => Promise<object>;

interface Table {
  summary: string;
  query: z.ZodObject;
  response: z.ZodObject;
  answer: Answer;
}

/** The tables of a campaign: each parses, asks the store, and answers. */
export function tableRoutes(plain: FastifyInstance, context: WebContext): void {
  const server = plain.withTypeProvider<ZodTypeProvider>();
  for (const [name, { summary, query, response, answer }] of Object.entries(tablesFor(context))) {
    server.get(
      `/api/v1/campaigns/:slug/${name}`,
      {
        schema: {
          tags: ['figures'],
          summary,
          params: SlugParams,
          querystring: query,
          response: { 200: response, ...failures },
        },
        preValidation: async (request: FastifyRequest) => refuseUnknown(request, query),
      },
      async (request, reply) => {
        if (request.headers.authorization !== undefined) reply.header('cache-control', 'private, no-cache');
        const campaign = await findCampaign(context.app.db, request.params.slug);
        const asked = request.query as Asked & { limit?: string; cursor?: string };
        const window = resolveWindow(asked, { now: context.app.now(), tz: campaign.config.timezone });
        const page = { limit: Number(asked.limit ?? 20), cursor: asked.cursor };
        return (await answer(answerContext(context), campaign, asked, window, page, request)) as never;
      },
    );
  }
}

function tablesFor({ admin }: WebContext): Record<string, Table> {
  const plain = { query: FigureQuery };
  const authors: Answer = async (context, campaign, query, window, page, request) => {
    const isAdmin = admin.is(request);
    const [figures, list] = await Promise.all([
      answerAuthors(context, campaign, query, window),
      isAdmin ? answerAuthorList(context, campaign, query, window, page) : null,
    ]);
    return { ...figures, ...list };
  };
  return {
    tags: { ...plain, summary: 'Families, their spellings and co-tags', response: TagsResponse, answer: answerTags },
    languages: { ...plain, summary: 'Languages', response: LanguagesResponse, answer: answerLanguages },
    arguments: {
      ...plain,
      summary: 'Arguments: share with its interval, and what carries',
      response: ArgumentsResponse,
      answer: answerArguments,
    },
    targets: { ...plain, summary: 'Targets', response: TargetsResponse, answer: answerTargets },
    links: { query: ListQuery, summary: 'Links and domains', response: LinksResponse, answer: answerLinks },
    servers: { ...plain, summary: 'Servers of the accounts', response: ServersResponse, answer: answerServers },
    authors: {
      query: ListQuery,
      summary: 'Accounts in aggregate; the accounts themselves with the admin token',
      response: AuthorsResponse,
      answer: authors,
    },
    hours: { query: HoursQuery, summary: 'Posts by hour of the week', response: HoursResponse, answer: answerHours },
  };
}
