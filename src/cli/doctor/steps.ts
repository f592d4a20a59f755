import type { Environment } from '../../config/environment.ts';
import { processEnvironment } from '../../config/environment.ts';
import type { Campaign } from '../../domain/campaign.ts';
import { normalForm } from '../../domain/hashtag/normal-form.ts';
import { addressGuard } from '../../net/address-guard.ts';
import { guardedDispatcher, guardedFetch } from '../../net/dispatcher.ts';
import { userAgentOf } from '../../net/user-agent.ts';
import { checkAppview, checkJetstreams } from './bluesky.ts';
import { checkCampaigns } from './campaigns.ts';
import { type ClockReading, judgeClock } from './clock.ts';
import { checkDatabase } from './database.ts';
import { type Finding, fail, ok, reasonOf } from './finding.ts';
import { checkDataDir, checkNode } from './machine.ts';
import { checkServers } from './mastodon.ts';
import { checkQueue } from './queue.ts';

/** A part of the examination; those that follow may use what it found. */
export interface Step {
  title: string;
  run(): Promise<Finding[]>;
}

function checkConfig(): { config: Environment | null; findings: Finding[] } {
  try {
    const config = processEnvironment();
    const hint = config.CONTACT === undefined ? '; CONTACT is not set, so servers do not know whom to write to' : '';
    return { config, findings: [ok('config', `all settings can be read${hint}`)] };
  } catch (error) {
    return {
      config: null,
      findings: [
        fail('config', reasonOf(error), 'Change that setting in the environment or in config/groundswell.yaml.'),
      ],
    };
  }
}

/** Steps over the sources of these campaigns, then over the clock. */
function sourceSteps(config: Environment, campaigns: readonly Campaign[], version: string): Step[] {
  const guard = addressGuard(config.ALLOW_PRIVATE_NETWORK, () => undefined);
  const userAgent = userAgentOf({ version, config });
  const ask = guardedFetch(guardedDispatcher(guard), userAgent);
  const clocks: ClockReading[] = [];
  const streams = campaigns.some(({ sources }) => sources.bluesky.stream);
  const servers = config.MASTODON_SERVERS ?? [...new Set(campaigns.flatMap(({ sources }) => sources.mastodon.servers))];
  const tag = normalForm(campaigns[0]?.tags[0]?.tag ?? 'mastodon');
  const idle = (name: string) => Promise.resolve([ok(name, 'no campaign asks for it')]);
  return [
    {
      title: 'Jetstream',
      run: () => (streams ? checkJetstreams(config.BLUESKY_JETSTREAM_URLS, guard, userAgent) : idle('jetstream')),
    },
    {
      title: 'AppView',
      run: async () => (streams ? [await checkAppview(config.BLUESKY_APPVIEW_URL, ask, clocks)] : idle('appview')),
    },
    {
      title: 'Mastodon',
      run: () =>
        servers.length > 0
          ? checkServers(servers, { ask, tokens: config.MASTODON_TOKENS, clocks, tag })
          : idle('mastodon'),
    },
    { title: 'Clock', run: async () => (streams || servers.length > 0 ? [judgeClock(clocks)] : []) },
  ];
}

/** All steps, in order. With settings that cannot be read nothing else can be looked at. */
export async function* examine(version: string): AsyncGenerator<Step> {
  const { config, findings } = checkConfig();
  yield { title: 'Settings', run: async () => findings };
  yield { title: 'Node', run: async () => [checkNode(process.version)] };
  if (!config) return;
  yield { title: 'Data', run: () => checkDataDir(config.DATA_DIR) };
  let stored: Campaign[] = [];
  yield {
    title: 'Database',
    run: async () => {
      const { findings: found, campaigns } = await checkDatabase(config);
      stored = campaigns;
      return found;
    },
  };
  yield { title: 'Queue', run: async () => [await checkQueue(config.REDIS_URL)] };
  const found = await checkCampaigns(config, stored);
  yield { title: 'Campaigns', run: async () => found.findings };
  yield* sourceSteps(config, found.campaigns, version);
}
