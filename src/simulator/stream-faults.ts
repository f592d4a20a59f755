import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Fault, Faults, Target } from './faults.ts';
import { garbageFrame, garbageSorts } from './garbage.ts';
import type { StreamEvent } from './stream-log.ts';

type Send = (event: StreamEvent) => string | Buffer | undefined;

/** What goes wrong on one connection between the log and the socket. */
export class StreamFaults {
  readonly #faults: Faults;
  readonly #target: Target;
  readonly #ws: WebSocket;
  readonly #socket: Duplex;
  #pending: StreamEvent[] = [];
  #again: (string | Buffer)[] = [];
  #dropNext = 0;
  #paused = false;

  constructor(faults: Faults, target: Target, ws: WebSocket, socket: Duplex) {
    this.#faults = faults;
    this.#target = target;
    this.#ws = ws;
    this.#socket = socket;
  }

  /** Events that are held back to be shuffled. */
  get held(): number {
    return this.#pending.length;
  }

  /** How long (ms) nothing may be sent now; 0: go on. */
  wait(): number {
    const halfOpen = this.#faults.active('half-open', this.#target);
    if (halfOpen && !this.#paused) {
      halfOpen.count();
      this.#paused = true;
      this.#socket.pause();
    } else if (!halfOpen && this.#paused) {
      this.#paused = false;
      this.#socket.resume();
    }
    const silent = this.#faults.active('silent', this.#target);
    silent?.count();
    return halfOpen || silent ? 100 : 0;
  }

  /** The replay has caught up with the present. */
  cutover(): void {
    const fault = this.#faults.hit('drop-at-cutover', this.#target);
    if (!fault) return;
    this.#dropNext = fault.number('drop', 2);
    if (fault.args.close === true) setTimeout(() => this.#ws.terminate(), fault.number('closeAfterMs', 300)).unref();
  }

  /** Sends the event, or what a fault makes of it. */
  offer(event: StreamEvent, send: Send): void {
    if (this.#dropNext > 0) {
      this.#dropNext--;
      return;
    }
    const shuffle = this.#faults.active('out-of-order', this.#target);
    if (shuffle) {
      this.#pending.push(event);
      if (this.#full(shuffle)) this.#sendShuffled(shuffle, send);
    } else {
      if (this.#pending.length > 0) this.#sendShuffled(undefined, send);
      this.#deliver(event, send);
    }
  }

  /** Sends what is held back; ms until that should be tried again. */
  flush(send: Send): number {
    const shuffle = this.#faults.active('out-of-order', this.#target);
    const oldest = this.#pending[0];
    const hold = shuffle?.number('holdMs', 300) ?? 0;
    if (oldest && shuffle && Date.now() - this.#since < hold) return hold;
    this.#sendShuffled(shuffle, send);
    return 50;
  }

  #since = 0;

  #full(fault: Fault): boolean {
    if (this.#pending.length === 1) this.#since = Date.now();
    const first = this.#pending[0]?.us ?? 0;
    const last = this.#pending.at(-1)?.us ?? 0;
    return last - first > fault.number('windowMs', 30_000) * 1000 || this.#pending.length >= fault.number('size', 200);
  }

  #sendShuffled(fault: Fault | undefined, send: Send): void {
    const events = this.#pending;
    this.#pending = [];
    if (!fault || events.length < 2) {
      for (const event of events) this.#deliver(event, send);
      return;
    }
    const shuffled = this.#faults.random.shuffle(events);
    const queues = Map.groupBy(events, ({ did }) => did);
    for (const event of shuffled) {
      const next = fault.args.breakOrder === true ? event : queues.get(event.did)?.shift();
      if (next) this.#deliver(next, send);
    }
    fault.count();
  }

  #deliver(event: StreamEvent, send: Send): void {
    if (this.#faults.list.length === 0) {
      send(event);
      return;
    }
    const garbage = this.#faults.active('garbage', this.#target);
    if (garbage && this.#faults.random.chance(garbage.args.p ?? 0.01)) this.#garbage(garbage, event);
    const big = this.#faults.hit('big-frame', this.#target, 0.01);
    if (big) this.#ws.send(garbageFrame('huge', event.us, big.number('mb', 10)).data);
    const frame = send(event);
    if (frame === undefined) return;
    if (this.#faults.hit('duplicate', this.#target, 0.05)) {
      this.#ws.send(frame);
      this.#again.push(frame);
    } else if (this.#again.length > 0 && this.#faults.random.chance(0.1)) {
      for (const old of this.#again) this.#ws.send(old);
      this.#again = [];
    }
    this.#disconnect();
  }

  #garbage(fault: Fault, event: StreamEvent): void {
    const sort = this.#faults.random.pick(fault.list('sorts', garbageSorts));
    const { data, binary } = garbageFrame(sort, event.us);
    this.#ws.send(data, { binary });
    fault.count(sort);
  }

  #disconnect(): void {
    const fault = this.#faults.active('disconnect', this.#target);
    if (!fault || !this.#faults.random.chance(fault.args.p ?? 1 / fault.number('every', 200))) return;
    const code = Number(this.#faults.random.pick(fault.list('codes', ['1000', '1001', '1006', '1013'])));
    fault.count(String(code));
    if (code === 1006) this.#ws.terminate();
    else this.#ws.close(code, 'simulated');
  }
}
