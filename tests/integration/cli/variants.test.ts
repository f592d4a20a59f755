import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepServers } from '../../../src/store/settings.ts';
import { makePost } from '../../support/make.ts';
import { campaign, openWeb } from '../exports/support.ts';
import { groundswell, ownFolder, urlOf } from './run.ts';

const hourAgo = () => Date.now() - 3_600_000;

test('a suggested spelling is shown with its evidence, accepted, undone and rejected from the command line', async () => {
  await using web = await openWeb();
  await using folder = await ownFolder();
  const run = (...args: string[]) =>
    groundswell(folder, ['variants', ...args], { DATABASE_URL: urlOf(web.connection) });
  const tags = ['OpenSource4o', 'keep40'].map((spelling) => ({ spelling, via: 'facet' as const }));
  const authors = ['did:plc:a', 'did:plc:b', 'did:plc:c', 'did:plc:a'];
  await web.write(
    authors.map((author, id) => ({
      ...makePost({ uri: `at://${author}/app.bsky.feed.post/${id}`, author, claimedAt: hourAgo(), seenAt: hourAgo() }),
      tags,
    })),
  );
  await mkdir(join(folder.path, 'campaigns'));
  await writeFile(join(folder.path, 'campaigns', 'keep4o.yaml'), JSON.stringify(campaign));
  await keepServers(web.db, ['https://own.example']); // as a service with MASTODON_SERVERS does at its start
  const listed = await run('list', 'keep4o');
  expect(listed.code).toBe(0);
  expect(listed.stdout).toMatch(/^#keep40 may be #keep4o \(digit, score 0\.54\): 4 posts by 3 accounts in 28 days/);
  expect(listed.stdout).toContain('at://did:plc:b/app.bsky.feed.post/1');

  const accepted = await run('accept', 'keep4o', '#keep40');
  expect(accepted.stdout).toMatch(
    /^#keep40 counts as #keep4o now, 4 stored posts with it\. It counts from the beginning/,
  );
  expect((await run('list', 'keep4o')).stdout).toBe('#keep40 was accepted into #keep4o\n');

  const { rows: asked } = await web.db.$client.query(
    'select s.name from campaign_source c join source s on s.id = c.source_id where c.removed_at is null order by 1',
  );
  expect(asked).toEqual([{ name: 'bluesky' }, { name: 'mastodon:own.example' }]);

  const undone = await run('undo', 'keep4o', 'keep40', '--json');
  expect(JSON.parse(undone.stdout)).toEqual({ tag: 'keep40', family: 'keep4o', decision: 'none', changed: 4 });

  expect((await run('reject', 'keep4o', 'keep40')).stdout).toMatch(/is not offered again/);
  expect(JSON.parse((await run('list', 'keep4o', '--json')).stdout)).toMatchObject({
    suggestions: [],
    decided: [{ family: 'keep4o', spelling: 'keep40', accepted: false }],
  });

  const unknown = await run('accept', 'keep4o', 'kitten');
  expect([unknown.code, unknown.stdout]).toEqual([1, '']);
  expect(unknown.stderr).toBe("'kitten' is suggested for no family now; say which is meant: keep4o, OpenSource4o.\n");
});
