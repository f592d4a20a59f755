import closeWithGrace from 'close-with-grace';
import { Command } from 'commander';
import { GroundswellError } from '../../errors.ts';
import { scenarios, startSimulator } from '../../simulator/index.ts';

function whole(name: string, text: string, max: number): number {
  if (/^\d{1,10}$/.test(text) && Number(text) <= max) return Number(text);
  throw new GroundswellError('usage', `--${name} takes a whole number from 0 to ${max}; found '${text}'.`);
}

/** `groundswell simulate`: both networks on loopback, with their truth. */
export function simulateCommand(): Command {
  return new Command('simulate')
    .description('both networks on loopback, with a known truth at /truth and faults at /faults')
    .option('--seed <n>', 'what everything follows from', '4')
    .option('--port <n>', 'of Jetstream, AppView, /truth and /faults; 0 for any free one', '0')
    .option('--scenario <name>', `one of ${Object.keys(scenarios).join(', ')}`, 'demo')
    .action(async ({ seed, port, scenario }: { seed: string; port: string; scenario: string }) => {
      if (!Object.hasOwn(scenarios, scenario)) {
        throw new GroundswellError(
          'usage',
          `There is no scenario '${scenario}'; there are ${Object.keys(scenarios).join(', ')}.`,
        );
      }
      const simulator = await startSimulator({
        seed: whole('seed', seed, 4_294_967_295),
        port: whole('port', port, 65_535),
        scenario,
      });
      const say = (line: string) => process.stdout.write(`${line}\n`);
      say(
        `Simulator on ${simulator.controlUrl}, pid ${process.pid}; truth at ${simulator.controlUrl}/truth, faults at ${simulator.controlUrl}/faults`,
      );
      say(`BLUESKY_JETSTREAM_URLS=${simulator.jetstreamUrls.join(',')}`);
      say(`BLUESKY_APPVIEW_URL=${simulator.appviewUrl}`);
      say(`MASTODON_SERVERS=${simulator.mastodonUrls.join(',')}`);
      say('ALLOW_PRIVATE_NETWORK=true');
      await new Promise<void>((resolve) => {
        closeWithGrace({ delay: 3000 }, async () => {
          await simulator.close();
          resolve();
        });
      });
    });
}
