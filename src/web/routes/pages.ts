import type { FastifyInstance, FastifyReply } from 'fastify';
import { findChart } from '../../../dashboards/charts/catalogue.ts';
import type { ChartName } from '../../../dashboards/charts/spec.ts';
import type { Html } from '../../../dashboards/html.ts';
import type { Site } from '../../../dashboards/layout.ts';
import { amplifyPage } from '../../../dashboards/pages/amplify.ts';
import { homePage } from '../../../dashboards/pages/home.ts';
import { methodPage } from '../../../dashboards/pages/method.ts';
import { overviewPage } from '../../../dashboards/pages/overview.ts';
import { statusPage } from '../../../dashboards/pages/status.ts';
import { methodVersion } from '../../domain/method.ts';
import type { SourceCoverage } from '../../domain/summary.ts';
import { campaignFloor } from '../../domain/time/counted.ts';
import { resolveWindow } from '../../domain/time/window.ts';
import { GroundswellError } from '../../errors.ts';
import { answerCoverage } from '../../store/answers/coverage.ts';
import { answerLanguages } from '../../store/answers/languages.ts';
import { judgeMomentum } from '../../store/answers/momentum.ts';
import { answerPosts, postSorts } from '../../store/answers/posts.ts';
import { answerSeries } from '../../store/answers/series.ts';
import { summarize } from '../../store/answers/summary.ts';
import { answerTags } from '../../store/answers/tags.ts';
import { findCampaign, listCampaigns } from '../../store/campaigns.ts';
import { findDatedDecisions } from '../../store/decisions.ts';
import { Backlogs } from '../backlogs.ts';
import { bandOf } from '../band.ts';
import { gatherCarries } from '../carries.ts';
import { answerContext, type WebContext } from '../context.ts';
import { filtersOf, given, readQuery, windowOf } from '../page-query.ts';
import { findDegraded } from './health.ts';

const dayMs = 86_400_000;
const farBehindSeconds = 120;
const worst: SourceCoverage['state'][] = ['silent', 'refused', 'behind', 'watching', 'off'];

