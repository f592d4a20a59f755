import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../src/app.ts';
import { addressGuard } from '../src/net/address-guard.ts';
import { guardedDispatcher } from '../src/net/dispatcher.ts';
import { userAgentOf } from '../src/net/user-agent.ts';
import { type StoredCampaign, sourcesOf } from '../src/store/campaigns.ts';
import { CampaignWatch } from './campaigns.ts';
import { runAsLeader } from './leader.ts';
import { Outbox } from './outbox.ts';
import { type PolledServer, ServerPoll } from './poll/server.ts';

async function pollAsLeader(app: App, outbox: Outbox, stopping: AbortSignal): Promise<void> {
  const dispatcher = guardedDispatcher(
    addressGuard(app.config.ALLOW_PRIVATE_NETWORK, (reason) => app.metrics.outboundBlocked.inc({ reason })),
  );
  const running = new Map<string, { poll: ServerPoll; done: Promise<void> }>();
  using campaigns = await CampaignWatch.open(app);
  const serversOf = ({ config }: StoredCampaign): PolledServer[] =>
    sourcesOf(config, app.config.MASTODON_SERVERS ?? null).flatMap(({ name, base }) =>
      base === null ? [] : [{ name, base }],
    );
  const matchersFor = (name: string) =>
    campaigns.matchers((campaign) => serversOf(campaign).some((server) => server.name === name));
  const settle = () => {
    const wanted = new Map(campaigns.all.flatMap(serversOf).map((server) => [server.name, server]));
    for (const [name, { poll }] of running) {
      if (wanted.has(name)) poll.matchers = matchersFor(name);
      else {
        poll.stop();
        running.delete(name);
      }
    }
    for (const [name, server] of wanted) {
      if (running.has(name)) continue;
      const poll = new ServerPoll(app, server, matchersFor(name), outbox, dispatcher, userAgentOf(app));
      const done = poll
        .run()
        .catch((error: Error) => app.log.error({ source: name, err: error.message }, 'polling a server stopped'));
      running.set(name, { poll, done });
    }
  };
  settle();
  campaigns.onChange(settle);
  while (!stopping.aborted) await wait(60_000, undefined, { signal: stopping }).catch(() => undefined);
  for (const { poll } of running.values()) poll.stop();
  await Promise.race([
    Promise.all([...running.values()].map(({ done }) => done)),
    wait(1500, undefined, { ref: false }),
  ]);
  await dispatcher.destroy();
}

/** Role `poll`: reads the tag pages of the campaigns' Mastodon servers, each at its own pace, one request at a time. */
export async function startPoll(app: App): Promise<AsyncDisposable> {
  const outbox = new Outbox(app);
  const leader = runAsLeader(app, 'poll', (stopping) => pollAsLeader(app, outbox, stopping));
  return {
    [Symbol.asyncDispose]: async () => {
      await leader[Symbol.asyncDispose]();
      await outbox[Symbol.asyncDispose]();
    },
  };
}
