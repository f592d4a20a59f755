import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageAnswer } from '../../src/domain/summary.ts';
import { coveredUntil, freeze, queryOf } from '../support/agreement.ts';
import { play } from '../support/scene.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

// Of three servers one tells what it counted of a tag itself, one is too old to, one tells nonsense.

const [telling, old, broken] = [0, 1, 2];
const day = 86_400_000;
let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    flavours: ['normal', 'old', 'normal'],
    noisePerSecond: 10,
    faults: [{ name: 'tag-history', args: { target: 'mastodon', index: broken } }],
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

interface History {
  day: string;
  uses: number;
  ours: number;
}
interface Servers {
  servers: { server: string; state: string; posts: number; history: History[] | null }[];
}

const hostOf = (index: number) => new URL(stage.simulator.mastodonUrls[index] ?? '').host;
const sum = (days: readonly History[], of: 'uses' | 'ours') => days.reduce((total, one) => total + one[of], 0);

async function historyOf(index: number): Promise<History[] | null> {
  const domain = stage.simulator.world.mastodon.hosts[index]?.domain;
  const query = queryOf({ from: Date.now() - 9 * day, to: Date.now() + day });
  const { servers } = await stage.instance.api<Servers>(`/servers?${query}`);
  return servers.find(({ server }) => server === domain || server === hostOf(index))?.history ?? null;
}

/** What the server answers itself for all families, in one sum. */
async function toldBy(index: number): Promise<number> {
  const { tags } = (await (await stage.instance.get('/api/v1/campaigns/keep4o')).json()) as { tags: { tag: string }[] };
  const counts = await Promise.all(
    tags.map(async ({ tag }) => {
      const answer = await fetch(`${stage.simulator.mastodonUrls[index]}/api/v1/tags/${tag}`);
      const { history } = (await answer.json()) as { history: { uses: string }[] };
      return history.reduce((total, { uses }) => total + Number(uses), 0);
    }),
  );
  return counts.reduce((total, n) => total + n, 0);
}

const tagRequests = async (index: number) => {
  const control = await fetch(`${stage.simulator.controlUrl}/control?requests=true`);
  const { mastodon } = (await control.json()) as { mastodon: { log: { url: string; status: number }[] }[] };
  return (mastodon[index]?.log ?? []).filter(({ url }) => url.startsWith('/api/v1/tags/'));
};

test('we hold all that a server counted while we watched it, a deleted post too; who does not tell or tells nonsense is read on', async () => {
  const { simulator, instance } = stage;
  const before = await toldBy(telling);
  const { mastodon } = play(simulator, 45);
  const at = await freeze(simulator);
  await coveredUntil(instance, simulator, at);
  simulator.world.publish({ do: 'delete', uri: mastodon[0] ?? '' });
  const told = await toldBy(telling);
  expect(told - before).toBeGreaterThan(5);
  const history = await until(
    'all tags are told',
    async () => {
      const found = await historyOf(telling);
      return found && sum(found, 'uses') === told ? found : null;
    },
    { deadlineMs: 60_000, everyMs: 500 },
  );
  expect(sum(history, 'ours')).toBe(told - before);
  expect(history.map((one) => one.day)).toEqual(history.map((one) => one.day).toSorted());

  const odd = await until('nonsense is read', () => historyOf(broken));
  const tags = odd.at(-1)?.uses ?? 0;
  expect(odd.map(({ uses }) => uses)).toEqual([tags * (2 ** 31 - 1), tags]);

  expect(await historyOf(old)).toBeNull();
  expect(await tagRequests(old)).toMatchObject([{ status: 404 }]);
  await coveredUntil(instance, simulator, Date.now());
  const { sources } = await instance.api<CoverageAnswer>(`/coverage?${queryOf({ from: at, to: Date.now() + day })}`);
  expect(sources.map(({ state, lastError }) => `${state} ${lastError}`)).toEqual(sources.map(() => 'watching null'));
});
