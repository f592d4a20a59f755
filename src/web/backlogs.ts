import { type BacklogReading, timeLeft } from '../domain/measure/time-left.ts';

const keptMs = 120_000;

/** Backlogs as looks at them saw them over the last two minutes. */
export class Backlogs {
  readonly #readings = new Map<string, BacklogReading[]>();

  /**
   * Keeps a reading and says how long the backlog of that name will take, ms.
   * @param left null: not known now
   * @returns null where that cannot be told yet
   */
  note(name: string, at: number, left: number | null): number | null {
    if (left === null) return null;
    const before = (this.#readings.get(name) ?? []).filter((reading) => at - reading.at <= keptMs && reading.at < at);
    // One that has grown is a new one: what was before says nothing of it.
    const readings = [...(left > (before.at(-1)?.left ?? left) ? [] : before), { at, left }];
    this.#readings.set(name, readings);
    return timeLeft(readings);
  }
}
