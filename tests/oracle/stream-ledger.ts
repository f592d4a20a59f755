import { type Json, list, object, string } from './json.ts';

/** One life of a record: from when the stream said it until it was deleted or written anew, ms. */
export interface Version {
  readonly record: Json;
  readonly from: number;
  to: number;
}

/** A record of an account in one collection, with all its versions. */
export interface Entry {
  readonly did: string;
  readonly collection: string;
  readonly uri: string;
  readonly firstSeenAt: number;
  readonly versions: Version[];
}

export interface StreamLedger {
  readonly entries: ReadonlyMap<string, Entry>;
  /** Accounts whose last word was that they are not active. */
  readonly inactive: ReadonlySet<string>;
}

interface Frame {
  readonly did: string;
  readonly at: number;
  readonly body: Json;
}

/** A frame of either wire; its commit's fields lie flat in v2. */
function readFrame(text: string): Frame {
  const json = object(JSON.parse(text));
  const payload = object(json['payload']);
  if (json['$type'] === 'message') {
    return { did: string(payload['did']) ?? '', at: Date.parse(string(payload['time']) ?? ''), body: payload };
  }
  const commit = object(json['commit']);
  return {
    did: string(json['did']) ?? '',
    at: Number(json['time_us']) / 1000,
    body: { ...commit, account: json['account'] },
  };
}

/** Everything that a stream said, in the order in which it said it: records with their versions, and who left. */
export function readStream(frames: readonly string[]): StreamLedger {
  const entries = new Map<string, Entry>();
  const inactive = new Set<string>();
  const deleted = new Set<string>();
  const told = frames.map(readFrame).toSorted((a, b) => a.at - b.at);
  for (const { did, at, body } of told) {
    const account = object(body['account']);
    if (typeof account['active'] === 'boolean') {
      if (account['status'] === 'deleted') deleted.add(did);
      if (account['active']) inactive.delete(did);
      else inactive.add(did);
    }
    const { operation, collection, rkey } = body;
    if (typeof operation !== 'string') continue;
    const uri = `at://${did}/${String(collection)}/${String(rkey)}`;
    const entry = entries.get(uri) ?? { did, collection: String(collection), uri, firstSeenAt: at, versions: [] };
    const last = entry.versions.at(-1);
    if (last) last.to = Math.min(last.to, at);
    if (operation !== 'delete') entry.versions.push({ record: object(body['record']), from: at, to: Infinity });
    if (entry.versions.length > 0) entries.set(uri, entry);
  }
  return { entries, inactive: new Set([...inactive, ...deleted]) };
}

/** The version that stands at a moment. */
export const standing = ({ versions }: Entry, at: number): Version | null =>
  versions.find(({ from, to }) => from <= at && at < to) ?? null;

const postPath = '/app.bsky.feed.post/';

/** URI of the post that a record of a post answers. */
export const parentOf = (record: Json): string | null => string(object(object(record['reply'])['parent'])['uri']);

/** URI of the post that a record of a post embeds. */
export function quotedOf(record: Json): string | null {
  const inner = object(object(record['embed'])['record']);
  const uri = string(inner['uri']) ?? string(object(inner['record'])['uri']);
  return uri?.includes(postPath) ? uri : null;
}

/** Features of all facets of a record. */
export const featuresOf = (record: Json): Json[] =>
  list(record['facets']).flatMap((facet) => list(object(facet)['features']).map(object));
