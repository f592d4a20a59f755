import { cid, did, tid } from './ids.ts';
import { Random } from './random.ts';
import type { StreamEvent } from './stream-log.ts';

/** How a host sees the network: its own clock and its own sequence numbers. */
export interface View {
  readonly shiftUs: number;
  readonly seqOffset: number;
}

/** The event as a `/subscribe` frame; undefined for what that wire does not carry. */
export function v1Frame(event: StreamEvent, view: View, withCursor: boolean): string | undefined {
  const head = {
    did: event.did,
    time_us: event.us + view.shiftUs,
    ...(withCursor ? { cursor: event.seq + view.seqOffset } : {}),
  };
  switch (event.kind) {
    case 'commit':
    case 'reaction':
    case 'noise':
      return JSON.stringify({ ...head, kind: 'commit', commit: commitOf(event) });
    case 'identity':
    case 'account':
      return JSON.stringify({ ...head, kind: event.kind, [event.kind]: relayed(event) });
    default:
      return undefined;
  }
}

/** The event as a `subscribeEvents` frame (xrpc.v1.json); undefined for raw bytes. */
export function v2Frame(event: StreamEvent, view: View): string | undefined {
  const head = { seq: event.seq + view.seqOffset, did: event.did, time: microTime(event.us + view.shiftUs) };
  switch (event.kind) {
    case 'commit':
    case 'reaction':
    case 'noise':
      return message('commit', { ...head, ...commitOf(event) });
    case 'identity':
    case 'account':
    case 'sync':
      return message(event.kind, { ...head, [event.kind]: relayed(event) });
    default:
      return undefined;
  }
}

/** An `#info` frame. */
export const infoFrame = (name: string, text: string): string => message('info', { name, message: text });

/** Collection of a commit; undefined for the other kinds. */
export function collectionOf(event: StreamEvent): string | undefined {
  if (event.kind === 'commit') return event.commit.collection;
  return event.kind === 'reaction' || event.kind === 'noise' ? event.collection : undefined;
}

function commitOf(event: StreamEvent & { kind: 'commit' | 'reaction' | 'noise' }): object {
  if (event.kind === 'commit') return event.commit;
  if (event.kind === 'noise') return noiseCommit(event.n, event.us, event.collection);
  const { us, collection, rkey, subject } = event;
  const record = { $type: collection, createdAt: new Date(Math.floor(us / 1000)).toISOString(), subject };
  return { rev: tid(us, 0), operation: 'create', collection, rkey, record, cid: cid(`${event.did}/${rkey}`) };
}

const message = (kind: string, payload: object): string =>
  JSON.stringify({
    $type: 'message',
    payload: { $type: `network.bsky.jetstream.subscribeEvents#${kind}`, ...payload },
  });

/** RFC 3339 with microseconds. */
function microTime(us: number): string {
  const iso = new Date(Math.floor(us / 1000)).toISOString();
  return `${iso.slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
}

function relayed(event: StreamEvent & { kind: 'identity' | 'account' | 'sync' }): object {
  const common = {
    did: event.did,
    seq: 31_000_000_000 + event.seq,
    time: new Date(Math.floor(event.us / 1000)).toISOString(),
  };
  if (event.kind === 'identity') return event.handle ? { ...common, handle: event.handle } : common;
  if (event.kind === 'sync') return { ...common, rev: event.rev, blocks: { $bytes: '' } };
  return { ...common, active: event.active, ...(event.status ? { status: event.status } : {}) };
}

const words = [
  'rain',
  'coffee',
  'train',
  'garden',
  'music',
  'match',
  'bread',
  'cat',
  'window',
  'summer',
  'paper',
  'river',
];

/** DID of whoever wrote noise number `n`. */
export const noiseDid = (n: number): string => did(new Random(n % 50_000));

function noiseCommit(n: number, us: number, collection: string): object {
  const random = new Random(n);
  const rkey = tid(us - 250_000, n % 1024);
  const createdAt = new Date(Math.floor(us / 1000) - 250).toISOString();
  const uri = `at://${noiseDid(random.int(50_000))}/app.bsky.feed.post/${tid(us - 3_600_000_000, 7)}`;
  const record =
    collection === 'app.bsky.feed.post'
      ? {
          $type: collection,
          createdAt,
          langs: ['en'],
          text: `${random.pick(words)} and ${random.pick(words)}, ${random.int(100)}`,
        }
      : { $type: collection, createdAt, subject: { uri, cid: cid(uri) } };
  return { rev: tid(us, 0), operation: 'create', collection, rkey, record, cid: cid(`${n}`) };
}
