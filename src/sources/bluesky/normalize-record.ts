import { splitTag } from '../../domain/hashtag/split.ts';
import { textTags } from '../../domain/hashtag/text-tags.ts';
import { primarySubtag } from '../../domain/language.ts';
import type { Post, SeenTag, TagVia } from '../../domain/post.ts';
import { capBytes, cleanText } from '../../domain/text.ts';
import { parseTime } from '../../domain/time/parse-time.ts';
import { webUrl } from '../../domain/web-url.ts';
import { isDid } from './frames.ts';
import { flagsOf, selfLabels } from './normalize-labels.ts';

const longestText = 10_000;
const mostTags = 200;
const mostLinks = 50;

/** What a record of `app.bsky.feed.post` says by itself. A malformed field has its default and decides nothing. */
export type RecordFields = Pick<
  Post,
  'kind' | 'claimedAt' | 'text' | 'language' | 'tags' | 'links' | 'flags' | 'originalUri' | 'parentUri' | 'quotedUri'
>;

/** Reads a post's record, of the stream or of a view. */
export function readRecord(value: unknown): RecordFields {
  const record = asObject(value);
  const { parentUri, quotedUri } = readReferences(record);
  const originalUri = webUrl(record.bridgyOriginalUrl) ?? atUri(record.bridgyOriginalUrl);
  const flags = flagsOf(selfLabels(record));
  const text = typeof record.text === 'string' ? record.text : '';
  return {
    kind: parentUri !== null ? 'reply' : quotedUri !== null ? 'quote' : 'original',
    claimedAt: parseTime(record.createdAt),
    text: cleanText(text, longestText),
    language: languages(record)[0] ?? null,
    tags: readTags(record, text),
    links: readLinks(record),
    flags: originalUri === null ? flags : [...flags, 'bridged-copy'],
    originalUri,
    parentUri,
    quotedUri,
  };
}

/** The posts that a record answers and quotes. */
export function readReferences(value: unknown): Pick<RecordFields, 'parentUri' | 'quotedUri'> {
  const record = asObject(value);
  return { parentUri: uriOf(asObject(record.reply).parent), quotedUri: quoteOf(asObject(record.embed)) };
}

/** Was something of the record's text, tags or languages left out or replaced by reading it? */
export function isCleaned(value: unknown): boolean {
  const record = asObject(value);
  const strings = [record.text ?? '', ...facetFeatures(record).map(({ tag }) => tag ?? ''), ...asArray(record.tags)];
  if (strings.some((text) => typeof text !== 'string' || cleanText(text, longestText) !== text)) return true;
  return asArray(record.langs).length !== languages(record).length;
}

/** An at:// URI with a DID, as links between records have, or null. */
export function atUri(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const [, did] = /^at:\/\/(did:[^/]+)\/[A-Za-z][A-Za-z0-9.-]{0,316}\/[A-Za-z0-9._:~-]{1,512}$/.exec(value) ?? [];
  return did !== undefined && isDid(did) ? value : null;
}

/** An at:// URI of a post, or null. */
export function postUri(value: unknown): string | null {
  const uri = atUri(value);
  return uri?.includes('/app.bsky.feed.post/') ? uri : null;
}

/** An object's fields; none of anything else. */
export function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function uriOf(reference: unknown): string | null {
  return atUri(asObject(reference).uri);
}

function quoteOf(embed: Record<string, unknown>): string | null {
  if (embed.$type === 'app.bsky.embed.record') return postUri(asObject(embed.record).uri);
  if (embed.$type === 'app.bsky.embed.recordWithMedia') return postUri(asObject(asObject(embed.record).record).uri);
  return null;
}

function languages(record: Record<string, unknown>): string[] {
  return asArray(record.langs).flatMap((tag) => primarySubtag(tag) ?? []);
}

function facetFeatures(record: Record<string, unknown>): Record<string, unknown>[] {
  return asArray(record.facets).flatMap((facet) => asArray(asObject(facet).features).map(asObject));
}

/** Tags of facets, of the record's own list and of the text, each spelling once, where it stands strongest. */
function readTags(record: Record<string, unknown>, text: string): SeenTag[] {
  const seen = new Map<string, TagVia>();
  const add = (value: unknown, via: TagVia) => {
    if (typeof value !== 'string' || value.startsWith('$')) return; // a share's symbol
    const spelling = capBytes(cleanText(value.replace(/^[#＃]+/, ''), 640), 640);
    if (splitTag(spelling).length > 0 && !seen.has(spelling) && seen.size < mostTags) seen.set(spelling, via);
  };
  for (const { $type, tag } of facetFeatures(record)) if ($type === 'app.bsky.richtext.facet#tag') add(tag, 'facet');
  for (const tag of asArray(record.tags)) add(tag, 'tags');
  for (const tag of textTags(text)) add(tag, 'text');
  return Array.from(seen, ([spelling, via]) => ({ spelling, via }));
}

function readLinks(record: Record<string, unknown>): string[] {
  const embed = asObject(record.embed);
  const external = [embed, asObject(embed.media)].map(({ external: card }) => asObject(card).uri);
  const facets = facetFeatures(record).filter(({ $type }) => $type === 'app.bsky.richtext.facet#link');
  const links = [...facets.map(({ uri }) => uri), ...external].flatMap((uri) => webUrl(uri) ?? []);
  return [...new Set(links)].slice(0, mostLinks);
}
