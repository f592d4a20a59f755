import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { collectionOf, v1Frame, v2Frame } from './jetstream-frames.ts';
import type { JetstreamHost } from './jetstream-host.ts';
import { type Subscription, wants } from './jetstream-query.ts';
import { StreamFaults } from './stream-faults.ts';
import type { StreamEvent } from './stream-log.ts';

const highWater = 1 << 20;
const atOnce = 400;
const second = 1000;
const longestStall = 5 * second;

/** One connection: sends what its subscription asks for, as fast as the socket drains, then as it happens. */
export class Consumer {
  readonly #host: JetstreamHost;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  readonly #faults: StreamFaults;
  #subscription: Subscription;
  #seq: number;
  #replaying: boolean;
  #first: string | undefined;
  #hello: boolean;
  #scheduled = false;
  #open = true;
  #least = Number.POSITIVE_INFINITY;
  #lessAt = 0;
  sent = 0;

  constructor(
    host: JetstreamHost,
    ws: WebSocket,
    socket: Duplex,
    subscription: Subscription,
    start: { seq: number; replay: boolean; first?: string },
  ) {
    this.#host = host;
    this.#ws = ws;
    this.#socket = socket;
    this.#subscription = subscription;
    this.#seq = start.seq;
    this.#replaying = start.replay;
    this.#first = start.first;
    this.#hello = !subscription.requireHello;
    this.#faults = new StreamFaults(host.faults, host.target, ws, socket);
  }

  get wire(): string {
    return this.#subscription.wire;
  }

  /** How many events it has not been offered yet. */
  get behind(): number {
    return this.#host.world.log.nextSeq - this.#seq + this.#faults.held;
  }

  /** Bytes that the socket has not taken yet. */
  get buffered(): number {
    return this.#ws.bufferedAmount;
  }

  start(): void {
    const stop = this.#host.world.log.onAppend(() => this.#schedule(0));
    const ping = setInterval(() => this.#ws.ping(), 30 * second);
    this.#ws.on('error', () => this.#ws.terminate());
    this.#ws.on('message', (data: Buffer, binary) => this.#message(data.toString(), binary));
    this.#ws.on('close', () => {
      this.#open = false;
      clearInterval(ping);
      stop();
    });
    if (this.#first) this.#ws.send(this.#first);
    this.#schedule(0);
  }

  end(code: number): void {
    this.#ws.close(code);
    setTimeout(() => this.#ws.terminate(), 200).unref();
  }

  #schedule(ms: number): void {
    if (this.#scheduled || !this.#open) return;
    this.#scheduled = true;
    const run = () => {
      this.#scheduled = false;
      this.#socket.cork(); // one write for many frames
      const wait = this.#pump();
      this.#socket.uncork();
      if (wait !== undefined) this.#schedule(wait);
    };
    if (ms > 0) setTimeout(run, ms);
    else setImmediate(run);
  }

  /** Sends what can be sent now; ms until there is more to do, undefined until something happens. */
  #pump(): number | undefined {
    if (!this.#open || !this.#hello) return undefined;
    const { log } = this.#host.world;
    const wait = this.#faults.wait();
    if (wait > 0) return wait;
    for (let n = 0; n < atOnce; n++) {
      if (this.#ws.bufferedAmount > highWater) return this.#stalled() ? undefined : 5;
      this.#least = Number.POSITIVE_INFINITY;
      this.#seq = Math.max(this.#seq, log.events[0]?.seq ?? log.nextSeq);
      const event = log.at(this.#seq);
      if (!event) return this.#caughtUp();
      this.#seq++;
      if (this.#passes(event)) this.#faults.offer(event, this.#send);
      if (this.#ws.readyState !== this.#ws.OPEN) return undefined;
    }
    return 0;
  }

  /** Cuts a consumer that has taken nothing for five seconds, as the real server does. */
  #stalled(): boolean {
    const now = performance.now();
    const left = this.#ws.bufferedAmount;
    if (left < this.#least) this.#lessAt = now;
    this.#least = left;
    if (now - this.#lessAt < longestStall) return false;
    this.#ws.terminate();
    return true;
  }

  #caughtUp(): number | undefined {
    if (this.#replaying) this.#faults.cutover();
    this.#replaying = false;
    return this.#faults.held > 0 ? this.#faults.flush(this.#send) : undefined;
  }

  readonly #send = (event: StreamEvent): string | Buffer | undefined => {
    const frame = this.#frame(event);
    const { maxBytes } = this.#subscription;
    if (frame === undefined || (maxBytes > 0 && frame.length > maxBytes)) return undefined;
    this.#ws.send(frame, { binary: event.kind === 'raw' && event.binary });
    this.sent++;
    this.#host.faults.active('clock-shift', this.#host.target)?.count();
    return frame;
  };

  #frame(event: StreamEvent): string | Buffer | undefined {
    if (event.kind === 'raw') return event.data;
    const { view, options } = this.#host;
    return this.#subscription.wire === 'v1' ? v1Frame(event, view, options.wire === 'both') : v2Frame(event, view);
  }

  #passes(event: StreamEvent): boolean {
    const { collections, dids, kinds, wire } = this.#subscription;
    if (event.kind === 'raw') return true;
    if (dids.length > 0 && !dids.includes(event.did)) return false;
    const collection = collectionOf(event);
    const kind = collection === undefined ? event.kind : 'commit';
    if (wire === 'v1' && kind === 'sync') return false;
    if (kinds.length > 0 && !kinds.includes(kind)) return false;
    return collection === undefined || wants(collections, collection);
  }

  #message(text: string, binary: boolean): void {
    if (this.#subscription.wire === 'v2' || binary) {
      this.#ws.close(1008, 'no client messages');
      return;
    }
    try {
      const { type, payload } = JSON.parse(text) as { type?: string; payload?: Record<string, unknown> };
      if (type !== 'options_update' || !payload) return;
      const list = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
      const maxBytes = Number(payload.maxMessageSizeBytes ?? 0);
      const { wantedCollections, wantedDids } = payload;
      this.#subscription = {
        ...this.#subscription,
        collections: list(wantedCollections),
        dids: list(wantedDids),
        maxBytes,
      };
      this.#hello = true;
      this.#schedule(0);
    } catch {
      this.#ws.close(1008, 'options are not JSON');
    }
  }
}
