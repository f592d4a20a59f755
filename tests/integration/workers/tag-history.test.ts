import { expect, test } from 'vitest';
import { HttpRefusal } from '../../../src/net/refusal.ts';
import type { Answer } from '../../../src/sources/mastodon/client.ts';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import { TagHistory } from '../../../workers/poll/tag-history.ts';
import { freshDatabase, quiet } from '../../support/database.ts';
import { makeCampaign } from '../../support/make.ts';

const begun = Date.parse('2026-02-03T09:00:00Z');
const source = 'mastodon:a.example';
const today = String(Date.parse('2026-02-03') / 1000);
const signal = new AbortController().signal;
const refusal = (status: number, retryAfter: string | null = null) =>
  new TypeError('fetch failed', { cause: new HttpRefusal('a.example', status, { retryAfter, reset: null }, false) });

type Told = Partial<Omit<Answer<unknown>, 'data'>> & { uses?: string; data?: unknown };

/** A question to a server that answers as a test says, on a database of its own. */
async function open(answer: (tag: string) => Told) {
  const fresh = await freshDatabase();
  const campaign = makeCampaign();
  await applyCampaign(fresh.db, campaign, sourcesOf(campaign, null), 'file', begun);
  const clock = { now: begun };
  const asked: string[] = [];
  const pauses: number[] = [];
  const tag = async (name: string): Promise<Answer<unknown>> => {
    asked.push(name);
    const { uses = '1', ...told } = answer(name);
    const data = { history: [{ day: today, uses, accounts: '1' }] };
    return { data, date: clock.now, age: 0, remaining: null, limit: null, resetAt: null, ...told };
  };
  const app = { db: fresh.db, config: {} as never, now: () => clock.now, log: quiet };
  const start = () =>
    new TagHistory({ app, source, client: { tag }, ask: (request) => request(), pause: (ms) => pauses.push(ms) });
  return {
    clock,
    asked,
    pauses,
    start,
    kept: async () => {
      const { rows } = await fresh.db.$client.query('select norm, uses from server_tag_day order by 1');
      return rows;
    },
    [Symbol.asyncDispose]: () => fresh[Symbol.asyncDispose](),
  };
}

test('one tag at a time, each once an hour, also after a restart', async () => {
  await using server = await open((tag) => ({ uses: tag === 'keep4o' ? '430' : '12' }));
  const history = server.start();
  for (let i = 0; i < 4; i++) {
    await history.askNext(['keep4o', 'opensource4o'], signal);
    expect(server.asked).toHaveLength(Math.min(2, i + 1));
  }
  await server.start().askNext(['keep4o', 'opensource4o', 'new4o'], signal);
  expect(server.asked).toEqual(['keep4o', 'opensource4o', 'new4o']);
  expect(await server.kept()).toEqual([
    { norm: 'keep4o', uses: 430 },
    { norm: 'new4o', uses: 12 },
    { norm: 'opensource4o', uses: 12 },
  ]);
});

test('the newest answer wins, and a copy from a cache is no newer than when it was made', async () => {
  const answers: Told[] = [{ uses: '430' }, { uses: '7', age: 10_800 }, { uses: '440' }];
  await using server = await open(() => answers.shift() ?? {});
  for (const uses of [430, 430, 440]) {
    await server.start().askNext(['keep4o'], signal);
    expect(await server.kept()).toEqual([{ norm: 'keep4o', uses }]);
    server.clock.now += 7_200_000;
  }
});

test.each([
  [
    'refuses',
    () => {
      throw refusal(404);
    },
  ],
  [
    'wants a token',
    () => {
      throw refusal(401);
    },
  ],
  ['is of another kind', () => ({ data: { nothing: 'like it' } })],
  ['tells an empty list', () => ({ data: { history: [] } })],
])('a server that %s is asked for no other tag', async (_, answer) => {
  await using server = await open(answer);
  const history = server.start();
  for (let i = 0; i < 4; i++) await history.askNext(['keep4o', 'opensource4o'], signal);
  expect(server.asked).toEqual(['keep4o']);
  expect(server.pauses).toEqual([]);
  expect(await server.kept()).toEqual([]);
});

test('a tag of which a server that tells does not tell is passed over', async () => {
  await using server = await open((tag) => (tag === 'new4o' ? { data: null } : {}));
  const history = server.start();
  for (let i = 0; i < 4; i++) await history.askNext(['keep4o', 'new4o', 'opensource4o'], signal);
  expect(server.asked).toEqual(['keep4o', 'new4o', 'opensource4o']);
});

test('a server that asks for time gets it, one in trouble is left alone, and neither is an error', async () => {
  for (const [error, pauses] of [
    [refusal(429, '30'), [30_000]],
    [refusal(503), []],
    [new TypeError('fetch failed', { cause: new Error('other side closed') }), []],
  ] as const) {
    await using server = await open(() => {
      throw error;
    });
    const history = server.start();
    for (let i = 0; i < 3; i++) await history.askNext(['keep4o', 'opensource4o'], signal);
    expect(server.asked).toEqual(['keep4o']);
    expect(server.pauses).toEqual(pauses);
  }
});
