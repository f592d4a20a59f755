import type { Headers } from './http-answers.ts';

const five = 300_000;
const fifteen = 900_000;
const pagers = ['max_id', 'min_id', 'since_id', 'page'];

/** Mastodon's two limits of an address: all requests in five minutes, those with a paging parameter in fifteen. */
export class RateLimit {
  readonly #limit: number;
  #all = { window: 0, used: 0 };
  #paging = { window: 0, used: 0 };
  /** Requests with a paging parameter so far. */
  paging = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a request at that time (ms); the headers of the limit that is nearer to exhaustion. */
  take(params: URLSearchParams, now: number): { readonly headers: Headers; readonly exceeded: boolean } {
    const pages = pagers.some((name) => params.has(name));
    if (pages) this.paging++;
    this.#all = counted(this.#all, Math.floor(now / five), 1);
    this.#paging = counted(this.#paging, Math.floor(now / fifteen), pages ? 1 : 0);
    const paging = pages && this.#paging.used > this.#all.used;
    const { used, window } = paging ? this.#paging : this.#all;
    const reset = new Date((window + 1) * (paging ? fifteen : five)).toISOString().replace('Z', '000Z');
    return {
      exceeded: used > this.#limit,
      headers: {
        'x-ratelimit-limit': this.#limit,
        'x-ratelimit-remaining': Math.max(0, this.#limit - used),
        'x-ratelimit-reset': reset,
      },
    };
  }
}

const counted = (before: { window: number; used: number }, window: number, n: number) => ({
  window,
  used: (before.window === window ? before.used : 0) + n,
});
