import { GroundswellError } from '../errors.ts';

const mostAtOnce = 4;
const longestWaitMs = 10_000;

/** Holds how many files of posts are made at once, since each needs a connection of its own. */
export class ExportSlots {
  #free = mostAtOnce;
  readonly #waiting: (() => void)[] = [];

  /**
   * Waits for a slot, at most `waitMs`.
   * @returns gives it back; more than once is harmless
   * @throws GroundswellError `too-many`
   */
  async take(waitMs = longestWaitMs): Promise<() => void> {
    if (this.#free > 0) this.#free--;
    else await this.#wait(waitMs);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    };
  }

  #wait(waitMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const turn = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        reject(new GroundswellError('too-many', `${mostAtOnce} exports run already; try again in a moment.`));
      }, waitMs);
      this.#waiting.push(turn);
    });
  }
}
