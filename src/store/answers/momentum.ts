import { type CoverageCurve, quarterCoverage, type SourceWatch } from '../../domain/coverage.ts';
import { type Baseline, expectedAt, fitBaseline, fittedHours } from '../../domain/measure/baseline.ts';
import { type Burst, findBursts, isShown } from '../../domain/measure/bursts.ts';
import { dayGrowth, doubling, type Growth, weekGrowth } from '../../domain/measure/growth.ts';
import type { Expected } from '../../domain/measure/negative-binomial.ts';
import {
  burstWords,
  certaintyWords,
  edgesOf,
  growthWords,
  isClear,
  nowWords,
  type PageWords,
} from '../../domain/measure/page-words.ts';
import { type Quarters, startOf, usableCoverage } from '../../domain/measure/quarters.ts';
import { bandOf, type RateNow, rateNow } from '../../domain/measure/rate-now.ts';
import { burstSentence, coverageSentence, growthSentence, nowSentence } from '../../domain/measure/sentences.ts';
import type { Provenance } from '../../domain/series.ts';
import type { Interval } from '../../domain/time/interval.ts';
import { floorQuarter, quarterMs } from '../../domain/time/quarter.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { countQuarters } from '../queries/quarters.ts';
import { type Filters, select } from '../queries/question.ts';
import { total } from '../queries/tables.ts';
import { type AnswerContext, findWatched, provenanceOf, type Watched } from './provenance.ts';

const dayMs = 86_400_000;
const historyMs = 28 * dayMs;
const settleMs = 120_000;
const latestMs = 15 * 60_000;

/** A burst as the API shows it. */
export interface ShownBurst {
  from: string;
  to: string;
  ongoing: boolean;
  posts: number;
  authors: number;
  lift: number;
}

interface GrowthFigures {
  posts: number;
  before: number;
  authors: number;
  ratio: number;
  low: number;
  high: number;
  usable: number;
}

/** The figures of momentum, without where they come from. */
export interface Momentum {
  now: {
    from: string;
    to: string;
    posts: number;
    authors: number;
    expected: number | null;
    low: number | null;
    high: number | null;
    alarm: number | null;
    state: RateNow['state'];
  } | null;
  growth: {
    week:
      | (GrowthFigures & {
          doublingDays: number | null;
          doublingLow: number | null;
          doublingHigh: number | null;
          halving: boolean;
        })
      | null;
    day: GrowthFigures | null;
  };
  bursts: ShownBurst[];
  live: boolean;
  sentences: { growth: string; now: string; burst: string | null; coverage: string | null };
  sentence: string;
}

/** Momentum with the usual range of every quarter, for the band of a chart. */
export interface JudgedMomentum extends Momentum {
  /** Low and high of the 5 to 95 % range of a stretch, null without a baseline in the whole of it. */
  band(stretch: Interval): { low: number; high: number } | null;
}

/** End of the last closed quarter: two minutes over, and every source past it; at the latest a quarter of an hour over. */
export function lastClosed(watches: readonly SourceWatch[], until: number, now: number): number {
  const reached = (end: number) =>
    watches.every(({ spellings }) => spellings.every(({ covered }) => (covered.at(-1)?.to ?? 0) >= end));
  for (let end = floorQuarter(Math.min(until, now - settleMs)); ; end -= quarterMs) {
    if (now - end >= latestMs || reached(end)) return end;
  }
}

/** Quarters with what is usable of them; open ones are not. */
function usableQuarters(counts: number[], from: number, curve: CoverageCurve, end: number): Quarters {
  const usable = counts.map((_, i) => {
    const at = from + i * quarterMs;
    return at + quarterMs <= end && quarterCoverage(curve, at) >= usableCoverage - 1e-9;
  });
  return { from, counts, usable };
}