/** Pages: each gathers what its view needs and hands it over. */
export function pageRoutes(server: FastifyInstance, context: WebContext, assetVersion: string): void {
  const { app } = context;
  const site = (): Site => ({
    version: app.version,
    assetVersion,
    demo: app.demo,
    now: new Date(app.now()).toISOString(),
  });
  const page = (reply: FastifyReply, html: Html) => reply.type('text/html; charset=utf-8').send(html.toString());
  const hidden = { schema: { hide: true } };
  type Slug = { Params: { slug: string } };
  const backlogs = new Backlogs();
  const catchingUp = (sources: readonly SourceCoverage[]): Map<string, number> =>
    new Map(
      sources.flatMap(({ source, lagSeconds }) => {
        const left = backlogs.note(source, app.now(), lagSeconds);
        return left === null || lagSeconds === null || lagSeconds < farBehindSeconds ? [] : [[source, left] as const];
      }),
    );

  server.get('/', hidden, async (_request, reply) => {
    const now = app.now();
    const campaigns = await Promise.all(
      (await listCampaigns(app.db)).map(async (campaign) => {
        const { timezone } = campaign.config;
        const answer = answerContext(context);
        const window = resolveWindow({}, { now, tz: timezone });
        const [day, week, coverage] = await Promise.all([
          summarize(answer, campaign, {}, { from: window.to - dayMs, to: window.to }),
          answerSeries(answer, campaign, { metric: 'posts', groupBy: 'none', window }),
          answerCoverage(answer, campaign, {}, { from: window.to - dayMs, to: window.to }),
        ]);
        const states = new Set(coverage.sources.map(({ state }) => state));
        return { campaign: campaign.config, day, week, state: worst.find((state) => states.has(state)) ?? 'off' };
      }),
    );
    return page(reply, homePage({ site: site(), campaigns }));
  });

  server.get<Slug>('/c/:slug', hidden, async (request, reply) => {
    const campaign = await findCampaign(app.db, request.params.slug);
    const query = readQuery(request.query as Record<string, unknown>);
    const window = windowOf(query, campaign, app.now());
    const filters = filtersOf(query);
    const answer = answerContext(context);
    const chart = findChart(query.chart ?? 'posts');
    if (!chart) throw new GroundswellError('query-invalid', `There is no chart '${query.chart?.slice(0, 30)}'.`);
    const [summary, answers, languages, carries, recent, { momentum, words }] = await Promise.all([
      summarize(answer, campaign, filters, window),
      Promise.all(chart.queries('posts').map((one) => answerSeries(answer, campaign, { ...filters, ...one, window }))),
      answerLanguages(answer, campaign, filters, window),
      gatherCarries(answer, campaign, filters, window),
      answerPosts(answer, campaign, { ...filters, sort: 'recent', window, limit: 5 }),
      judgeMomentum(answer, campaign, filters, window),
    ]);
    return page(
      reply,
      overviewPage({
        site: site(),
        campaign: campaign.config,
        query,
        tz: window.tz,
        summary,
        chart: {
          name: chart.key as ChartName,
          answers,
          band: chart.key === 'posts' ? bandOf(answers[0], momentum) : null,
        },
        momentum: { words, bursts: momentum.bursts },
        languages: languages.languages.map(({ language, posts, authors }) => ({ key: language, posts, authors })),
        recent,
        carries: carries(summary),
      }),
    );
  });

  server.get<Slug>('/c/:slug/amplify', hidden, async (request, reply) => {
    const campaign = await findCampaign(app.db, request.params.slug);
    const query = readQuery(request.query as Record<string, unknown>);
    const window = windowOf(query, campaign, app.now());
    const answer = answerContext(context);
    const sort = postSorts.find((one) => one === query.sort) ?? 'rising';
    const filters = filtersOf(query);
    const [list, languages] = await Promise.all([
      answerPosts(answer, campaign, { ...filters, sort, window, limit: 20, cursor: given(query.cursor) }),
      answerLanguages(answer, campaign, {}, window),
    ]);
    return page(
      reply,
      amplifyPage({
        site: site(),
        campaign: campaign.config,
        query,
        tz: window.tz,
        languages: languages.languages.map(({ language }) => language),
        list,
      }),
    );
  });

  server.get<Slug>('/c/:slug/method', hidden, async (request, reply) => {
    const campaign = await findCampaign(app.db, request.params.slug);
    const now = app.now();
    const { timezone } = campaign.config;
    const from = Math.min(campaignFloor(campaign.config), now - 900_000);
    const window = resolveWindow({ from: new Date(from).toISOString(), bucket: 'week' }, { now, tz: timezone });
    const answer = answerContext(context);
    const [coverage, { tags }, decisions] = await Promise.all([
      answerCoverage(answer, campaign, {}, window),
      answerTags(answer, campaign, {}, resolveWindow({}, { now, tz: timezone })),
      findDatedDecisions(app.db.$client, campaign.config.slug),
    ]);
    const firsts = coverage.sources.flatMap(({ covered }) => covered.slice(0, 1).map((stretch) => stretch.from));
    return page(
      reply,
      methodPage({
        site: site(),
        campaign: campaign.config,
        tz: timezone,
        methodVersion,
        watchedSince: firsts.sort()[0] ?? null,
        coverage,
        retainTextDays: app.config.RETAIN_TEXT_DAYS,
        streamEngagement: app.config.BLUESKY_STREAM_ENGAGEMENT,
        families: tags,
        decisions,
        contact: app.config.CONTACT ?? null,
      }),
    );
  });

  server.get<Slug>('/c/:slug/status', hidden, async (request, reply) => {
    const campaign = await findCampaign(app.db, request.params.slug);
    const window = resolveWindow({}, { now: app.now(), tz: campaign.config.timezone });
    const [coverage, counts, degraded] = await Promise.all([
      answerCoverage(answerContext(context), campaign, {}, window),
      app.queue.counts('ingest-batch').catch(() => null),
      findDegraded(context),
    ]);
    return page(
      reply,
      statusPage({
        site: site(),
        campaign: campaign.config,
        tz: window.tz,
        coverage,
        catchingUp: catchingUp(coverage.sources),
        queues: counts
          ? [{ name: 'ingest-batch', ...counts, leftMs: backlogs.note('ingest-batch', app.now(), counts.waiting) }]
          : [],
        degraded,
        facts: [
          { name: 'Version', value: app.version },
          {
            name: 'Database',
            value: app.config.DATABASE_URL === undefined ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL',
          },
          { name: 'Queue', value: app.queue.backend.kind === 'redis' ? 'Redis' : 'PostgreSQL' },
          { name: 'Started', value: new Date(context.startedAt).toISOString() },
        ],
      }),
    );
  });
}
