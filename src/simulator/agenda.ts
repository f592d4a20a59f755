interface Entry {
  readonly at: number;
  readonly order: number;
  readonly run: (at: number) => void;
}

/** What is still to happen in the world, by time (ms) and, at one time, by the order of planning. A binary heap. */
export class Agenda {
  readonly #heap: Entry[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  /** Time of the next entry, in ms; infinite if there is none. */
  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  plan(at: number, run: (at: number) => void): void {
    const heap = this.#heap;
    const entry = { at, order: this.#order++, run };
    let i = heap.push(entry) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!before(entry, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = entry;
  }

  /** Runs the next entry, at its time or, if that is earlier, at `notBefore`. */
  runNext(notBefore = Number.NEGATIVE_INFINITY): void {
    const entry = this.#pop();
    entry.run(Math.max(entry.at, notBefore));
  }

  #pop(): Entry {
    const heap = this.#heap;
    const top = heap[0] as Entry;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[i] = heap[child] as Entry;
      i = child;
    }
    heap[i] = last;
    return top;
  }
}

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
