import { readFigure } from '../../domain/figure.ts';
import { normalForm } from '../../domain/hashtag/normal-form.ts';
import { splitTag } from '../../domain/hashtag/split.ts';
import { primarySubtag } from '../../domain/language.ts';
import type { Post, PostFlag, SeenTag, SourceEvent } from '../../domain/post.ts';
import { revOfMicros } from '../../domain/rev.ts';
import { capBytes, cleanText } from '../../domain/text.ts';
import { parseTime } from '../../domain/time/parse-time.ts';
import { hostOf, webUrl } from '../../domain/web-url.ts';
import { readAccount } from './normalize-account.ts';
import { type Anchor, readHtml } from './normalize-html.ts';
import { camelCased, readStatus, type StatusFields } from './normalize-schema.ts';

const mostTags = 200;
const mostLinks = 50;

/** Who was asked and when. */
export interface ServerContext {
  /** Base URL of the server. */
  base: string;
  /** `domain` of its `/api/v2/instance`, where it differs from the base's host. */
  domain?: string | undefined;
  /** The answer's `Date`, ms. */
  seenAt: number;
}

/** A status that cannot be read: it has neither URI nor URL, or no author. */
export interface InvalidStatus {
  invalid: 'shape';
}

/**
 * A sighting of a post from a `Status` of Mastodon's API; null if it is no public post. A boost is none, but shows one:
 * snac lists a boosted post only so.
 * Identity is the ActivityPub id, the author's key the account's `url`. An edited post has its time of edit as revision,
 * any other 0. Never throws, whatever the server sends.
 */
export function normalizeStatus(value: unknown, server: ServerContext): SourceEvent | InvalidStatus | null {
  const status = readStatus(value);
  if (status.reblog != null) return isBoost(status.reblog) ? null : normalizeStatus(status.reblog, server);
  if (status.visibility != null && status.visibility !== 'public') return null;
  const uri = usableId(status.uri) ?? usableId(status.url);
  const account = readAccount(status.account, server);
  if (uri === null || account === null) return { invalid: 'shape' };
  const { text, anchors } = readHtml(status.content);
  const originalUri = bridgedOriginal(uri);
  const quotedUri = quoteOf(status.quote);
  const post: Post = {
    uri,
    platform: 'mastodon',
    url: webUrl(status.url),
    author: account.author,
    kind: status.inReplyToId != null ? 'reply' : status.quote != null ? 'quote' : 'original',
    rev: revisionOf(status.editedAt),
    claimedAt: parseTime(status.createdAt),
    seenAt: server.seenAt,
    text,
    language: primarySubtag(status.language),
    languageGuessed: false,
    tags: readTags(status.tags, anchors),
    links: readLinks(status, anchors),
    server: hostOf(account.author.url) ?? hostOf(account.author.key) ?? '',
    flags: flagsOf(status, originalUri !== null || account.isBridged),
    originalUri,
    parentUri: null,
    quotedUri,
    engagement: {
      likes: readFigure(status.favouritesCount) ?? 0,
      reposts: readFigure(status.reblogsCount) ?? 0,
      replies: readFigure(status.repliesCount) ?? 0,
      quotes: readFigure(status.quotesCount),
    },
    localId: status.id || null,
    atHome: account.isLocal,
  };
  return { type: 'post', operation: 'sighting', post };
}

/** A boost of a boost: nobody makes one, so nothing is looked for in it. */
const isBoost = (value: unknown): boolean => readStatus(value).reblog != null;

/** An ActivityPub id is only compared, so anything without white space will do. */
function usableId(id: string): string | null {
  return /^\S+$/.test(id) ? capBytes(id, 1000) : null;
}

function revisionOf(editedAt: unknown): string {
  const time = parseTime(editedAt);
  return time === null ? '0' : revOfMicros(time * 1000);
}

/**
 * Tags of the status's own list. Its names may be folded, so the spelling is taken from the link that shows the same
 * tag; without a list, from the links that are marked as hashtags.
 */
function readTags(tags: readonly unknown[] | null, anchors: readonly Anchor[]): SeenTag[] {
  const shown = anchors
    .filter(({ text }) => /^\s*[#＃]/.test(text))
    .map(({ text, ...rest }) => ({ ...rest, spelling: spellingOf(text) }));
  const names =
    tags === null
      ? shown.filter(({ isHashtag }) => isHashtag).map(({ spelling }) => spelling)
      : tags.map((tag) => spellingOf(camelCased(tag).name));
  const spellings = new Map<string, string>();
  for (const { spelling } of shown) {
    const norm = normalForm(spelling);
    if (!spellings.has(norm)) spellings.set(norm, spelling);
  }
  const typed = names.slice(0, mostTags).map((name) => spellings.get(normalForm(name)) ?? name);
  return [...new Set(typed)]
    .filter((name) => splitTag(name).length > 0)
    .map((spelling) => ({ spelling, via: 'facet' }));
}

function spellingOf(name: unknown): string {
  if (typeof name !== 'string') return '';
  return capBytes(
    cleanText(
      name
        .slice(0, 2000)
        .trim()
        .replace(/^[#＃]+/, ''),
      640,
    ),
    640,
  );
}

function readLinks({ card }: StatusFields, anchors: readonly Anchor[]): string[] {
  const links = anchors.filter(({ isHashtag, text }) => !isHashtag && !/^\s*[@#＃]/.test(text)).map(({ href }) => href);
  const found = [...links, camelCased(card).url].flatMap((link) => webUrl(link) ?? []);
  return [...new Set(found)].slice(0, mostLinks);
}

function flagsOf({ sensitive, spoilerText }: StatusFields, isBridged: boolean): PostFlag[] {
  const flags: PostFlag[] = sensitive === true || spoilerText.trim() !== '' ? ['sensitive'] : [];
  return isBridged ? [...flags, 'bridged-copy'] : flags;
}

/** Bridgy Fed names a copy of a Bluesky post by the original's at:// URI. */
function bridgedOriginal(uri: string): string | null {
  const [, original] = /^https:\/\/bsky\.brid\.gy\/convert\/ap\/(at:(?:\/\/|%2F%2F)did.+)$/i.exec(uri) ?? [];
  if (original === undefined) return null;
  try {
    return decodeURIComponent(original);
  } catch {
    return original;
  }
}

function quoteOf(quote: unknown): string | null {
  const fields = camelCased(quote);
  const { uri } = camelCased(fields.quotedStatus ?? quote);
  return typeof uri === 'string' ? usableId(cleanText(uri, 1000)) : null;
}
