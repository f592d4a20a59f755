import { expect, test } from 'vitest';
import type { MatchedEvent } from '../../../src/domain/batch.ts';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { type BigQuestion, remembered } from '../../../src/store/queries/remembered.ts';
import { writeProfiles } from '../../../src/store/refreshes.ts';
import { freshDatabase } from '../../support/database.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';

const draw: BigQuestion = { name: 'draw', text: 'select random() as n, $1::int as k', values: [1], of: 'reactions' };
const drawPosts: BigQuestion = { ...draw, name: 'draw-posts', of: 'posts' };
const campaign = makeCampaign();
const at = Date.parse('2026-02-02T10:00:00Z');
const post = makePost({ uri: 'at://did:plc:a/app.bsky.feed.post/1', claimedAt: at });
const [key, subject, author] = ['did:plc:b/app.bsky.feed.like/1', post.uri, 'did:plc:b'];

const changing: [name: string, events: MatchedEvent[], posts: boolean, reactions: boolean][] = [
  ['a stretch in which nothing came', [], false, false],
  ['a post', [matched(post, campaign)], true, true],
  ['the same post again', [matched(post, campaign)], false, false],
  ['a like', [{ type: 'reaction', key, subject, kind: 'like', author, at }], false, true],
  ['the like again', [{ type: 'reaction', key, subject, kind: 'like', author, at }], false, false],
  ['its undoing', [{ type: 'undo', key, at: at + 1000 }], false, true],
  ['a wish of its account', [profile(['noindex'])], true, true],
  ['the wish told again', [profile(['noindex'])], false, false],
  ['an account that nobody knows', [{ type: 'account', author: 'did:plc:z', state: 'hidden', at }], false, false],
  ['its account deactivated', [{ type: 'account', author: post.author.key, state: 'hidden', at }], true, true],
  ['its account back', [{ type: 'account', author: post.author.key, state: 'active', at: at + 1 }], true, true],
  ['its deletion', [{ type: 'delete', uri: post.uri, rev: `${2n ** 62n}`, at }], true, true],
];

function profile(optOuts: ('noindex' | 'unauthenticated')[]): MatchedEvent {
  return { type: 'profile', author: post.author.key, displayName: null, bot: false, optOuts, at };
}

test('a question is asked anew when what it speaks of was written, and only then', async () => {
  await using fresh = await freshDatabase();
  await applyCampaign(fresh.db, campaign, sourcesOf(campaign, null), 'file', at);
  const ingest = new Ingest(fresh.db);
  const ask = async (question: BigQuestion) => (await remembered<{ n: number }>(fresh.db, question))[0]?.n;
  for (const [name, events, posts, reactions] of changing) {
    const before = [await ask(drawPosts), await ask(draw)];
    await ingest.write(makeBatch({ events, campaigns: [campaign.slug] }));
    const after = [await ask(drawPosts), await ask(draw)];
    expect([name, after[0] !== before[0], after[1] !== before[1]]).toEqual([name, posts, reactions]);
  }
});

test('a wish that a profile tells counts as a change, the same profile again does not', async () => {
  await using fresh = await freshDatabase();
  await applyCampaign(fresh.db, campaign, sourcesOf(campaign, null), 'file', at);
  await new Ingest(fresh.db).write(makeBatch({ events: [matched(post, campaign)], campaigns: [campaign.slug] }));
  const ask = async () => (await remembered<{ n: number }>(fresh.db, drawPosts))[0]?.n;
  const told = { ...post.author, optOuts: ['unauthenticated' as const] };
  const draws = [await ask()];
  for (let i = 0; i < 2; i++) {
    await writeProfiles(fresh.db, [told.key], [told], at);
    draws.push(await ask());
  }
  expect([draws[1] === draws[0], draws[2] === draws[1]]).toEqual([false, true]);
});

test('questions with other values are asked by themselves', async () => {
  await using fresh = await freshDatabase();
  const ask = async (values: unknown[]) => (await remembered<{ n: number }>(fresh.db, { ...draw, values }))[0]?.n;
  const first = await ask([1]);
  expect(await ask([2])).not.toBe(first);
  expect(await ask([1])).toBe(first);
});

test('another database has another answer, and a failure is not kept', async () => {
  await using one = await freshDatabase();
  await using other = await freshDatabase();
  expect(await remembered(one.db, draw)).not.toEqual(await remembered(other.db, draw));
  const broken: BigQuestion = { name: 'later', text: 'select n from later', values: [], of: 'posts' };
  await expect(remembered(one.db, broken)).rejects.toThrow(/later/);
  await one.db.$client.query('create table later as select 7 as n');
  expect(await remembered(one.db, broken)).toEqual([{ n: 7 }]);
});
