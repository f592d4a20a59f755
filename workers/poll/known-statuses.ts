import type { App } from '../../src/app.ts';

const most = 50_000;

/** Ids of statuses that a server has shown us: where a walk back may stop. Older ones are forgotten, at the cost of a longer walk. */
export class KnownStatuses {
  readonly #db: App['db'];
  readonly #source: string;
  readonly #ids = new Set<string>();

  constructor(db: App['db'], source: string) {
    this.#db = db;
    this.#source = source;
  }

  /** Takes up what was seen before this process began. */
  async load(): Promise<void> {
    const { rows } = await this.#db.$client.query<{ id: string }>(
      `select s.local_id as id from sighting s join source x on x.id = s.source_id where x.name = $1 order by s.seen_at desc limit $2`,
      [this.#source, most],
    );
    for (const { id } of rows) this.#ids.add(id);
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  async add(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#ids.add(id);
    if (this.#ids.size <= most * 2) return;
    this.#ids.clear();
    await this.load();
  }
}
