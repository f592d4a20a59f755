import { type View, v1Frame, v2Frame } from './jetstream-frames.ts';
import { statusEntity } from './mastodon-status.ts';
import type { StreamEvent } from './stream-log.ts';
import type { World } from './world.ts';

export interface HistoryRange {
  /** Half-open, in ms; default everything before the world's start. */
  readonly from?: number;
  readonly to?: number;
}

const plain: View = { shiftUs: 0, seqOffset: 0 };

/** The past of the world as recorded data, the way `groundswell import` takes it. */
export class History {
  readonly #world: World;
  readonly #events: readonly StreamEvent[];

  /** Made right after the world, while the log still holds all of the past. */
  constructor(world: World) {
    this.#world = world;
    this.#events = [...world.log.events];
  }

  /** Jetstream frames, one a string, in the order of the stream; by the time of the stream. */
  *blueskyFrames({
    from = -Infinity,
    to = Infinity,
    wire = 'v1',
  }: HistoryRange & { wire?: 'v1' | 'v2' } = {}): Generator<string> {
    for (const event of this.#events) {
      if (event.us < from * 1000 || event.us >= to * 1000) continue;
      const frame = wire === 'v1' ? v1Frame(event, plain, false) : v2Frame(event, plain);
      if (frame !== undefined) yield frame;
    }
  }

  /** Status entities of one server's tag pages as they are now, newest first, each once; by the time that they claim. */
  *mastodonStatuses(
    server: number,
    { from = -Infinity, to = this.#world.start }: HistoryRange = {},
  ): Generator<object> {
    const host = this.#world.mastodon.hosts[server];
    if (!host) throw new RangeError(`there is no Mastodon server ${server}`);
    const { pages } = this.#world.book;
    for (const copy of host.copies.toReversed()) {
      const { createdAt, visibility } = copy.post;
      if (createdAt < from || createdAt >= to || visibility !== 'public') continue;
      if (copy.version.names.some((name) => pages.has(name))) yield statusEntity(copy, host);
    }
  }

  /** The same in pages of 40. */
  *mastodonPages(server: number, range: HistoryRange = {}): Generator<object[]> {
    let page: object[] = [];
    for (const status of this.mastodonStatuses(server, range)) {
      page.push(status);
      if (page.length === 40) {
        yield page;
        page = [];
      }
    }
    if (page.length > 0) yield page;
  }
}
