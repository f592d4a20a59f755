import type { Interval } from '../../domain/time/interval.ts';
import { dimension, hasNone, optOutBit, platformCode, postFlagBit } from '../codes.ts';
import type { Database } from '../database.ts';
import { mustHave } from './figures.ts';
import type { Selection } from './question.ts';

/** A post as a list needs it, before anything is hidden from it. */
export interface PostRow {
  id: number;
  uri: string;
  url: string | null;
  platform: number;
  flags: number;
  lang: string;
  countedAt: Date;
  authorKey: string;
  handle: string | null;
  display: string | null;
  bot: boolean | null;
  authorFlags: number;
  body: string | null;
  tags: string[] | null;
  likes: number | null;
  reposts: number | null;
  replies: number | null;
  quotes: number | null;
  score: number;
  asOf: Date | null;
  /** Reactions gained since two hours ago, and that stretch in ms. */
  gained: number | null;
  arguments: string[];
  /** Whether nobody has read yet what its account asks for. */
  unread: boolean;
}

/** A candidate for the rising list: also its author's size and the reactions at the last reading two hours ago or before. */
export interface CandidateRow extends PostRow {
  followers: number | null;
  before: number | null;
}

/** Where a list goes on: after this post. `order` is its time (ms) or its score. */
export interface Position {
  order: number;
  id: number;
}

/** What a list shows of a post. @param now, campaign the parameters with the time and the campaign's id */
const columnsOf = (
  now: string,
  campaign: string,
) => `p.id, p.uri, p.url, p.platform, p.flags, p.lang, p.counted_at as "countedAt", a.key as "authorKey", a.handle, a.display, a.bot, a.flags as "authorFlags", a.refreshed_at is null and a.key like 'did:%' as unread,
  t.body, t.tags, e.likes, e.reposts, e.replies, e.quotes, coalesce(e.score, 0) as score, e.as_of as "asOf",
  case when p.counted_at > ${now}::timestamptz - interval '24 hours' then coalesce(e.score, 0) - coalesce((
    select x.likes + x.reposts + x.replies + x.quotes from engagement_point x
    where x.post_id = p.id and x.at <= ${now}::timestamptz - interval '2 hours' order by x.at desc limit 1), 0) end as gained,
  array(select s.key from unnest(p.scopes) u(id) join scope s on s.id = u.id and s.dim = ${dimension.argument} and s.campaign_id = ${campaign} order by 1) as arguments`;

const joins = `join author a on a.id = p.author_id left join post_text t on t.post_id = p.id left join engagement e on e.post_id = p.id`;

/**
 * Posts that no list shows: hidden by a moderator, or of an author who asks the logged-out not to see them or asks to be
 * in no list. Who only asks not to be searched stands there as a link (`toPostView`).
 */
const shown = `p.counted and ${hasNone('p.flags', [postFlagBit.hidden])} and ${hasNone('a.flags', [optOutBit.unauthenticated, optOutBit.noindex])}`;

const orders = {
  recent: {
    from: `post p ${joins}`,
    within: 'p.counted_at >= $1 and p.counted_at < $2',
    after: '(extract(epoch from p.counted_at) * 1000, p.id) < ($5::numeric, $6::bigint)',
    by: 'p.counted_at desc, p.id desc',
  },
  // From the reactions, whose index has this order: a year of posts need not be sorted for the first twenty.
  top: {
    from: 'engagement e join post p on p.id = e.post_id join author a on a.id = p.author_id left join post_text t on t.post_id = p.id',
    within: 'e.counted_at >= $1 and e.counted_at < $2',
    after: '(e.score, e.post_id) < ($5::int, $6::bigint)',
    by: 'e.score desc, e.post_id desc',
  },
} as const;

/** One page of posts of a selection within a window, newest first or most reactions first. */
export async function listPosts(
  db: Database,
  selection: Selection,
  sort: keyof typeof orders,
  window: Interval,
  limit: number,
  after: Position | null,
  now: number,
): Promise<PostRow[]> {
  const { from, within, after: beyond, by } = orders[sort];
  const { rows } = await db.$client.query<PostRow>({
    text: `select ${columnsOf('$7', '$8')} from ${from}
      where ${within} and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4) and ${shown}
        and ($5::numeric is null or ${beyond}) order by ${by} limit $9`,
    values: [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
      after?.order ?? null,
      after?.id ?? null,
      new Date(now),
      selection.campaign.id,
      limit,
    ],
  });
  return rows;
}

/**
 * Candidates for the rising list: counted posts of the last 24 hours that may be shown and amplified, with two reactions
 * at least. Left out are replies, bridged copies, sensitive posts, declared bots and everybody who opted out.
 */
export async function listCandidates(db: Database, selection: Selection, now: number): Promise<CandidateRow[]> {
  const barred = hasNone('p.flags', [postFlagBit.sensitive, postFlagBit['bridged-copy']]);
  const optedOut = hasNone('a.flags', [optOutBit.noText, optOutBit.limited]);
  const { rows } = await db.$client.query<CandidateRow>({
    name: 'posts-candidates',
    text: `select ${columnsOf('$5', '$6')}, a.followers, (
        select x.likes + x.reposts + x.replies + x.quotes from engagement_point x
        where x.post_id = p.id and x.at <= $5::timestamptz - interval '2 hours' order by x.at desc limit 1) as before
      from post p ${joins}
      where p.counted_at >= $1 and p.counted_at < $2 and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4) and ${shown}
        and p.kind <> 1 and ${barred} and ${optedOut} and a.bot is not true and e.score >= 2`,
    values: [
      new Date(now - 86_400_000),
      new Date(now + 1),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
      new Date(now),
      selection.campaign.id,
    ],
  });
  return rows;
}

/** Reactions of the campaign's posts that are 1 to 14 days old, with their authors' sizes: what is usual. */
export async function listGrown(
  db: Database,
  all: number,
  now: number,
): Promise<{ platform: number; followers: number | null; engagement: number }[]> {
  const { rows } = await db.$client.query<{ platform: number; followers: number | null; engagement: number }>({
    name: 'posts-grown',
    text: `select p.platform, a.followers, coalesce(e.score, 0) as engagement
      from post p join author a on a.id = p.author_id left join engagement e on e.post_id = p.id
      where p.counted_at > $1 and p.counted_at <= $2 and p.counted and p.scopes @> $3::int[]`,
    values: [new Date(now - 14 * 86_400_000), new Date(now - 86_400_000), [all]],
  });
  return rows;
}

/** A point of a post's growth. */
export interface PointRow {
  at: Date;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
  origin: number;
}

/** A counted post of a campaign with all its points, oldest first; null if there is no such post whose text may be shown. */
export async function findHistory(
  db: Database,
  campaignId: number,
  id: number,
): Promise<{ uri: string; points: PointRow[] } | null> {
  const { rows } = await db.$client.query<{ uri: string }>(
    `select p.uri from post p join author a on a.id = p.author_id where p.id = $1 and ${shown} and ${hasNone('a.flags', [optOutBit.noText])}
      and exists (select from unnest(p.scopes) u(id) join scope s on s.id = u.id where s.campaign_id = $2)`,
    [id, campaignId],
  );
  const [post] = rows;
  if (!post) return null;
  const points = await db.$client.query<PointRow>(
    'select at, likes, reposts, replies, quotes, origin from engagement_point where post_id = $1 order by at limit 5000',
    [id],
  );
  return { uri: post.uri, points: points.rows };
}
