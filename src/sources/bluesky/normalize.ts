import type { AccountState, Post, SourceEvent } from '../../domain/post.ts';
import { revOfMicros, revOfTid } from '../../domain/rev.ts';
import type { AccountFrame, CommitFrame, Frame } from './frames.ts';
import { bareAuthor, readHandle, readProfile } from './normalize-profile.ts';
import { asObject, isCleaned, postUri, readRecord, readReferences } from './normalize-record.ts';

const reactions: Record<string, 'like' | 'repost'> = {
  'app.bsky.feed.like': 'like',
  'app.bsky.feed.repost': 'repost',
};

/**
 * What a Jetstream frame says has happened, in order; nothing for collections and kinds that we do not need. A reply or
 * quote is a post and a reaction whose key is the post's own URI. Never throws, whatever the record holds.
 */
export function normalizeFrame(frame: Frame): SourceEvent[] {
  switch (frame.kind) {
    case 'commit':
      return normalizeCommit(frame);
    case 'account':
      return [{ type: 'account', author: frame.did, state: accountState(frame), at: toMs(frame.timeUs) }];
    case 'identity':
      return [{ type: 'identity', author: frame.did, handle: readHandle(frame.handle), at: toMs(frame.timeUs) }];
    default:
      return [];
  }
}

/** Did the text, a tag or a language of the frame's post have to be cleaned? */
export function wasCleaned(frame: Frame): boolean {
  return frame.kind === 'commit' && isPost(frame) && frame.operation !== 'delete' && isCleaned(frame.record);
}

function normalizeCommit(frame: CommitFrame): SourceEvent[] {
  const { did, collection, rkey, operation } = frame;
  const uri = `at://${did}/${collection}/${rkey}`;
  const at = toMs(frame.timeUs);
  const reaction = Object.hasOwn(reactions, collection) ? reactions[collection] : undefined;
  if (isPost(frame)) return operation === 'delete' ? deletedPost(frame, uri) : postEvents(frame, uri, operation);
  if (reaction) {
    if (operation === 'delete') return [{ type: 'undo', key: uri, at }];
    const subject = postUri(asObject(asObject(frame.record).subject).uri);
    const undone: SourceEvent[] = operation === 'update' ? [{ type: 'undo', key: uri, at }] : [];
    if (subject === null) return undone;
    return [...undone, { type: 'reaction', key: uri, subject, kind: reaction, author: did, at }];
  }
  if (collection === 'app.bsky.actor.profile' && rkey === 'self')
    return [{ type: 'profile', author: did, ...readProfile(frame.record), at }];
  return [];
}

/**
 * Whether a frame is a new post that carries nothing like a hashtag: no tag facet, no tags of its own, no sign in its
 * text. Then all it can do is react (`postReactions`). Most of the network's posts are so, and this costs little.
 */
export function isUntagged(frame: Frame): frame is CommitFrame {
  if (frame.kind !== 'commit' || frame.operation !== 'create' || !isPost(frame)) return false;
  const { text, tags, facets } = asObject(frame.record);
  if (tags !== undefined || (typeof text === 'string' && /[#＃]/.test(text))) return false;
  return !Array.isArray(facets) || !JSON.stringify(facets).includes('facet#tag');
}

/** What a post does to others: a reply to its parent, a quote of the quoted. */
export function postReactions({ did, rkey, collection, timeUs, record }: CommitFrame): SourceEvent[] {
  const { reply, embed } = asObject(record);
  if (reply === undefined && embed === undefined) return [];
  const { parentUri, quotedUri } = readReferences(record);
  const base = { type: 'reaction', key: `at://${did}/${collection}/${rkey}`, author: did, at: toMs(timeUs) } as const;
  return [
    ...(parentUri ? [{ ...base, subject: parentUri, kind: 'reply' as const }] : []),
    ...(quotedUri ? [{ ...base, subject: quotedUri, kind: 'quote' as const }] : []),
  ];
}

function postEvents(frame: CommitFrame, uri: string, operation: 'create' | 'update'): SourceEvent[] {
  const { did, rkey } = frame;
  const at = toMs(frame.timeUs);
  const fields = readRecord(frame.record);
  const post: Post = {
    uri,
    platform: 'bluesky',
    url: `https://bsky.app/profile/${did}/post/${rkey}`,
    author: bareAuthor(did),
    rev: revisionOf(frame),
    seenAt: at,
    languageGuessed: false,
    server: 'bluesky',
    engagement: null,
    localId: null,
    atHome: false,
    ...fields,
  };
  const events: SourceEvent[] = [{ type: 'post', operation, post }];
  if (operation === 'update') events.push({ type: 'undo', key: uri, at }); // what it replied to or quoted before
  if (fields.parentUri)
    events.push({ type: 'reaction', key: uri, subject: fields.parentUri, kind: 'reply', author: did, at });
  if (fields.quotedUri)
    events.push({ type: 'reaction', key: uri, subject: fields.quotedUri, kind: 'quote', author: did, at });
  return events;
}

function deletedPost(frame: CommitFrame, uri: string): SourceEvent[] {
  const at = toMs(frame.timeUs);
  return [
    { type: 'delete', uri, rev: revisionOf(frame), at },
    { type: 'undo', key: uri, at },
  ];
}

function isPost({ collection }: CommitFrame): boolean {
  return collection === 'app.bsky.feed.post';
}

function revisionOf({ rev, timeUs }: CommitFrame): string {
  return revOfTid(rev) ?? revOfMicros(timeUs);
}

/** Only `active` decides; statuses are open-ended, and `deleted` alone is final. */
function accountState({ active, status }: AccountFrame): AccountState {
  if (active) return 'active';
  return status === 'deleted' ? 'deleted' : 'hidden';
}

function toMs(microseconds: number): number {
  return Math.floor(microseconds / 1000);
}
