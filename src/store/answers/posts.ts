import { z } from 'zod';
import { risingPosts, usualEngagement } from '../../domain/measure/rising.ts';
import type { PostPage, PostView } from '../../domain/summary.ts';
import type { Interval } from '../../domain/time/interval.ts';
import { GroundswellError } from '../../errors.ts';
import type { StoredCampaign } from '../campaigns.ts';
import { optOutBit, platformCode, postFlagBit } from '../codes.ts';
import { findHistory, listCandidates, listGrown, listPosts, type Position, type PostRow } from '../queries/posts.ts';
import { type Filters, select } from '../queries/question.ts';
import { type AnswerContext, findWatched, provenanceOf } from './provenance.ts';

/** Orders of a list of posts. */
export const postSorts = ['rising', 'top', 'recent'] as const;
export type PostSort = (typeof postSorts)[number];

export interface PostsRequest extends Filters {
  sort: PostSort;
  window: Interval;
  limit: number;
  cursor?: string | undefined;
}

const risingWindowMs = 2 * 3_600_000;

const cursorSchema = z.tuple([z.literal(1), z.string(), z.enum(postSorts), z.number(), z.int().nonnegative()]);

const encode = (slug: string, sort: PostSort, { order, id }: Position): string =>
  Buffer.from(JSON.stringify([1, slug, sort, order, id])).toString('base64url');

function decode(text: string, slug: string, sort: PostSort): Position {
  const refused = new GroundswellError('query-invalid', 'cursor is not valid, start again without it.');
  if (text.length > 500 || !/^[\w-]+$/.test(text)) throw refused;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  const parsed = cursorSchema.safeParse(value);
  if (!parsed.success || parsed.data[1] !== slug || parsed.data[2] !== sort) throw refused;
  return { order: parsed.data[3], id: parsed.data[4] };
}