/** What is usual at an instant, from the baseline of its UTC day; each day is fitted once. */
function usualBy(quarters: Quarters, zone: string): (at: number) => Expected | null {
  const fitted = new Map<number, Baseline | null>();
  return (at) => {
    const day = Math.floor(at / dayMs) * dayMs;
    let baseline = fitted.get(day);
    if (baseline === undefined) {
      baseline = fitBaseline(quarters, day, zone);
      fitted.set(day, baseline);
    }
    return baseline === null ? null : expectedAt(baseline, at, zone);
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

/** Rate now, growth, bursts of a window and the sentences that say them, exactly for the API and in words for pages. */
export async function judgeMomentum(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
): Promise<{ momentum: JudgedMomentum; words: PageWords; watched: Watched }> {
  const { db, now } = context;
  const zone = campaign.config.timezone;
  const selection = await select(db, campaign, filters);
  const question = { platform: selection.platform, family: selection.family };
  const from = Math.floor((Math.min(window.from, window.to - 14 * dayMs) - historyMs) / dayMs) * dayMs;
  const span = { from, to: window.to };
  const [counts, wide, watched] = await Promise.all([
    countQuarters(db, selection, span),
    findWatched(context, campaign, question, span),
    findWatched(context, campaign, question, window),
  ]);
  const end = lastClosed(wide.watches, window.to, now);
  const quarters = usableQuarters(counts, from, wide.curve, end);
  const usual = usualBy(quarters, zone);
  const authorsIn = async (stretch: Interval) => (await total(db, selection, stretch)).authors;
  const [hourAuthors, weekAuthors, dayAuthors] = await Promise.all([
    authorsIn({ from: end - 4 * quarterMs, to: end }),
    authorsIn({ from: end - 14 * dayMs, to: end }),
    authorsIn({ from: end - 8 * dayMs, to: end }),
  ]);
  const week = weekGrowth(quarters, end, weekAuthors);
  const day = dayGrowth(quarters, end, dayAuthors);
  const rate = rateNow(quarters, end, hourAuthors, usual);
  const { shown, live } = await burstsOf(quarters, usual, { from: window.from, to: end }, authorsIn);
  const latest = shown.at(-1);
  const today = Math.floor((end - quarterMs) / dayMs) * dayMs;
  const history = fittedHours(quarters, today, zone);
  const sentences = {
    growth: growthSentence(week),
    now: nowSentence(rate, history, zone),
    burst: latest ? burstSentence(latest.burst, latest.authors, zone) : null,
    coverage: coverageSentence(week.usable),
  };
  const words: PageWords = {
    growth: growthWords(week),
    certainty: certaintyWords(week),
    isClear: isClear(week),
    now: nowWords(rate, history, zone),
    burst: latest ? burstWords(latest.burst, latest.authors, zone, edgesOf(quarters, latest.burst)) : null,
    coverage: sentences.coverage,
  };
  const band = (stretch: Interval) => bandOver(stretch, usual);
  return {
    watched,
    words,
    momentum: {
      now: rate && {
        from: iso(rate.from),
        to: iso(rate.to),
        posts: rate.posts,
        authors: rate.authors,
        expected: rate.expected ?? null,
        low: rate.low ?? null,
        high: rate.high ?? null,
        alarm: rate.alarm ?? null,
        state: rate.state,
      },
      growth: { week: weekFigures(week), day: growthFigures(day) },
      bursts: shown.map(({ burst, authors }) => ({
        from: iso(burst.from),
        to: iso(burst.to),
        ongoing: burst.ongoing,
        posts: burst.posts,
        authors,
        lift: burst.lift,
      })),
      live,
      sentences,
      sentence: [sentences.growth, sentences.now, sentences.burst, sentences.coverage].filter(Boolean).join(' '),
      band,
    },
  };
}

function bandOver(stretch: Interval, usual: (at: number) => Expected | null): { low: number; high: number } | null {
  const expected: Expected[] = [];
  for (let at = stretch.from; at < stretch.to; at += quarterMs) {
    const one = usual(at);
    if (one === null) return null;
    expected.push(one);
  }
  return expected.length === 0 ? null : bandOf(expected);
}

async function burstsOf(
  quarters: Quarters,
  usual: (at: number) => Expected | null,
  window: Interval,
  authorsIn: (stretch: Interval) => Promise<number>,
): Promise<{ shown: { burst: Burst; authors: number }[]; live: boolean }> {
  const judged = quarters.counts.flatMap((count, i) => {
    const at = startOf(quarters, i);
    if (at < window.from || at >= window.to) return [];
    return [{ at, count, usual: quarters.usable[i] ? usual(at) : null }];
  });
  const { bursts, live } = findBursts(judged);
  const described = await Promise.all(bursts.map(async (burst) => ({ burst, authors: await authorsIn(burst) })));
  return { shown: described.filter(({ burst, authors }) => isShown(burst, authors)), live };
}

function growthFigures({ posts, before, authors, usable, estimate }: Growth): GrowthFigures | null {
  return estimate === null ? null : { posts, before, authors, ...estimate, usable };
}

function weekFigures(growth: Growth): Momentum['growth']['week'] {
  const figures = growthFigures(growth);
  if (figures === null) return null;
  const time = doubling(figures);
  return {
    ...figures,
    doublingDays: time?.days ?? null,
    doublingLow: time?.low ?? null,
    doublingHigh: time?.high ?? null,
    halving: figures.ratio < 1,
  };
}

/** The answer of `/momentum`. */
export async function answerMomentum(
  context: AnswerContext,
  campaign: StoredCampaign,
  filters: Filters,
  window: Interval,
): Promise<Momentum & Provenance> {
  const { momentum, watched } = await judgeMomentum(context, campaign, filters, window);
  const { band: _band, ...figures } = momentum;
  return { ...figures, ...provenanceOf(watched) };
}
