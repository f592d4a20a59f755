import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Faults, Target } from './faults.ts';
import { urlOf } from './http-answers.ts';
import { Consumer } from './jetstream-consumer.ts';
import type { View } from './jetstream-frames.ts';
import { infoFrame } from './jetstream-frames.ts';
import { Refusal, readV1, readV2, type Subscription } from './jetstream-query.ts';
import type { LoadStream } from './load-stream.ts';
import type { World } from './world.ts';

export interface JetstreamHostOptions {
  readonly index: number;
  /** `v1`: a legacy server, without the v2 path; `both`: a server of the second generation. */
  readonly wire: 'v1' | 'both';
  /** Its clock against the world's, in ms. */
  readonly clockShiftMs: number;
  readonly seqOffset: number;
  /** How long it keeps events, in ms. */
  readonly retainMs: number;
  /** Whether it grants permessage-deflate on `/subscribe`. */
  readonly deflate: boolean;
}

const v2Path = '/xrpc/network.bsky.jetstream.subscribeEvents';

/** One Jetstream host: which connections it takes, where each begins, and what it still keeps. */
export class JetstreamHost {
  readonly options: JetstreamHostOptions;
  readonly target: Target;
  readonly world: World;
  readonly faults: Faults;
  readonly consumers = new Set<Consumer>();
  accepted = 0;
  refused = 0;
  #floorUs = 0;
  readonly #plain = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #deflate = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });

  constructor(world: World, faults: Faults, options: JetstreamHostOptions) {
    this.world = world;
    this.faults = faults;
    this.options = options;
    this.target = { kind: 'jetstream', index: options.index };
  }

  get view(): View {
    const shift = this.faults.active('clock-shift', this.target)?.number('ms', 20_000) ?? 0;
    return { shiftUs: (this.options.clockShiftMs + shift) * 1000, seqOffset: this.options.seqOffset };
  }

  /** Sequence number (the world's) of the oldest event that it can still replay. */
  get floorSeq(): number {
    const { world } = this;
    return world.log.seqAt(Math.max(this.#floorUs, (world.now - this.options.retainMs) * 1000));
  }

  /** Loses everything before that time (ms) for good. */
  clamp(to: number): void {
    this.#floorUs = Math.max(this.#floorUs, to * 1000);
  }

  handles(pathname: string): boolean {
    return pathname === '/subscribe' || pathname === v2Path;
  }

  /** Answers an upgrade request of one of its paths. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer, load?: LoadStream): void {
    const url = urlOf(req);
    try {
      const refuse = this.faults.hit('refuse', this.target);
      if (refuse) throw new Refusal('warming up', refuse.text('error', 'Unavailable'), refuse.number('status', 503));
      const subscription = this.#subscription(url, req);
      const start = this.#start(subscription);
      const deflate = subscription.wire === 'v1' && this.options.deflate;
      (deflate ? this.#deflate : this.#plain).handleUpgrade(req, socket, head, (ws) => {
        this.accepted++;
        if (load)
          return load.stream(
            ws,
            socket,
            subscription.cursor && 'us' in subscription.cursor ? subscription.cursor.us : undefined,
          );
        const consumer = new Consumer(this, ws, socket, subscription, start);
        this.consumers.add(consumer);
        ws.on('close', () => this.consumers.delete(consumer));
        consumer.start();
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refused++;
      refuseUpgrade(socket, error, url.pathname === v2Path);
    }
  }

  close(): void {
    for (const consumer of this.consumers) consumer.end(1001);
  }

  #subscription(url: URL, req: IncomingMessage): Subscription {
    if (url.pathname === v2Path) {
      if (this.options.wire === 'v1') throw new Refusal('404 page not found', 'NotFound', 404);
      return readV2(url.searchParams);
    }
    if (/zstd/.test(String(req.headers['socket-encoding'] ?? '')))
      throw new Refusal('zstd is not offered by the simulator');
    return readV1(url.searchParams, this.options.wire === 'both');
  }

  #start({ cursor, wire }: Subscription): { seq: number; replay: boolean; first?: string } {
    const { log } = this.world;
    const { shiftUs, seqOffset } = this.view;
    const tip = { seq: log.nextSeq, replay: false };
    if (!cursor) return tip;
    const floor = this.floorSeq;
    let seq: number;
    let first: string | undefined;
    if ('seq' in cursor) {
      seq = cursor.seq - seqOffset;
      if (seq > log.nextSeq) return tip;
      if (seq < floor) {
        const message = `cursor ${cursor.seq} is older than what is kept, floor ${floor + seqOffset}`;
        if (wire === 'v2') throw new Refusal(message, 'CursorTooOld');
        seq = floor;
      }
    } else {
      const us = cursor.us - shiftUs;
      if (us > this.world.now * 1000) return tip;
      seq = log.seqAt(us);
      if (seq < floor || us < this.#floorUs || us < (this.world.now - this.options.retainMs) * 1000) {
        seq = Math.max(seq, floor);
        if (wire === 'v2') first = infoFrame('OutdatedCursor', `cursor clamped, resumed from seq ${seq + seqOffset}`);
      }
    }
    const rewind = this.faults.hit('rewind', this.target);
    if (rewind) {
      const us =
        (log.at(seq)?.us ?? log.lastUs) - rewind.number('byMs', this.faults.random.between(0, 3_600_000)) * 1000;
      seq = Math.max(floor, Math.min(seq, log.seqAt(us)));
    }
    return { seq, replay: true, first };
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  429: 'Too Many Requests',
  503: 'Service Unavailable',
};

function refuseUpgrade(socket: Duplex, { status, error, message }: Refusal, json: boolean): void {
  const body = json ? JSON.stringify({ error, message }) : message;
  const type = json ? 'application/json' : 'text/plain; charset=utf-8';
  socket.end(
    `HTTP/1.1 ${status} ${reasons[status] ?? 'Refused'}\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
