import type { Faults } from './faults.ts';
import { hostilePost } from './hostile-posts.ts';
import type { JetstreamHost } from './jetstream-host.ts';
import type { World } from './world.ts';

/** Faults that need no request: each tick looks which of them are due. */
export class WorldFaults {
  readonly #world: World;
  readonly #faults: Faults;
  readonly #hosts: readonly JetstreamHost[];
  readonly #clamped = new Set<string>();
  #hostile = 0;

  constructor(world: World, faults: Faults, hosts: readonly JetstreamHost[]) {
    this.#world = world;
    this.#faults = faults;
    this.#hosts = hosts;
  }

  tick(): void {
    if (this.#faults.list.length === 0) return;
    this.#clamp();
    if (this.#faults.hit('delete-before-create')) this.#deleteBeforeCreate();
    const hostile = this.#faults.active('hostile-posts');
    if (hostile && this.#faults.random.chance(hostile.args.p ?? 1)) {
      const { sort, action } = hostilePost(this.#world, this.#hostile++);
      this.#world.publish(action);
      hostile.count(sort);
    }
    const late = this.#faults.active('late-federation');
    this.#world.mastodonLife.lateness = late
      ? { share: late.args.p ?? 0.5, delayMs: late.number('delayMs', 7_200_000), count: () => late.count() }
      : undefined;
  }

  #clamp(): void {
    for (const host of this.#hosts) {
      const fault = this.#faults.active('clamp', host.target);
      const key = `${fault?.id}:${host.options.index}`;
      if (!fault || this.#clamped.has(key)) continue;
      this.#clamped.add(key);
      const to =
        fault.args.to === undefined ? this.#world.now - fault.number('keepMs', 0) : Date.parse(fault.text('to', ''));
      host.clamp(to);
      fault.count();
    }
  }

  /** A post whose delete the stream delivers first, though its `rev` is the later one. */
  #deleteBeforeCreate(): void {
    const world = this.#world;
    const first = world.log.moment(world.now);
    const { uri } = world.publish({ do: 'post', text: 'Gone before it came', tags: [world.book.families[0] ?? ''] });
    if (uri === undefined) return;
    world.publish({ do: 'delete', uri });
    world.log.swapLastTwo(first);
  }
}
