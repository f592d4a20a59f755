import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { Importer } from '../../../workers/import/import.ts';
import type { App } from '../../app.ts';
import { processEnvironment } from '../../config/environment.ts';
import { roleNames } from '../../roles.ts';
import { type Simulator, startSimulator } from '../../simulator/index.ts';
import { clusterName } from '../../store/embedded/cluster.ts';
import { takeLease } from '../../store/embedded/lease.ts';
import { isPostmasterOf, readPostmaster } from '../../store/embedded/postmaster.ts';
import { attachEmbedded, stopEmbedded } from '../../store/embedded/server.ts';
import { serve } from '../serve.ts';

const campaigns = fileURLToPath(new URL('../../../config/campaigns', import.meta.url));

/** Empties the demo's data, unless a demo runs on it. @throws GroundswellError `already-running` */
async function makeAnew(folder: string): Promise<void> {
  const cluster = join(folder, clusterName);
  const running = await readPostmaster(cluster);
  if (running && (await isPostmasterOf(running.pid, cluster))) {
    const { connection } = await attachEmbedded(folder);
    const lease = await takeLease(connection, folder, true);
    await lease.release();
    await stopEmbedded(cluster);
  }
  await rm(folder, { recursive: true, force: true });
}

/** Two weeks of both networks as recorded data, but for the outage that the simulator names: that is drawn as a gap. */
async function importHistory(app: App, simulator: Simulator): Promise<void> {
  const { world, history } = simulator;
  const end = world.start;
  const begin = end - 14 * 86_400_000;
  const outage = world.outage ? { from: world.outage.from, to: world.outage.to } : { from: end, to: end };
  const watched = [
    { from: begin, to: outage.from },
    { from: outage.to, to: end },
  ].filter(({ from, to }) => from < to);
  for (const covers of watched) {
    const stream = await Importer.open(app, { format: 'jetstream', covers });
    for (const frame of history.blueskyFrames(covers)) await stream.frame(frame);
    await stream.finish();
    for (const [index, server] of simulator.mastodonUrls.entries()) {
      const pages = await Importer.open(app, { format: 'mastodon', covers, server });
      for (const value of history.mastodonStatuses(index, covers))
        await pages.item({ value, answeredAt: end, base: server });
      await pages.finish();
    }
  }
}

/** `groundswell demo`: everything against the built-in simulator, with two weeks of history. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('everything against simulated networks, with two weeks of history; needs no internet')
    .option('--seed <n>', 'what the simulated world follows from', '4')
    .action(async ({ seed }: { seed: string }) => {
      const given = processEnvironment();
      const folder = join(given.DATA_DIR, 'demo');
      await makeAnew(folder);
      // The world is made while the database, a process of its own, is.
      const [, simulator] = await Promise.all([
        attachEmbedded(folder),
        startSimulator({ seed: Number(seed), scenario: 'demo' }),
      ]);
      const config = {
        ...given,
        DATA_DIR: folder,
        DATABASE_URL: undefined,
        REDIS_URL: undefined,
        CAMPAIGNS_DIR: campaigns,
        BLUESKY_JETSTREAM_URLS: [...simulator.jetstreamUrls],
        BLUESKY_APPVIEW_URL: simulator.appviewUrl,
        BLUESKY_STREAM_ENGAGEMENT: true,
        MASTODON_SERVERS: [...simulator.mastodonUrls],
        ALLOW_PRIVATE_NETWORK: true,
        POLL_SECONDS: given.POLL_SECONDS ?? 10,
        REFRESH_SECONDS: given.REFRESH_SECONDS ?? 15,
      };
      process.exitCode = await serve({
        config,
        roles: roleNames,
        exclusive: true,
        demo: true,
        prepare: (app) => importHistory(app, simulator),
        finish: () => simulator.close(),
      });
    });
}
