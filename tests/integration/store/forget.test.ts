import { expect, test } from 'vitest';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import { forgetAuthor } from '../../../src/store/forget.ts';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { freshDatabase } from '../../support/database.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { countsOf, recount } from '../../support/recount.ts';

const campaign = makeCampaign();

test('a forgotten account leaves no trace but its counts, and is counted once when it is seen again', async () => {
  await using fresh = await freshDatabase();
  const { db } = fresh;
  await applyCampaign(db, campaign, sourcesOf(campaign, null), 'file', Date.parse('2026-01-01'));
  const ingest = new Ingest(db);
  const author = { ...makePost().author, key: 'did:plc:gone', handle: 'gone.example', displayName: 'Gone Person' };
  const post = { ...makePost({ uri: 'at://did:plc:gone/app.bsky.feed.post/1', text: 'secret words #keep4o' }), author };
  await ingest.write(makeBatch({ events: [matched(post, campaign), matched(makePost(), campaign)] }));
  expect(await forgetAuthor(db, '@gone.example')).toEqual({ accounts: 1, posts: 1 });
  await ingest.write(makeBatch({ events: [matched(post, campaign)] }));
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 2, authors: 2 });

  const { rows: tables } = await db.$client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public'`,
  );
  for (const { name } of tables) {
    const { rows } = await db.$client.query<{ text: string }>(`select t::text as text from "${name}" t`);
    for (const { text } of rows) expect(text, name).not.toMatch(/did:plc:gone|gone\.example|Gone Person|secret words/);
  }
  const { uri } = post;
  await ingest.write(makeBatch({ events: [{ type: 'delete', uri, rev: '9000', at: Date.parse('2026-02-03') }] }));
  expect(await countsOf(db, 'keep4o')).toMatchObject({ posts: 1, authors: 1, deleted: 1 });
  expect(await recount(db)).toEqual([]);
});
