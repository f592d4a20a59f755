/** What a commit did to a record. `rev` sorts by time within one account. */
interface Commit {
  readonly rev: string;
  readonly operation: 'create' | 'update' | 'delete';
  readonly collection: string;
  readonly rkey: string;
  readonly cid?: string;
  readonly record?: object;
}

/** One event of the network, before any wire format. */
export type Happened =
  | { readonly kind: 'commit'; readonly did: string; readonly commit: Commit }
  | { readonly kind: 'identity'; readonly did: string; readonly handle?: string }
  | { readonly kind: 'account'; readonly did: string; readonly active: boolean; readonly status?: string }
  | { readonly kind: 'sync'; readonly did: string; readonly rev: string }
  /** A like or repost; its record is made when it is sent. */
  | {
      readonly kind: 'reaction';
      readonly did: string;
      readonly collection: string;
      readonly rkey: string;
      readonly subject: { readonly uri: string; readonly cid: string };
    }
  /** A post or like of somebody else, made from its number when it is sent. */
  | { readonly kind: 'noise'; readonly did: string; readonly n: number; readonly collection: string }
  /** Bytes that are sent as they are, to everybody. */
  | { readonly kind: 'raw'; readonly did: string; readonly data: string | Buffer; readonly binary: boolean };

export type StreamEvent = Happened & {
  /** 1, 2, 3 … without holes. */
  readonly seq: number;
  /** When the stream saw it, in unix microseconds. */
  readonly us: number;
};

/** The kept end of the stream, in the order in which it is sent. */
export class StreamLog {
  #events: StreamEvent[] = [];
  #lastUs = 0;
  #nextSeq = 1;
  #sorted = true;
  readonly #listeners = new Set<() => void>();

  get events(): readonly StreamEvent[] {
    return this.#events;
  }

  get nextSeq(): number {
    return this.#nextSeq;
  }

  get lastUs(): number {
    return this.#lastUs;
  }

  /** The microsecond under which an event of that time (ms) will stand: later than all before it. */
  moment(at: number): number {
    return Math.max(Math.floor(at * 1000), this.#lastUs + 1);
  }

  /** Appends an event; `us` from `moment`, or an older one, which then only a replay or a live socket meets. */
  append(us: number, happened: Happened): StreamEvent {
    const event = { seq: this.#nextSeq++, us, ...happened };
    if (us <= this.#lastUs) this.#sorted = false;
    else this.#lastUs = us;
    this.#events.push(event);
    for (const listener of this.#listeners) listener();
    return event;
  }

  /** The last two events change places on the stream, if both are not older than that microsecond. */
  swapLastTwo(us: number): void {
    const [a, b] = this.#events.slice(-2);
    if (!a || !b || a.us < us) return;
    this.#events.splice(-2, 2, { ...b, seq: a.seq, us: a.us }, { ...a, seq: b.seq, us: b.us });
  }

  /** Calls back after each append until the returned function is called. */
  onAppend(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The event with that sequence number; undefined if it was pruned or is not there yet. */
  at(seq: number): StreamEvent | undefined {
    const first = this.#events[0];
    return first && this.#events[seq - first.seq];
  }

  /** Sequence number of the first kept event at or after that microsecond; `nextSeq` if there is none. */
  seqAt(us: number): number {
    if (!this.#sorted) return this.#events.find((event) => event.us >= us)?.seq ?? this.#nextSeq;
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#events[middle]?.us ?? 0) < us) low = middle + 1;
      else high = middle;
    }
    return this.#events[low]?.seq ?? this.#nextSeq;
  }

  /** Forgets what is older than that microsecond, and the oldest above `most` events. */
  prune(us: number, most: number): void {
    const first = this.#events[0]?.seq;
    if (first === undefined) return;
    const drop = Math.max(this.seqAt(us) - first, this.#events.length - most);
    if (drop > 0) this.#events = this.#events.slice(drop);
  }
}
