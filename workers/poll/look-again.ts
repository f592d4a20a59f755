import type { App } from '../../src/app.ts';
import type { SourceEvent } from '../../src/domain/post.ts';
import type { Instance } from '../../src/sources/mastodon/client.ts';
import { missAgainMs } from '../../src/store/sightings.ts';
import { comparePages } from './absence.ts';
import { type RecheckOptions, recheck } from './recheck.ts';
import type { Walk } from './walk.ts';

const dayMs = 86_400_000;
/** The pause between two comparisons of tag pages: at least (ms), and in times of what one takes, so that a deletion shows within five minutes. */
const compareMs = 120_000;
const compareShare = 2;

/** What a server that shows no single post is said to do. */
export const closedSentence =
  'shows single posts to nobody without a token: deletions and reactions are seen for a day after a post, not later.';

/** Asks a server again for what it showed: each post by itself, or, where it shows none to strangers, by its tag pages. */
export class LookAgain {
  readonly #options: Omit<RecheckOptions, 'domain' | 'signal'> & { app: Pick<App, 'db' | 'config' | 'now'> };
  /** On the monotonic clock. */
  #closedUntil = 0;
  #compareAt = 0;

  constructor(options: Omit<RecheckOptions, 'domain' | 'signal'>) {
    this.#options = options;
  }

  /** Does the server show single posts to nobody? Asked anew each day. */
  get isClosed(): boolean {
    return performance.now() < this.#closedUntil;
  }

  /** What is due now: statuses of tag pages, and what is known by events. */
  async look(
    instance: Instance,
    groups: readonly (readonly string[])[],
    signal: AbortSignal,
  ): Promise<{ statuses: Walk['statuses']; events: SourceEvent[] }> {
    if (!this.isClosed) {
      const { events, closed } = await recheck({ ...this.#options, domain: instance.domain, signal });
      if (closed) this.#closedUntil = performance.now() + dayMs;
      return { statuses: [], events };
    }
    if (performance.now() < this.#compareAt) return { statuses: [], events: [] };
    const begun = performance.now();
    const compared = await comparePages({ ...this.#options, feed: instance.feed, groups });
    const fixed = this.#options.app.config.REFRESH_SECONDS;
    const took = performance.now() - begun;
    const usual = compared?.isUnsure ? missAgainMs : Math.max(compareMs, took * compareShare);
    const pause = fixed === undefined ? usual : fixed * 1000;
    this.#compareAt = performance.now() + pause;
    return compared ? { statuses: compared.statuses, events: compared.deletions } : { statuses: [], events: [] };
  }
}
