import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SeriesAnswer } from '../../../src/domain/series.ts';
import { bucketStarts } from '../../../src/domain/time/bucket.ts';
import { chosen, figures, queryOf, question, reactions } from './tables-questions.ts';
import { type Fact, openScene } from './tables-scene.ts';

test('series of every metric, grouping and filter: each bucket is exact, and all of them are the summary', async () => {
  await using scene = await openScene(12, 420);
  const metrics = ['posts', 'authors', ...reactions] as const;
  const groupings: Record<string, (fact: Fact) => readonly string[]> = {
    none: () => ['all'],
    tag: ({ tags }) => tags,
    platform: ({ platform }) => [platform],
    language: ({ language }) => [language],
    argument: (fact) => fact.arguments,
    kind: ({ kind }) => [kind],
    server: ({ server }) => [server],
    target: ({ targets }) => targets,
  };
  await fc.assert(
    fc.asyncProperty(
      question,
      fc.constantFrom(...metrics),
      fc.constantFrom(...Object.keys(groupings)),
      fc.constantFrom('hour', 'day', 'week'),
      fc.constantFrom('Europe/Berlin', 'Asia/Kolkata'),
      async (asked, metric, groupBy, bucket, tz) => {
        const facts = chosen(scene.facts, asked);
        const answer = await scene.api<SeriesAnswer>(`/series?${queryOf(asked, { metric, groupBy, bucket, tz })}`);
        const starts = bucketStarts(asked, bucket as 'day', tz);
        expect(answer.buckets).toEqual(starts.map((at) => new Date(at).toISOString()));
        if (groupBy === 'language' || groupBy === 'server') {
          const sizes = answer.series.map(({ key, values, sampled }) => {
            const size = [...values, ...sampled].reduce<number>((sum, value) => sum + (value ?? 0), 0);
            return { key, size };
          });
          expect(sizes).toEqual(sizes.toSorted((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1)));
        }
        const keysOf = groupings[groupBy] ?? (() => []);
        const lines = new Map(answer.series.map((line) => [line.key, line]));
        for (const key of new Set(facts.flatMap(keysOf))) {
          if (groupBy === 'tag' && asked.filters.tag && key !== asked.filters.tag) continue;
          if (groupBy === 'argument' && asked.filters.argument && key !== asked.filters.argument) continue;
          const own = facts.filter((fact) => keysOf(fact).includes(key));
          const line = lines.get(key);
          starts.forEach((from, i) => {
            const inside = own.filter(({ at }) => at >= from && at < (starts[i + 1] ?? asked.to));
            const count = figures(inside)[metric as 'posts'];
            expect([key, (line?.values[i] ?? 0) + (line?.sampled[i] ?? 0)]).toEqual([key, count]);
          });
        }
        if (groupBy !== 'none' || metric === 'authors') return;
        const summary = await scene.api<Record<string, unknown>>(`/summary?${queryOf(asked)}`);
        const stated =
          metric === 'posts' ? summary['posts'] : (summary['engagement'] as Record<string, unknown>)[metric];
        const sum = [...(lines.get('all')?.values ?? []), ...(lines.get('all')?.sampled ?? [])].reduce<number>(
          (total, value) => total + (value ?? 0),
          0,
        );
        expect(sum).toBe(stated ?? 0);
      },
    ),
    { numRuns: 250 },
  );
});
