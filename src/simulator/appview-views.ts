import type { BlueskyAccount, BlueskyPost } from './bluesky-network.ts';

const labeler = 'did:plc:ar7c4by46qjdydhdevvrndac';
const iso = (ms: number): string => new Date(Math.floor(ms)).toISOString();

const label = (src: string, uri: string, val: string, at: number, cid?: string): object => ({
  src,
  uri,
  ...(cid ? { cid } : {}),
  val,
  cts: iso(at),
});

function accountLabels(account: BlueskyAccount): object[] {
  const uri = `at://${account.did}/app.bsky.actor.profile/self`;
  const values = [account.noUnauthenticated ? '!no-unauthenticated' : '', account.bot ? 'bot' : ''].filter(
    (val) => val,
  );
  return values.map((val) => label(account.did, uri, val, account.createdAt));
}

const basic = (account: BlueskyAccount) => ({
  did: account.did,
  handle: account.handle,
  ...(account.displayName ? { displayName: account.displayName } : {}),
  labels: accountLabels(account),
  createdAt: iso(account.createdAt),
});

/** `app.bsky.actor.defs#profileViewDetailed`. */
export const profileView = (account: BlueskyAccount): object => ({
  ...basic(account),
  description: account.description,
  followersCount: account.followers,
  followsCount: account.follows,
  postsCount: account.posts,
  indexedAt: iso(account.createdAt),
});

/** `app.bsky.feed.defs#postView`. */
export function postView(post: BlueskyPost): object {
  const self = post.record.labels as { values?: { val: string }[] } | undefined;
  const { uri, cid, author, indexedAt } = post;
  return {
    uri,
    cid,
    author: basic(author),
    record: post.record,
    bookmarkCount: 0,
    replyCount: post.replies.size,
    repostCount: post.reposts.size,
    likeCount: post.likes.size,
    quoteCount: post.quotes.size,
    indexedAt: iso(indexedAt),
    labels: [
      ...post.labels.map((val) => label(labeler, uri, val, indexedAt, cid)),
      ...(self?.values ?? []).map(({ val }) => label(author.did, uri, val, indexedAt, cid)),
    ],
  };
}

/** Whether the AppView shows the post. */
export const isThere = (post: BlueskyPost): boolean => !post.deleted && post.author.active;
