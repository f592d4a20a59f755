import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { MatchedPost } from '../../src/domain/batch.ts';
import type { Campaign } from '../../src/domain/campaign.ts';
import { applyCampaign, sourcesOf } from '../../src/store/campaigns.ts';
import type { Database } from '../../src/store/database.ts';
import { Ingest } from '../../src/store/ingest/ingest.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../support/make.ts';
import { benchDatabase } from './database.ts';
import { median, report, timed } from './figure.ts';

const batchSize = 200;
const rounds = 60;
const warmRounds = 5;
/** As many posts an account as in a week of the demo: two. */
const authors = 2000;
const quarterMs = 900_000;
const start = Date.parse('2026-02-01T00:00:00Z');

/** Posts as they come: in the order of time, 100 an hour; or strewn over thirty days, the hardest order there is. */
function makePosts(campaign: Campaign, round: number, size: number, strewn = false): MatchedPost[] {
  return Array.from({ length: size }, (_, i) => {
    const n = round * size + i;
    const at = start + (strewn ? (n % 2880) * quarterMs : n * 36_000);
    const author = `did:plc:author${(n * 7919) % authors}`;
    const tag = n % 3 === 0 ? 'OpenSource4o' : 'keep4o';
    return matched(
      makePost({
        uri: `at://${author}/app.bsky.feed.post/${size}-${strewn}-${n}`,
        author,
        claimedAt: at,
        seenAt: at + 500,
        tag,
        text: `Please keep it, transparency matters ${n} #${tag}`,
      }),
      campaign,
    );
  });
}

const line = ({ post }: MatchedPost) =>
  `${post.uri}\t${post.author.key}\t${post.platform}\t${post.kind}\t${post.language}\t${post.rev}\t${new Date(post.claimedAt ?? 0).toISOString()}\t${new Date(post.seenAt).toISOString()}\t${post.text}\t${post.tags.map(({ spelling }) => spelling).join(' ')}\n`;

async function copyRaw(db: Database, posts: readonly MatchedPost[]): Promise<void> {
  const client = await db.$client.connect();
  try {
    await client.query('begin');
    await pipeline(Readable.from([posts.map(line).join('')]), client.query(copyFrom('copy raw_post from stdin')));
    await client.query('commit');
  } finally {
    client.release();
  }
}

/** Ingest of matched posts to committed counts against a raw COPY of the same posts, and of posts one by one. */
export async function benchIngest(): Promise<void> {
  await using bench = await benchDatabase();
  const { db } = bench;
  const campaign = makeCampaign();
  await applyCampaign(db, campaign, sourcesOf(campaign, null), 'file', Date.parse('2026-01-01'));
  await db.$client.query(
    'create table raw_post (uri text, author text, platform text, kind text, lang text, rev text, claimed timestamptz, seen timestamptz, body text, tags text)',
  );
  const ingest = new Ingest(db);
  const write = (posts: readonly MatchedPost[]) => ingest.write(makeBatch({ events: [...posts] }));
  for (let round = 0; round < warmRounds; round++) await write(makePosts(campaign, round, batchSize));
  const spent = { fresh: [] as number[], duplicate: [] as number[], copy: [] as number[], strewn: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const posts = makePosts(campaign, warmRounds + round, batchSize);
    spent.copy.push(await timed(() => copyRaw(db, posts)));
    spent.fresh.push(await timed(() => write(posts)));
    spent.duplicate.push(await timed(() => write(posts)));
  }
  for (let round = 0; round < rounds / 4; round++) {
    const posts = makePosts(campaign, round, batchSize, true);
    spent.strewn.push(await timed(() => write(posts)));
  }
  const few = makePosts(campaign, 1000, 60);
  const single = await timed(async () => {
    for (const post of few) await write([post]);
  });
  // By the median batch: one pause of the machine would decide over a sum.
  const rate = (times: readonly number[], posts = batchSize) => (posts / median(times)) * 1000;
  const fresh = rate(spent.fresh);
  report(
    {
      name: 'ingest_fresh_200',
      value: fresh,
      unit: 'posts/s',
      baseline: 'raw COPY of the same posts, 200 a transaction, no index',
      ratio: fresh / rate(spent.copy),
    },
    { least: 0.1 },
  );
  report(
    {
      name: 'ingest_fresh_200_against_single',
      value: fresh,
      unit: 'posts/s',
      baseline: 'the same transaction for one post at a time',
      ratio: fresh / rate([single], few.length),
    },
    { least: 6 },
  );
  report({
    name: 'ingest_fresh_200_strewn',
    value: rate(spent.strewn),
    unit: 'posts/s',
    baseline: 'raw COPY of 200 posts a transaction, no index',
    ratio: rate(spent.strewn) / rate(spent.copy),
  });
  report(
    {
      name: 'ingest_duplicate_200',
      value: rate(spent.duplicate),
      unit: 'posts/s',
      baseline: 'ingest_fresh_200',
      ratio: rate(spent.duplicate) / fresh,
    },
    { least: 3 },
  );
}
