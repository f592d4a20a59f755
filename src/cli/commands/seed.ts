import { Command } from 'commander';
import { Importer } from '../../../workers/import/import.ts';
import { GroundswellError } from '../../errors.ts';
import { startSimulator } from '../../simulator/index.ts';
import { openForCommand } from '../open.ts';

const dayMs = 86_400_000;
const mostPosts = 20_000_000;
const mostDaysAtOnce = 14;
const usualKept = 0.83;

function whole(name: string, text: string, most: number): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= 1 && value <= most) return value;
  throw new GroundswellError('usage', `--${name} takes a whole number from 1 to ${most}; found '${text}'.`);
}

/** `groundswell seed`: simulated posts of real size through the import path, to look at, to measure, to try a query. */
export function seedCommand(): Command {
  return new Command('seed')
    .description('fill the database with simulated posts through the import path')
    .requiredOption('--posts <n>', 'about so many posts')
    .option('--days <n>', 'spread over so many days until now', '365')
    .option('--seed <n>', 'what everything follows from', '4')
    .action(async ({ posts, days, seed }: { posts: string; days: string; seed: string }) => {
      const [wanted, span] = [whole('posts', posts, mostPosts), whole('days', days, 3650)];
      await using app = await openForCommand();
      const end = app.now();
      let inserted = 0;
      let planned = 0;
      // A world of some days at a time, each with people and seed of its own, so that memory stays small.
      for (let left = span, part = 0; left > 0; left -= mostDaysAtOnce, part++) {
        const historyDays = Math.min(mostDaysAtOnce, left);
        const until = end - (left - historyDays) * dayMs;
        // Not every post of a world carries a tag and stays: so many more are made as the parts before fell short.
        const kept = inserted === 0 ? usualKept : inserted / planned;
        const posts = (Math.max(0, wanted - inserted) * (historyDays / left)) / kept;
        planned += posts;
        await using simulator = await startSimulator({
          seed: whole('seed', seed, 4_294_967) * 1000 + part,
          scenario: 'demo',
          historyDays,
          ratePerHour: posts / (historyDays * 24),
          livePerHour: 0,
          noisePerSecond: 0,
          historyNoisePerHour: 0,
          authors: Math.max(200, Math.min(20_000, Math.round(wanted / 40))),
          now: () => until,
          tickMs: 0,
        });
        const covers = { from: until - historyDays * dayMs, to: until };
        const stream = await Importer.open(app, { format: 'jetstream', covers });
        for (const frame of simulator.history.blueskyFrames(covers)) await stream.frame(frame);
        inserted += (await stream.finish()).inserted;
        for (const [index, server] of simulator.mastodonUrls.entries()) {
          const pages = await Importer.open(app, { format: 'mastodon', covers, server });
          for (const value of simulator.history.mastodonStatuses(index, covers))
            await pages.item({ value, answeredAt: until, base: null });
          inserted += (await pages.finish()).inserted;
        }
        process.stderr.write(`${inserted} posts until ${new Date(until).toISOString().slice(0, 10)}\n`);
      }
      process.stdout.write(`${JSON.stringify({ inserted })}\n`);
    });
}
