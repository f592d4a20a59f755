import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { begin, startByHand } from './consumer.ts';

const day = 86_400_000;
const digest = (lines: Iterable<unknown>): string => {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(JSON.stringify(line));
  return hash.digest('hex');
};

test('one seed is one world, another seed another', async () => {
  const past = { historyDays: 1, ratePerHour: 30, livePerHour: 600, authors: 100 };
  const digests: string[][] = [];
  for (const [seed, step] of [
    [7, 1000],
    [7, 250],
    [8, 1000],
  ] as const) {
    await using simulator = await startByHand({ ...past, seed });
    for (let passed = 0; passed < 60_000; passed += step) simulator.pass(step);
    const live = simulator.world.ledger.facts;
    digests.push([
      digest(simulator.history.blueskyFrames()),
      digest(simulator.history.mastodonStatuses(0)),
      digest(live),
    ]);
  }
  expect(digests[1]).toEqual(digests[0]);
  expect(digests[2]).not.toEqual(digests[0]);
});

test('the demo has two believable weeks in a moment', async () => {
  const cpu = process.cpuUsage();
  await using simulator = await startByHand({ scenario: 'demo' });
  expect(process.cpuUsage(cpu).user / 1e6).toBeLessThan(8);
  const { world } = simulator;
  let frames = 0;
  for (const _ of simulator.history.blueskyFrames()) frames++;
  expect(frames).toBeGreaterThan(30_000);
  expect(world.outage && world.outage.to - world.outage.from).toBe(5 * 3_600_000);
  expect(world.begin).toBe(begin - 14 * day);
  const kinds = new Set(world.ledger.facts.map(({ is }) => is));
  expect([...kinds].sort()).toEqual(['account', 'optedOut', 'reacted', 'removed', 'shown', 'undone', 'written']);
  const text = [...world.bluesky.posts.values()]
    .filter(({ families }) => families.length > 0)
    .map(({ record }) => record.text);
  expect(text.every((one) => one.length <= 300)).toBe(true);
  expect(new Set(text).size / text.length).toBeGreaterThan(0.8);
});
