import { bucketCoverage, coverageCurve, meanCoverage } from '../../domain/coverage.ts';
import { type Platform, platforms } from '../../domain/post.ts';
import {
  type Grouping,
  keysBySize,
  type LineRequest,
  type Metric,
  type SeriesAnswer,
  toSeries,
} from '../../domain/series.ts';
import { type Buckets, viewBuckets } from '../../domain/time/bucket.ts';
import type { Window } from '../../domain/time/window.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Dimension } from '../codes.ts';
import { type Filters, findScopes, type Selection, select } from '../queries/question.ts';
import { countSeries } from '../queries/series.ts';
import { findWatches } from '../queries/watched.ts';
import { type AnswerContext, findWatched, type Watched } from './provenance.ts';

/** A chart's question, after its parameters were read. */
export interface SeriesRequest extends Filters {
  metric: Metric;
  groupBy: Grouping;
  window: Window;
}

const dimOf: Record<Exclude<Grouping, 'none'>, Dimension> = {
  tag: 'tag',
  platform: 'platform',
  language: 'language',
  argument: 'argument',
  kind: 'kind',
  server: 'server',
  target: 'target',
};
const platformNames: Record<string, string> = { bluesky: 'Bluesky', mastodon: 'Mastodon' };
const labels = {
  posts: 'Posts',
  authors: 'Authors',
  likes: 'Likes',
  reposts: 'Reposts',
  replies: 'Replies',
  quotes: 'Quotes',
};

/** Series of a metric, split or not, with what was watched of each bucket. */
export async function answerSeries(
  context: AnswerContext,
  campaign: StoredCampaign,
  request: SeriesRequest,
): Promise<SeriesAnswer> {
  const { db, now } = context;
  const { window, metric, groupBy } = request;
  const selection = await select(db, campaign, request);
  const buckets = viewBuckets(window, window.bucket, window.tz, now);
  const dim = groupBy === 'none' ? 'all' : dimOf[groupBy];
  const scopes = await scopesFor(context, selection, groupBy, request);
  const [watched, counts] = await Promise.all([
    findWatched(context, campaign, { platform: selection.platform, family: selection.family }, window),
    countSeries(db, {
      selection,
      metric,
      scopes,
      dim: groupBy === 'none' && selection.family ? 'tag' : dim,
      window,
      buckets,
      byDay: (window.bucket === 'day' || window.bucket === 'week') && window.tz === campaign.config.timezone,
    }),
  ]);
  const whole = bucketCoverage(watched.curve, buckets);
  return toSeries({
    campaign: campaign.config.slug,
    metric,
    groupBy,
    window,
    buckets,
    lines: await linesFor(context, selection, request, watched, buckets, whole, {
      known: [...scopes.keys()],
      counted: keysBySize(counts),
    }),
    counts,
    coverage: meanCoverage(watched.curve, window),
    bucketCoverage: whole,
    gaps: watched.gaps,
    asOf: Date.parse(watched.asOf),
  });
}

async function scopesFor(
  { db }: AnswerContext,
  selection: Selection,
  groupBy: Grouping,
  filters: Filters,
): Promise<ReadonlyMap<string, number>> {
  if (groupBy === 'none') return selection.scope === null ? new Map() : new Map([['all', selection.scope]]);
  const found = await findScopes(db, selection.campaign.id, dimOf[groupBy]);
  const wanted =
    groupBy === 'tag'
      ? selection.family
      : groupBy === 'argument'
        ? filters.argument
        : groupBy === 'platform'
          ? selection.platform
          : null;
  if (!wanted) return found;
  return new Map([...found].filter(([key]) => key === wanted));
}

/**
 * The lines that stand in an answer whether or not anything was counted, and those that are watched apart, each with its
 * own coverage. Where nobody declared an order, the greatest comes first, so that a chart looks the same at each request.
 */
async function linesFor(
  context: AnswerContext,
  selection: Selection,
  { metric, groupBy, window }: SeriesRequest,
  watched: Watched,
  buckets: Buckets,
  whole: readonly number[],
  keys: { known: readonly string[]; counted: readonly string[] },
): Promise<LineRequest[]> {
  const { campaign } = selection;
  const { config } = campaign;
  const plain = (key: string, label = key): LineRequest => ({ key, label, coverage: whole });
  const ofPlatform = (platform: Platform) => {
    const watches = watched.watches.filter((watch) => watch.platform === platform);
    return bucketCoverage(coverageCurve(watches, window, context.now), buckets);
  };
  switch (groupBy) {
    case 'none':
      return [plain('all', labels[metric])];
    case 'platform':
      return platforms
        .filter((name) => watched.watches.some(({ platform }) => platform === name) || keys.known.includes(name))
        .map((name) => ({ key: name, label: platformNames[name] ?? name, coverage: ofPlatform(name) }));
    case 'server': {
      const coverage = { bluesky: ofPlatform('bluesky'), mastodon: ofPlatform('mastodon') };
      return keys.counted.map((key) => ({
        key,
        label: key,
        coverage: key === 'bluesky' ? coverage.bluesky : coverage.mastodon,
      }));
    }
    case 'tag':
      return Promise.all(
        config.tags
          .filter(({ tag }) => selection.family === null || tag === selection.family)
          .map(async ({ tag }) => {
            const watches = await findWatches(
              context.db,
              campaign,
              { platform: selection.platform, family: tag },
              window,
            );
            const curve = coverageCurve(watches, window, context.now);
            return { key: tag, label: `#${tag}`, coverage: bucketCoverage(curve, buckets) };
          }),
      );
    case 'argument':
      return Object.keys(config.arguments).map((name) => plain(name));
    case 'target':
      return config.targets.map((name) => plain(name));
    case 'kind':
      return ['original', 'reply', 'quote'].map((name) => plain(name));
    default:
      return keys.counted.map((key) => plain(key));
  }
}