const platformNames = new Map(Object.entries(platformCode).map(([name, code]) => [code, name]));
const https = (url: string | null) => (url !== null && /^https?:\/\//.test(url) ? url : null);

/** Page of a post: on Bluesky built from its URI, by DID, which survives a change of handle. */
function urlOf({ uri, url, platform }: PostRow): string | null {
  if (platform !== platformCode.bluesky) return https(url);
  const [, did, rkey] = /^at:\/\/(did:[a-z]+:[\w.:%-]+)\/app\.bsky\.feed\.post\/([\w.~:-]+)$/.exec(uri) ?? [];
  return did && rkey ? `https://bsky.app/profile/${did}/post/${rkey}` : null;
}

function authorUrl({ authorKey, platform }: PostRow): string | null {
  if (platform === platformCode.bluesky && !authorKey.startsWith('did:')) return null;
  return platform === platformCode.bluesky ? `https://bsky.app/profile/${authorKey}` : https(authorKey);
}

const flagNames = ['sensitive', 'bridged-copy', 'guessed', 'untagged', 'goal'] as const;

/** Text, tags and names of who asked not to be searched are withheld; the link to the post stays. */
export function toPostView(row: PostRow, now: number): PostView {
  const withheld = (row.authorFlags & (optOutBit.noindex | optOutBit.noText)) !== 0;
  const age = Math.max(60_000, now - row.countedAt.getTime());
  return {
    id: `p${row.id}`,
    uri: row.uri,
    url: urlOf(row),
    platform: platformNames.get(row.platform) ?? 'bluesky',
    author: {
      handle: withheld ? null : row.handle,
      displayName: withheld ? null : row.display,
      url: withheld ? null : authorUrl(row),
      bot: row.bot === true,
    },
    createdAt: row.countedAt.toISOString(),
    text: withheld ? null : row.body,
    language: row.lang,
    tags: withheld ? [] : (row.tags ?? []),
    engagement: { likes: row.likes, reposts: row.reposts, replies: row.replies, quotes: row.quotes },
    engagementAsOf: row.asOf?.toISOString() ?? null,
    velocity:
      row.gained === null ? null : Math.round((row.gained / (Math.min(risingWindowMs, age) / 3_600_000)) * 100) / 100,
    lift: null,
    arguments: row.arguments,
    flags: [...flagNames.filter((name) => (row.flags & postFlagBit[name]) !== 0), ...(withheld ? ['withheld'] : [])],
  };
}

/**
 * A page of posts: `recent` newest first, `top` most reactions first, `rising` what gains most against the usual,
 * one an author.
 * @throws GroundswellError `query-invalid` for a cursor that is not of this list
 */
export async function answerPosts(
  context: AnswerContext,
  campaign: StoredCampaign,
  request: PostsRequest,
): Promise<PostPage> {
  const { db, now } = context;
  const { sort, limit } = request;
  const slug = campaign.config.slug;
  const after = request.cursor ? decode(request.cursor, slug, sort) : null;
  const selection = await select(db, campaign, request);
  const question = { platform: selection.platform, family: selection.family };
  const watched = await findWatched(context, campaign, question, request.window);
  if (sort === 'rising') {
    const { posts, next } = await risingPage(context, campaign, request, after);
    return { posts, cursor: next, ...provenanceOf(watched) };
  }
  const rows = await listPosts(db, selection, sort, request.window, limit + 1, after, now);
  const last = rows[limit - 1];
  const order = (row: PostRow) => (sort === 'recent' ? row.countedAt.getTime() : row.score);
  const cursor = rows.length > limit && last ? encode(slug, sort, { order: order(last), id: last.id }) : null;
  return { posts: rows.slice(0, limit).map((row) => toPostView(row, now)), cursor, ...provenanceOf(watched) };
}

/** The best post of each author by how much more it gains than is usual for an account of that size. */
async function risingPage(
  { db, now }: AnswerContext,
  campaign: StoredCampaign,
  request: PostsRequest,
  after: Position | null,
): Promise<{ posts: PostView[]; next: string | null }> {
  const [selection, whole] = await Promise.all([select(db, campaign, request), select(db, campaign, {})]);
  const [candidates, grown] = await Promise.all([
    listCandidates(db, selection, now),
    whole.scope === null ? [] : listGrown(db, whole.scope, now),
  ]);
  const platformOf = (code: number) => (code === platformCode.bluesky ? 'bluesky' : 'mastodon');
  const usual = usualEngagement(grown.map(({ platform, ...post }) => ({ ...post, platform: platformOf(platform) })));
  const ranked = risingPosts(
    candidates.map((row) => ({
      uri: row.uri,
      author: row.authorKey,
      platform: platformOf(row.platform),
      followers: row.followers,
      countedAt: row.countedAt.getTime(),
      engagement: row.score,
      engagementBefore: row.before,
      row,
    })),
    usual,
    now,
  );
  const skip = after === null ? 0 : Math.max(0, Math.trunc(after.order));
  const page = ranked.slice(skip, skip + request.limit);
  const end = skip + page.length;
  return {
    posts: page.map(({ post, lift, velocity }) => ({
      ...toPostView(post.row, now),
      velocity: Math.round(velocity * 100) / 100,
      lift,
    })),
    next: end < ranked.length ? encode(campaign.config.slug, 'rising', { order: end, id: 0 }) : null,
  };
}

const origins = ['stream', 'refresh', 'import'] as const;

/**
 * How a post's reactions grew.
 * @throws GroundswellError `post-unknown`
 */
export async function answerHistory(context: AnswerContext, campaign: StoredCampaign, id: string) {
  const [, digits] = /^p(\d{1,15})$/.exec(id) ?? [];
  const found = digits ? await findHistory(context.db, campaign.id, Number(digits)) : null;
  if (!found)
    throw new GroundswellError(
      'post-unknown',
      `No post '${id.slice(0, 40)}' in this campaign; take an id from its list of posts.`,
    );
  return {
    id,
    uri: found.uri,
    points: found.points.map(({ at, origin, ...figures }) => ({
      at: new Date(Math.min(at.getTime(), context.now)).toISOString(), // one of the stream stands at the end of its five minutes
      ...figures,
      source: origins[origin] ?? 'stream',
    })),
  };
}
