import { cleanText } from '../../domain/text.ts';
import { parseTime } from '../../domain/time/parse-time.ts';

/** A change of one record. */
export interface CommitFrame extends FrameHead {
  kind: 'commit';
  operation: 'create' | 'update' | 'delete';
  collection: string;
  rkey: string;
  /** The repository's revision, a TID, unchecked. */
  rev: unknown;
  /** Unchecked; absent of deletes. */
  record: unknown;
}

export interface AccountFrame extends FrameHead {
  kind: 'account';
  active: boolean;
  status: string | null;
}

export interface IdentityFrame extends FrameHead {
  kind: 'identity';
  handle: string | null;
}

interface FrameHead {
  /** Of the account. */
  did: string;
  /** When the server saw it, microseconds since 1970. */
  timeUs: number;
  /** The server's own number: a cursor on this host only. Null on hosts without one. */
  seq: number | null;
}

/**
 * One frame of a Jetstream, of whichever wire. `other`: about an account, of a kind that we do not know; `unknown`: about
 * nothing that we know. `info` and `error` speak of the stream itself and move no cursor.
 */
export type Frame =
  | CommitFrame
  | AccountFrame
  | IdentityFrame
  | (FrameHead & { kind: 'sync' | 'other' })
  | { kind: 'info' | 'error'; name: string; message: string }
  | { kind: 'unknown' };

/** Why a frame cannot be read: `time` is no time or more than an hour ahead of us. */
export type InvalidReason = 'json' | 'shape' | 'time' | 'size';
export interface InvalidFrame {
  kind: 'invalid';
  invalid: InvalidReason;
}

const maxLength = 1_048_576; // no record may be that long
const aheadUs = 3_600_000_000;
const operations = ['create', 'update', 'delete'] as const;

/**
 * Decodes a frame of Jetstream v1 (`kind`, `time_us`) or v2 (`$type`, `seq`, `time`) by its own shape.
 * @param now ms; a frame from more than an hour later is invalid
 */
export function decodeFrame(text: string, now: number): Frame | InvalidFrame {
  if (text.length > maxLength) return invalid('size');
  let frame: unknown;
  try {
    frame = JSON.parse(text);
  } catch {
    return invalid('json');
  }
  if (!isObject(frame)) return invalid('shape');
  const { $type } = frame;
  if ($type === 'error') return { kind: 'error', ...notice(frame.error, frame.message) };
  if ($type === 'message') return isObject(frame.payload) ? decodeV2(frame.payload, now) : invalid('shape');
  if (typeof $type === 'string') return frame.did === undefined ? { kind: 'unknown' } : decodeV2(frame, now);
  if (typeof frame.kind !== 'string') return invalid('shape');
  const body = frame.kind === 'commit' ? frame.commit : frame;
  return decodeEvent(frame.kind, body, frame, readTimeUs(frame.time_us), frame.cursor, now);
}

function decodeV2(payload: Fields, now: number): Frame | InvalidFrame {
  const kind = typeof payload.$type === 'string' ? payload.$type.replace(/^.*#/, '') : null;
  if (kind === null) return invalid('shape');
  if (kind === 'info') return { kind, ...notice(payload.name, payload.message) };
  return decodeEvent(kind, payload, payload, readTimeText(payload.time), payload.seq, now);
}

function decodeEvent(
  kind: string,
  body: unknown,
  frame: Fields,
  timeUs: number | null,
  seq: unknown,
  now: number,
): Frame | InvalidFrame {
  const { did } = frame;
  if (typeof did !== 'string' || !isDid(did)) return invalid('shape');
  if (timeUs === null || timeUs > now * 1000 + aheadUs) return invalid('time');
  const head = { did, timeUs, seq: Number.isSafeInteger(seq) ? Number(seq) : null };
  switch (kind) {
    case 'commit':
      return decodeCommit(head, body);
    case 'account': {
      const account = isObject(frame.account) ? frame.account : {};
      if (typeof account.active !== 'boolean') return invalid('shape');
      return {
        kind,
        ...head,
        active: account.active,
        status: typeof account.status === 'string' ? account.status : null,
      };
    }
    case 'identity': {
      const handle = isObject(frame.identity) ? frame.identity.handle : null;
      return { kind, ...head, handle: typeof handle === 'string' ? handle : null };
    }
    case 'sync':
      return { kind, ...head };
    default:
      return { kind: 'other', ...head };
  }
}

function decodeCommit(head: FrameHead, commit: unknown): Frame | InvalidFrame {
  if (!isObject(commit) || typeof commit.operation !== 'string') return invalid('shape');
  const { collection, rkey, rev, record } = commit;
  if (typeof collection !== 'string' || !/^[A-Za-z][A-Za-z0-9.-]{0,316}$/.test(collection)) return invalid('shape');
  if (typeof rkey !== 'string' || !/^[A-Za-z0-9._:~-]{1,512}$/.test(rkey)) return invalid('shape');
  const operation = operations.find((known) => known === commit.operation);
  if (!operation) return { kind: 'other', ...head };
  return { kind: 'commit', ...head, operation, collection, rkey, rev, record };
}

/** Is it a DID of a length that we keep as a key? */
export function isDid(text: string): boolean {
  return text.length <= 400 && /^did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]$/.test(text);
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(reason: InvalidReason): InvalidFrame {
  return { kind: 'invalid', invalid: reason };
}

function notice(name: unknown, message: unknown): { name: string; message: string } {
  const show = (value: unknown) => (typeof value === 'string' ? cleanText(value, 500) : '');
  return { name: show(name), message: show(message) };
}

function readTimeUs(time: unknown): number | null {
  return typeof time === 'number' && Number.isSafeInteger(time) && time > 0 ? time : null;
}

/** An RFC 3339 time in microseconds; a `Date` alone would lose three digits. */
function readTimeText(time: unknown): number | null {
  const ms = parseTime(time);
  if (ms === null) return null;
  const [, fraction = ''] = /\.(\d+)/.exec(String(time)) ?? [];
  return ms * 1000 + Number(fraction.slice(3, 6).padEnd(3, '0'));
}
