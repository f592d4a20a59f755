import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Chart, charts, findChart } from '../../../dashboards/charts/catalogue.ts';
import type { ChartAnswer, ChartName, ChartSpec } from '../../../dashboards/charts/spec.ts';
import { chartFile } from '../../../dashboards/charts/svg-file.ts';
import { embedPage } from '../../../dashboards/pages/embed.ts';
import { methodVersion } from '../../domain/method.ts';
import { type Metric, metrics, type SeriesAnswer } from '../../domain/series.ts';
import type { Window } from '../../domain/time/window.ts';
import { GroundswellError } from '../../errors.ts';
import { csv } from '../../exports/csv.ts';
import { judgeMomentum } from '../../store/answers/momentum.ts';
import { answerSeries } from '../../store/answers/series.ts';
import { findCampaign, type StoredCampaign } from '../../store/campaigns.ts';
import { bandOf } from '../band.ts';
import { answerContext, type WebContext } from '../context.ts';
import { filtersOf, readQuery, windowOf } from '../page-query.ts';

/** A chart as it was asked for, in all its forms. */
interface AskedChart {
  campaign: StoredCampaign;
  chart: Chart;
  answers: SeriesAnswer[];
  answer: ChartAnswer;
  spec: ChartSpec;
  window: Window;
  address: string;
}

const formats = ['svg', 'csv', 'json'] as const;

function metricOf(chart: Chart, given: unknown): Metric {
  if (given === undefined || given === '') return 'posts';
  const found = metrics.find((metric) => metric === given);
  if (!found) throw new GroundswellError('query-invalid', `'metric' must be one of ${metrics.join(', ')}.`);
  if (chart.fixes.metric !== undefined && chart.fixes.metric !== found) {
    throw new GroundswellError(
      'query-invalid',
      `The chart '${chart.key}' shows ${chart.fixes.metric}; 'metric' is for charts that tell groups apart.`,
    );
  }
  return found;
}

async function ask(
  context: WebContext,
  slug: string,
  name: string,
  query: Record<string, unknown>,
  url: string,
): Promise<AskedChart | null> {
  const chart = findChart(name);
  if (!chart) return null;
  const campaign = await findCampaign(context.app.db, slug);
  const read = readQuery(query);
  const window = windowOf(read, campaign, context.app.now());
  const filters = filtersOf(read);
  const answer = answerContext(context);
  const queries = chart.queries(metricOf(chart, query['metric']));
  const answers = await Promise.all(
    queries.map((one) => answerSeries(answer, campaign, { ...filters, ...one, window })),
  );
  const band =
    chart.key === 'posts'
      ? bandOf(answers[0], (await judgeMomentum(answer, campaign, filters, window)).momentum)
      : null;
  const { notes, timezone } = campaign.config;
  return {
    campaign,
    chart,
    answers,
    answer: chart.combine(answers),
    spec: chart.toSpec(answers, { notes, timezone, band }),
    window,
    address: url.slice(0, 500),
  };
}

async function toCsv({ answer, address }: AskedChart): Promise<string> {
  const { from, to, asOf, coverage, buckets, partial, series } = answer;
  const rows = buckets.map((bucket, i) => [
    bucket,
    ...series.map(({ values }) => values[i] ?? null),
    partial[i] ?? false,
  ]);
  const table = {
    provenance: { method: methodVersion, query: address, from, to, asOf, coverage },
    columns: ['bucket', ...series.map(({ key }) => key), 'partial'],
    rows,
  };
  let text = '';
  for await (const chunk of csv.encode(table)) text += chunk;
  return text;
}

/** `/charts/{slug}/{chart}.{svg,csv,json}` and `/embed/{slug}/{chart}`: exactly that chart, for the same query string. */
export function chartRoutes(server: FastifyInstance, context: WebContext, assetVersion: string): void {
  const unknown = (reply: FastifyReply) => reply.callNotFound();
  type Params = { Params: { slug: string; file: string } };
  server.get<Params>('/charts/:slug/:file', { schema: { hide: true } }, async (request, reply) => {
    const [, name = '', ending = ''] = /^([a-z]+)\.([a-z]+)$/.exec(request.params.file) ?? [];
    const format = formats.find((one) => one === ending);
    if (!format || !charts.some(({ key }) => key === name)) return unknown(reply);
    const asked = await ask(context, request.params.slug, name, request.query as Record<string, unknown>, request.url);
    if (!asked) return unknown(reply);
    reply.header('cross-origin-resource-policy', 'cross-origin');
    const file = `${asked.campaign.config.slug}-${name}.${format}`;
    if (format === 'json') {
      const { title, tz, summary } = asked.spec;
      return reply
        .type('application/json; charset=utf-8')
        .send(JSON.stringify({ ...asked.answer, title, tz, summary }));
    }
    if (format === 'csv') {
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="${file}"`)
        .send(await toCsv(asked));
    }
    const base = context.app.config.PUBLIC_URL;
    const svg = chartFile(asked.spec, {
      campaign: asked.campaign.config.name,
      address: base ? `${base}${asked.address}` : asked.address,
    });
    return reply
      .type('image/svg+xml; charset=utf-8')
      .header('content-disposition', `inline; filename="${file}"`)
      .send(svg.toString());
  });

  server.get<{ Params: { slug: string; chart: string } }>(
    '/embed/:slug/:chart',
    {
      schema: { hide: true },
      helmet: { xFrameOptions: false, contentSecurityPolicy: { useDefaults: false, directives: embedPolicy } },
    },
    async (request, reply) => {
      const query = request.query as Record<string, unknown>;
      const asked = await ask(context, request.params.slug, request.params.chart, query, request.url);
      if (!asked) return unknown(reply);
      const { app } = context;
      const page = embedPage({
        site: { version: app.version, assetVersion, demo: app.demo, now: new Date(app.now()).toISOString() },
        campaign: asked.campaign.config,
        query: readQuery(query),
        tz: asked.window.tz,
        chart: { name: asked.chart.key as ChartName, answers: asked.answers },
        publicUrl: app.config.PUBLIC_URL ?? null,
      });
      reply.header('cross-origin-resource-policy', 'cross-origin');
      return reply.type('text/html; charset=utf-8').send(page.toString());
    },
  );
}

/** An embed holds no script and no form, and may stand in any page. */
const embedPolicy = {
  defaultSrc: ["'none'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:'],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ['*'],
};
