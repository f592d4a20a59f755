import { minute } from './clock.ts';
import { asksToBeLeftAlone, type Json, object, primary, string, strings, time } from './json.ts';
import type { OraclePost, Reactions } from './post.ts';
import {
  type Entry,
  featuresOf,
  parentOf,
  quotedOf,
  readStream,
  type StreamLedger,
  standing,
} from './stream-ledger.ts';
import { textTags } from './text-tags.ts';

const labelsOf = (record: Json): string[] =>
  ((values) => (Array.isArray(values) ? values : []))(object(record['labels'])['values']).flatMap(
    (label) => string(object(label)['val']) ?? [],
  );

/** Who pointed at a post, by kind of reaction. */
type Pointers = Map<string, { kind: keyof Reactions; entry: Entry; from: number; to: number }[]>;

function pointersOf({ entries }: StreamLedger): Pointers {
  const pointers: Pointers = new Map();
  const add = (uri: string | null, kind: keyof Reactions, entry: Entry, { from, to }: { from: number; to: number }) => {
    if (uri !== null) pointers.set(uri, [...(pointers.get(uri) ?? []), { kind, entry, from, to }]);
  };
  for (const entry of entries.values()) {
    for (const version of entry.versions) {
      const subject = string(object(version.record['subject'])['uri']);
      if (entry.collection === 'app.bsky.feed.like') add(subject, 'likes', entry, version);
      if (entry.collection === 'app.bsky.feed.repost') add(subject, 'reposts', entry, version);
      if (entry.collection !== 'app.bsky.feed.post') continue;
      add(parentOf(version.record), 'replies', entry, version);
      add(quotedOf(version.record), 'quotes', entry, version);
    }
  }
  return pointers;
}

/** One like and one repost an account, each reply and quote for itself (3.4). */
function reactionsOf(pointers: Pointers, uri: string, at: number): Reactions {
  const live = (pointers.get(uri) ?? []).filter(({ from, to }) => from <= at && at < to);
  const distinct = (kind: keyof Reactions, by: 'did' | 'uri') =>
    new Set(live.flatMap((one) => (one.kind === kind ? one.entry[by] : []))).size;
  return {
    likes: distinct('likes', 'did'),
    reposts: distinct('reposts', 'did'),
    replies: distinct('replies', 'uri'),
    quotes: distinct('quotes', 'uri'),
  };
}

const pointEvery = 5 * minute;

/** The stream gives a point at the end of each five minutes in which something changed. */
function pointBefore(pointers: Pointers, uri: string, at: number): Reactions | null {
  const end = Math.floor(at / pointEvery) * pointEvery;
  const has = (pointers.get(uri) ?? []).some(({ from }) => from < end);
  return has ? reactionsOf(pointers, uri, end - 0.001) : null;
}

interface Profile {
  readonly hidden: boolean;
  readonly optedOut: boolean;
  readonly askedAt: number;
  readonly bot: boolean;
}

function profileOf({ entries }: StreamLedger, did: string): Profile {
  const entry = entries.get(`at://${did}/app.bsky.actor.profile/self`);
  const record = (entry && standing(entry, Number.MAX_SAFE_INTEGER)) ?? entry?.versions.at(-1);
  if (!record) return { hidden: false, optedOut: false, askedAt: -Infinity, bot: false };
  const labels = labelsOf(record.record);
  const words = `${string(record.record['displayName']) ?? ''} ${string(record.record['description']) ?? ''}`;
  const hidden = labels.includes('!no-unauthenticated');
  return {
    hidden,
    optedOut: hidden || asksToBeLeftAlone(words),
    askedAt: record.from,
    bot: labels.includes('bot'),
  };
}

function linksOf(record: Json): string[] {
  const embed = object(record['embed']);
  const card = string(object(embed['external'])['uri']) ?? string(object(object(embed['media'])['external'])['uri']);
  const marked = featuresOf(record).flatMap(({ $type, uri }) =>
    $type === 'app.bsky.richtext.facet#link' ? (string(uri) ?? []) : [],
  );
  return card === null ? marked : [...marked, card];
}

function tagsOf(record: Json): OraclePost['tags'] {
  const facets = featuresOf(record)
    .flatMap(({ $type, tag }) => ($type === 'app.bsky.richtext.facet#tag' ? (string(tag) ?? []) : []))
    .filter((tag) => !tag.startsWith('$'));
  return [
    ...facets.map((spelling) => ({ spelling, via: 'facet' as const })),
    ...strings(record['tags']).map((spelling) => ({ spelling, via: 'tags' as const })),
    ...textTags(string(record['text']) ?? '').map((spelling) => ({ spelling, via: 'text' as const })),
  ];
}

/** The posts that a stream told of, as they stand after its last frame. */
export function readBluesky(frames: readonly string[]): OraclePost[] {
  const stream = readStream(frames);
  const pointers = pointersOf(stream);
  return [...stream.entries.values()].flatMap((entry): OraclePost[] => {
    const last = entry.versions.at(-1);
    if (entry.collection !== 'app.bsky.feed.post' || !last) return [];
    const { record } = last;
    const { did, uri } = entry;
    return [
      {
        uri,
        url: `https://bsky.app/profile/${did}/post/${uri.split('/').at(-1)}`,
        network: 'bluesky',
        author: did,
        claimedAt: time(record['createdAt']),
        seenAt: Math.floor(entry.firstSeenAt),
        tags: tagsOf(record),
        text: string(record['text']) ?? '',
        language: primary(strings(record['langs'])[0]),
        kind: parentOf(record) ? 'reply' : quotedOf(record) ? 'quote' : 'original',
        server: 'bluesky',
        links: linksOf(record),
        followers: null,
        followersAt: 0,
        ...profileOf(stream, did),
        sensitive: labelsOf(record).length > 0,
        copyOf: string(record['bridgyOriginalUrl']),
        gone: last.to < Infinity || stream.inactive.has(did),
        pointBefore: (at) => pointBefore(pointers, uri, at),
      },
    ];
  });
}
