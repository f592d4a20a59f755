import { passed, whole } from './check-figures.ts';
import { iso, minute, type Window } from './clock.ts';
import { expectAgreement } from './compare.ts';
import { type Filters, select } from './counted.ts';
import { momentumOf } from './momentum.ts';
import type { Reactions } from './post.ts';
import { risingPosts } from './rising.ts';
import { query, type Scene } from './scene.ts';

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
  const { week, sentences } = found;
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
    sentences: Object.fromEntries(Object.entries(sentences).filter(([, said]) => said !== null)),
    coverage: passed(scene, window, filters.platform),
  };
  const product = await scene.api<{ sentences: { now: string } }>(asked);
  expectAgreement(oracle, product, asked);
  const days = /needs 2 days; has (\d+) days/.exec(product.sentences.now)?.[1] ?? '0';
  expectAgreement(true, Number(days) < 2, `${asked}: '${product.sentences.now}' has what it needs`);
}

export async function checkRising(scene: Scene, filters: Filters = {}): Promise<void> {
  const asked = `/posts?${new URLSearchParams({ sort: 'rising', limit: '20', ...filters }).toString()}`;
  const product = await scene.api<{ posts: { id: string; uri: string; velocity: number; lift: number }[] }>(asked);
  const ranked = risingPosts(scene.standing, scene.now, filters).slice(0, 20);
  const oracle = ranked.map(({ post, lift, velocity }) => ({
    uri: post.uri,
    lift,
    velocity: Math.round(velocity * 100) / 100,
  }));
  expectAgreement(oracle, product.posts, asked);
  for (const { id, uri } of product.posts.slice(0, 5)) {
    const { points } = await scene.api<{ points: (Reactions & { at: string })[] }>(`/posts/${id}/history`);
    const post = scene.standing.find((one) => one.uri === uri);
    // The running five minutes are told as of now.
    const end = (at: number) => (at >= scene.now ? at + 5 * minute : at);
    const told = points.map(({ at }) => post?.pointBefore(end(Date.parse(at))) ?? null);
    expectAgreement(told, points, `history of ${uri}`);
  }
}
