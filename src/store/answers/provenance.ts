import { type CoverageCurve, coverageCurve, meanCoverage, type SourceWatch } from '../../domain/coverage.ts';
import { describeGaps, findGaps, type SourceGap } from '../../domain/gaps.ts';
import type { Gap, Provenance } from '../../domain/series.ts';
import type { Interval } from '../../domain/time/interval.ts';
import type { StoredCampaign } from '../campaigns.ts';
import type { Database } from '../database.ts';
import { findClock } from '../queries/clock.ts';
import { findGapReasons, findWatches, type WatchQuestion } from '../queries/watched.ts';

/** What answers need beside the question. */
export interface AnswerContext {
  db: Database;
  /** ms */
  now: number;
  /** A fixed interval of polls, in seconds, if one is set. */
  pollSeconds: number | null;
}

const streamLagMs = 120_000;
const slowestPollSeconds = 300;
const longestGapList = 500;

/** How far a source may be behind without a gap: two minutes of the stream, the last two polls of a server. In ms. */
export const lagOf =
  (pollSeconds: number | null) =>
  (source: string): number =>
    source === 'bluesky' ? streamLagMs : 2 * (pollSeconds ?? slowestPollSeconds) * 1000 + 30_000;

/** What was watched of a window: coverage by quarter, its mean, the gaps with their reasons, and when it was so. */
export interface Watched extends Provenance {
  curve: CoverageCurve;
  watches: SourceWatch[];
}

function firstMoments(watches: readonly SourceWatch[]): Map<string, number> {
  return new Map(
    watches.map(({ source, spellings }) => [
      source,
      Math.min(...spellings.map(({ covered }) => covered[0]?.from ?? Number.POSITIVE_INFINITY)),
    ]),
  );
}

/** Answers of one request that need the same share it. */
function shared<T>(): (context: AnswerContext, key: unknown[], find: () => Promise<T>) => Promise<T> {
  const found = new WeakMap<AnswerContext, Map<string, Promise<T>>>();
  return (context, key, find) => {
    const known = found.get(context) ?? new Map<string, Promise<T>>();
    found.set(context, known);
    const name = JSON.stringify(key);
    const one = known.get(name) ?? find();
    known.set(name, one);
    return one;
  };
}

const sharedWatched = shared<Watched>();
const sharedWatches = shared<SourceWatch[]>();

/** Coverage, gaps and as-of of a question. The answers of one request that ask the same share it: change nothing in it. */
export function findWatched(
  context: AnswerContext,
  campaign: StoredCampaign,
  question: WatchQuestion,
  window: Interval,
): Promise<Watched> {
  const key = [campaign.id, question.platform, question.family, window.from, window.to];
  return sharedWatched(context, key, () => watchedOf(context, campaign, question, window));
}

async function watchedOf(
  context: AnswerContext,
  campaign: StoredCampaign,
  { platform, family }: WatchQuestion,
  window: Interval,
): Promise<Watched> {
  const { db, now, pollSeconds } = context;
  const every = await sharedWatches(context, [campaign.id, family, window.from, window.to], () =>
    findWatches(db, campaign, { platform: null, family }, window),
  );
  const watches = every.filter((watch) => platform === null || watch.platform === platform);
  const names = watches.map(({ source }) => source);
  const [reasons, errors, { asOf }, begun] = await Promise.all([
    findGapReasons(db, names, window),
    findErrors(db, names),
    findClock(db),
    findFirstCoverage(db, names),
  ]);
  const firsts = firstMoments(watches);
  const reasonOf = ({ source, from, to }: SourceGap): string => {
    const end = to ?? now;
    const noted = reasons.find((note) => note.source === source && note.from < end && from < note.to);
    if (noted) return noted.reason;
    const error = errors.get(source);
    if (to === null && error) return error;
    const start = begun.get(source);
    if (start === undefined) return 'nothing has been read from it yet';
    if (end <= start || from < start - 1) return 'before collection began';
    return (firsts.get(source) ?? Number.POSITIVE_INFINITY) >= end
      ? 'not watched'
      : 'not watched: Groundswell or the source was down';
  };
  const gaps: Gap[] = describeGaps(findGaps(watches, window, now, lagOf(pollSeconds)), reasonOf).slice(-longestGapList);
  const curve = coverageCurve(watches, window, now);
  return { curve, watches, gaps, coverage: meanCoverage(curve, window), asOf: new Date(asOf).toISOString() };
}

async function findErrors(db: Database, sources: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.$client.query<{ name: string; error: string }>({
    name: 'source-errors',
    text: `select name, last_error as error from source where name = any($1::text[]) and last_error is not null and state <> 'watching'`,
    values: [sources],
  });
  return new Map(rows.map(({ name, error }) => [name, error]));
}

async function findFirstCoverage(db: Database, sources: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.$client.query<{ source: string; at: Date }>({
    name: 'first-coverage',
    text: `select s.source, min(lower(c.during)) as at from watch_set s join coverage c on c.set_id = s.id where s.source = any($1::text[]) group by 1`,
    values: [sources],
  });
  return new Map(rows.map(({ source, at }) => [source, at.getTime()]));
}

/** The three fields that every answer with figures carries. */
export const provenanceOf = ({ asOf, coverage, gaps }: Watched): Provenance => ({ asOf, coverage, gaps });
