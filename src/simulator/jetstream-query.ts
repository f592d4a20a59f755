/** Where a consumer wants to begin: at a sequence number, at a microsecond, or with what comes next. */
type Cursor = { readonly seq: number } | { readonly us: number } | undefined;

export interface Subscription {
  readonly wire: 'v1' | 'v2';
  readonly cursor: Cursor;
  readonly collections: readonly string[];
  readonly dids: readonly string[];
  /** v2 only; empty: all. */
  readonly kinds: readonly string[];
  readonly maxBytes: number;
  /** v1 only: nothing is sent before the consumer's first options. */
  readonly requireHello: boolean;
}

/** Why a subscription is refused before the upgrade. */
export class Refusal extends Error {
  readonly status: number;
  readonly error: string;

  constructor(message: string, error = 'InvalidRequest', status = 400) {
    super(message);
    this.error = error;
    this.status = status;
  }
}

const kinds = ['commit', 'identity', 'account', 'sync'];
const pattern = /^[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z0-9-]+)*(\.\*)?$/;

/** Reads the parameters of `/subscribe`. On a server of the second generation a small cursor is a sequence number. */
export function readV1(params: URLSearchParams, secondGeneration: boolean): Subscription {
  if (params.get('compress') === 'true') throw new Refusal('compress is not offered by the simulator');
  return {
    wire: 'v1',
    cursor: cursorOf(params.get('cursor'), !secondGeneration),
    collections: checked(params.getAll('wantedCollections'), 'wantedCollections'),
    dids: params.getAll('wantedDids'),
    kinds: [],
    maxBytes: Math.max(0, integer(params.get('maxMessageSizeBytes') ?? '0', 'maxMessageSizeBytes')),
    requireHello: params.get('requireHello') === 'true',
  };
}

/** Reads the parameters of `network.bsky.jetstream.subscribeEvents`. */
export function readV2(params: URLSearchParams): Subscription {
  for (const name of ['wantedCollections', 'wantedDids', 'compress', 'requireHello']) {
    if (params.has(name)) throw new Refusal(`${name} is a parameter of /subscribe, not of subscribeEvents`);
  }
  if (params.has('zstdDictionary')) throw new Refusal('unknown dictionary, current 20260811', 'UnknownZstdDictionary');
  const wanted = params.getAll('kinds');
  const strange = wanted.find((kind) => !kinds.includes(kind));
  if (strange !== undefined) throw new Refusal(`kinds: ${strange} is none of ${kinds.join(', ')}`);
  const collections = checked(params.getAll('collections'), 'collections');
  if (wanted.length > 0 && !wanted.includes('commit') && collections.length > 0) {
    throw new Refusal('collections can never apply, since kinds leaves commit out');
  }
  const dids = params.getAll('dids');
  if (dids.length > 10_000) throw new Refusal('dids: at most 10000');
  const maxBytes = integer(params.get('maxMessageSizeBytes') ?? '0', 'maxMessageSizeBytes');
  if (maxBytes < 0) throw new Refusal('maxMessageSizeBytes must not be negative');
  return {
    wire: 'v2',
    cursor: cursorOf(params.get('cursor'), false),
    collections,
    dids,
    kinds: wanted,
    maxBytes,
    requireHello: false,
  };
}

/** Whether commits of that collection are wanted. */
export function wants(collections: readonly string[], collection: string): boolean {
  if (collections.length === 0) return true;
  return collections.some((wanted) =>
    wanted.endsWith('.*') ? collection.startsWith(wanted.slice(0, -1)) : wanted === collection,
  );
}

function cursorOf(text: string | null, alwaysMicroseconds: boolean): Cursor {
  if (text === null || text === '') return undefined;
  const value = integer(text, 'cursor');
  if (value < 0) throw new Refusal('cursor must not be negative');
  return alwaysMicroseconds || value >= 1e15 ? { us: value } : { seq: value };
}

function integer(text: string, name: string): number {
  if (!/^-?\d{1,16}$/.test(text)) throw new Refusal(`${name} is no integer: ${text.slice(0, 40)}`);
  return Number(text);
}

function checked(patterns: string[], name: string): string[] {
  if (patterns.length > 100) throw new Refusal(`${name}: at most 100`);
  const strange = patterns.find((wanted) => !pattern.test(wanted));
  if (strange !== undefined) throw new Refusal(`${name}: invalid collection ${strange.slice(0, 40)}`);
  return patterns;
}
