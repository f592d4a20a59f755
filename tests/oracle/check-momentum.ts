import { passed, whole } from './check-figures.ts';
import { day, iso, type Window } from './clock.ts';
import { expectAgreement } from './compare.ts';
import { type Filters, select } from './counted.ts';
import { momentumOf } from './momentum.ts';
import type { Reactions } from './post.ts';
import { risingPosts } from './rising.ts';
import { query, type Scene } from './scene.ts';

type Point = Reactions & { at: string; source: string };

const fetched = new WeakMap<Scene, Promise<Map<string, Point[]>>>();
/** The engagement points of the last day's posts, as the product took them down. */
export function pointsOf(scene: Scene): Promise<Map<string, Point[]>> {
  const known = fetched.get(scene) ?? fetchPoints(scene);
  fetched.set(scene, known);
  return known;
}

async function fetchPoints(scene: Scene): Promise<Map<string, Point[]>> {
  const found = new Map<string, Point[]>();
  const window = query({ from: scene.now - day, to: scene.now }, { sort: 'recent', limit: '100' });
  let cursor: string | null = '';
  while (cursor !== null) {
    const page: { posts: { id: string }[]; cursor: string | null } = await scene.api(
      `/posts?${window}&cursor=${cursor}`,
    );
    for (const { id } of page.posts) {
      const { uri, points } = await scene.api<{ uri: string; points: Point[] }>(`/posts/${id}/history`);
      found.set(uri, points);
    }
    cursor = page.cursor;
  }
  return found;
}

const always: Window = { from: 0, to: Infinity };

export async function checkMomentum(scene: Scene, window: Window, filters: Filters = {}): Promise<void> {
  const asked = `/momentum?${query(window, { ...filters })}`;
  const sources = scene.sources.filter(({ network }) => filters.platform === undefined || network === filters.platform);
  const found = momentumOf({
    posts: select(scene.standing, always, filters),
    sources,
    kappa: (at) => scene.kappa(at, filters.platform),
    zone: scene.campaign.timezone,
    window: whole(window),
    now: scene.now,
  });
  const { week } = found;
  const oracle = {
    now: found.now && { ...found.now, from: iso(found.now.from), to: iso(found.now.to) },
    growth: {
      week: week && {
        posts: week.posts,
        before: week.before,
        authors: week.authors,
        ratio: week.ratio,
        low: week.low,
        high: week.high,
        usable: week.usable,
        doublingDays: week.doubling?.days ?? null,
        doublingLow: week.doubling?.low ?? null,
        doublingHigh: week.doubling?.high ?? null,
        halving: week.ratio < 1,
      },
      day: found.day,
    },
    bursts: found.bursts.map((burst) => ({ ...burst, from: iso(burst.from), to: iso(burst.to) })),
    live: found.live,
    sentences: found.sentences.now === null ? {} : found.sentences,
    coverage: passed(scene, window, filters.platform),
  };
  expectAgreement(oracle, await scene.api(asked), asked);
}

export async function checkRising(scene: Scene, filters: Filters = {}): Promise<void> {
  const asked = `/posts?${new URLSearchParams({ sort: 'rising', limit: '20', ...filters }).toString()}`;
  const product = await scene.api<{ posts: { uri: string; velocity: number; lift: number }[] }>(asked);
  const points = await pointsOf(scene);
  const pointBefore = (post: { uri: string }, at: number) =>
    points.get(post.uri)?.findLast((point) => Date.parse(point.at) <= at) ?? null;
  const ranked = risingPosts(select(scene.standing, always, filters), scene.now, pointBefore).slice(0, 20);
  const oracle = ranked.map(({ post, lift, velocity }) => ({
    uri: post.uri,
    lift,
    velocity: Math.round(velocity * 100) / 100,
  }));
  expectAgreement(oracle, product.posts, asked);
}
