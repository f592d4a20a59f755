import { expect, test } from 'vitest';
import { prune } from '../../../src/store/retention.ts';
import { writeTagDays } from '../../../src/store/tag-days.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { openWeb } from '../../support/web.ts';

const now = Date.parse('2026-02-03T12:00:00Z');
const campaign = makeCampaign({ tags: [{ tag: 'keep4o', variants: ['keepfouro'] }, 'OpenSource4o'] });
const window = 'from=2026-02-01T18:00:00Z&to=2026-02-03T06:00:00Z';

type Day = { day: string; uses: number; ours: number };
interface Servers {
  servers: { server: string; state: string; history: Day[] | null }[];
}

/** Two servers that are asked; the first tells, and calls itself by another name. */
async function open() {
  const web = await openWeb(campaign, now);
  await web.db.$client.query(
    `update source set memo = '{"domain": "social.example"}' where name = 'mastodon:a.example'`,
  );
  let n = 0;
  return {
    ...web,
    told: (norm: string, days: Record<string, number>) =>
      writeTagDays(
        web.db,
        'mastodon:a.example',
        norm,
        Object.entries(days).map(([day, uses]) => ({ day, uses })),
        now,
      ),
    /** A post as a server shows it. */
    show: async (
      clock: string,
      tags: string[],
      { source = 'mastodon:a.example', uri = `https://social.example/${n}` } = {},
    ) => {
      n += 1;
      const claimedAt = Date.parse(`2026-${clock}:00Z`);
      const post = makePost({
        uri,
        platform: 'mastodon',
        server: 'social.example',
        author: 'https://social.example/@a',
        claimedAt,
        seenAt: now,
        tags: tags.map((spelling) => ({ spelling, via: 'facet' })),
        localId: `${n}`,
      });
      await web.ingest.write(makeBatch({ source, events: [matched(post, campaign, 'sighting')] }));
      return uri;
    },
    history: async (query = window) => {
      const { servers } = await web.api<Servers>(`/servers?${query}`);
      return Object.fromEntries(servers.map(({ server, history }) => [server, history]));
    },
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  };
}

test('beside what a server counted stands what it has shown us of that, by whole UTC days that the window touches', async () => {
  await using web = await open();
  await web.told('keep4o', { '2026-01-31': 9, '2026-02-01': 3, '2026-02-02': 2, '2026-02-03': 1, '2026-02-04': 9 });
  await web.show('01-31T23:59', ['keep4o']);
  await web.show('02-01T00:00', ['Keep4o']); // before the window, but of its first day
  const shown = await web.show('02-01T23:59', ['keep4o']);
  await web.show('02-02T00:00', ['KEEP4O']);
  await web.show('02-03T11:00', ['keep4o']);
  await web.show('02-02T10:00', ['keep4o'], { source: 'mastodon:b.example', uri: 'https://b.example/only' });
  await web.show('02-01T23:59', ['keep4o'], { uri: shown }); // under a second local id
  expect(await web.history()).toMatchObject({
    'social.example': [
      { day: '2026-02-01', uses: 3, ours: 2 },
      { day: '2026-02-02', uses: 2, ours: 1 },
      { day: '2026-02-03', uses: 1, ours: 1 },
    ],
    'b.example': null,
    bluesky: null,
  });
});

test('each tag of a post counts, as the server does it, but no variant; of a tag that was not told nothing counts', async () => {
  await using web = await open();
  await web.told('keep4o', { '2026-02-02': 3 });
  await web.told('opensource4o', { '2026-02-02': 2, '2026-02-03': 0 });
  await web.show('02-02T10:00', ['keep4o', 'OpenSource4o']);
  await web.show('02-02T11:00', ['keep4o']);
  await web.show('02-02T12:00', ['keepfouro']);
  await web.show('02-03T01:00', ['keep4o']);
  const of = async (filter: string) => (await web.history(`${window}${filter}`))['social.example'];
  expect(await of('')).toEqual([
    { day: '2026-02-02', uses: 5, ours: 3 },
    { day: '2026-02-03', uses: 0, ours: 0 },
  ]);
  expect(await of('&tag=opensource4o')).toEqual([
    { day: '2026-02-02', uses: 2, ours: 1 },
    { day: '2026-02-03', uses: 0, ours: 0 },
  ]);
  expect(await of('&platform=mastodon')).toHaveLength(2);
  for (const filter of ['&language=en', '&argument=safety', '&platform=bluesky', '&tag=keep4o&language=en'])
    expect([filter, (await of(filter)) ?? null]).toEqual([filter, null]);
});

test('a deleted post stays in what we hold, as the server does not take it off', async () => {
  await using web = await open();
  await web.told('keep4o', { '2026-02-02': 2 });
  const uri = await web.show('02-02T10:00', ['keep4o']);
  await web.show('02-02T11:00', ['keep4o']);
  await web.ingest.write(makeBatch({ events: [{ type: 'delete', uri, rev: '9000', at: now }] }));
  const { servers } = await web.api<{ servers: { server: string; posts: number; history: Day[] }[] }>(
    `/servers?${window}`,
  );
  expect(servers[0]).toMatchObject({
    server: 'social.example',
    posts: 1,
    history: [{ day: '2026-02-02', uses: 2, ours: 2 }],
  });
});

test('what servers counted is kept for 400 days', async () => {
  await using web = await open();
  const ago = (days: number) => new Date(now - days * 86_400_000).toISOString().slice(0, 10);
  await web.told('keep4o', { [ago(401)]: 1, [ago(399)]: 2 });
  expect(await prune(web.db, 90, now)).toMatchObject({ ownCounts: 1 });
  const { rows } = await web.db.$client.query('select uses from server_tag_day');
  expect(rows).toEqual([{ uses: 2 }]);
});
