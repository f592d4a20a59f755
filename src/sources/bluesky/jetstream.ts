import type { AddressGuard } from '../../net/address-guard.ts';
import { type ListeningSocket, openSocket, type SocketEnd } from '../../net/socket.ts';
import { decodeFrame, type Frame, type InvalidReason } from './frames.ts';
import { type Cursor, judgeRefusal, type Refusal, subscribeUrl, type Wire } from './stream-policy.ts';

const silenceMs = 15_000;

/** How a reading of the stream ended: by the socket, or by a refusal with its meaning. */
export type StreamEnd =
  | Exclude<SocketEnd, { how: 'refused' }>
  | { how: 'refused'; status: number; refusal: Refusal; body: string };

export interface ReadOptions {
  host: string;
  wire: Wire;
  cursor: Cursor;
  engagement: boolean;
  guard: AddressGuard;
  userAgent: string;
  now: () => number;
  /** A frame that can be read, in the order of the wire. */
  onFrame(frame: Frame, raw: string): void;
  onInvalid(reason: InvalidReason): void;
  onOpen(): void;
}

/** A running read of one host. */
export interface StreamReading {
  ended: Promise<StreamEnd>;
  close(): void;
}

const opening = 0x7b; // {

/** Reads a Jetstream from a cursor until it ends or is closed. Bad frames are told and passed over. */
export function readJetstream(options: ReadOptions): StreamReading {
  const { host, wire, now } = options;
  const socket: ListeningSocket = openSocket(subscribeUrl(host, wire, options.cursor, options.engagement), {
    guard: options.guard,
    userAgent: options.userAgent,
    silenceMs,
    onOpen: options.onOpen,
    onMessage: (data, isBinary) => {
      if (isBinary || data[0] !== opening) return options.onInvalid(isBinary ? 'json' : notAnObject(data));
      const raw = data.toString('utf8');
      const frame = decodeFrame(raw, now());
      if (frame.kind === 'invalid') return options.onInvalid(frame.invalid);
      return options.onFrame(frame, raw);
    },
  });
  return { ended: socket.ended.then((end) => (end.how === 'refused' ? refused(wire, end) : end)), close: socket.close };
}

/** Text that does not begin like an object: JSON of another shape, or none. */
function notAnObject(data: Buffer): InvalidReason {
  try {
    JSON.parse(data.toString('utf8'));
    return 'shape';
  } catch {
    return 'json';
  }
}

function refused(wire: Wire, { status, body }: { status: number; body: string }): StreamEnd {
  return { how: 'refused', status, body, refusal: judgeRefusal(wire, status, body) };
}
