import type { Counted } from './counted.ts';
import { total } from './post.ts';

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]): number => {
  const m = mean(values);
  return values.reduce((sum, value) => sum + (value - m) ** 2, 0) / (values.length - 1);
};

/** By account, the mean of ln(1+E) of its posts. */
const accountMeans = (posts: readonly Counted[]): number[] =>
  [...Map.groupBy(posts, ({ author }) => author).values()].map((own) =>
    mean(own.map(({ reactions }) => Math.log(1 + total(reactions)))),
  );

/** How many times the reactions of the others the posts of an argument get, with its 95 % interval (8.2). */
export function liftOf(
  posts: readonly Counted[],
  argument: string,
): { ratio: number; low: number; high: number } | null {
  let [weights, weighted, variances] = [0, 0, 0];
  for (const own of Map.groupBy(posts, ({ network }) => network).values()) {
    const having = accountMeans(own.filter((post) => post.arguments.includes(argument)));
    const without = accountMeans(own.filter((post) => !post.arguments.includes(argument)));
    if (having.length < 10 || without.length < 10) continue;
    const weight = (having.length * without.length) / (having.length + without.length);
    weights += weight;
    weighted += weight * (mean(having) - mean(without));
    variances += weight ** 2 * (variance(having) / having.length + variance(without) / without.length);
  }
  if (weights === 0) return null;
  const difference = weighted / weights;
  const error = Math.sqrt(variances) / weights;
  return {
    ratio: Math.exp(difference),
    low: Math.exp(difference - 1.96 * error),
    high: Math.exp(difference + 1.96 * error),
  };
}
