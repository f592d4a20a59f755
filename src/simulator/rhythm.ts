const hour = 3_600_000;

export interface Burst {
  readonly from: number;
  readonly to: number;
  /** How many times the usual rate. */
  readonly factor: number;
}

export interface RhythmOptions {
  /** Mean posts an hour before `liveFrom`. */
  readonly ratePerHour: number;
  /** Mean posts an hour from `liveFrom` on; the rate climbs there in the 90 minutes before. */
  readonly livePerHour: number;
  /** In ms. */
  readonly liveFrom: number;
  readonly bursts: readonly Burst[];
  /** No daily nor weekly rhythm: the rate is the mean at every hour. */
  readonly flat?: boolean;
}

/** When people post: by hour of day, day of week, bursts and a slow growth. */
export class Rhythm {
  readonly #options: RhythmOptions;
  #live: number;

  constructor(options: RhythmOptions) {
    this.#options = options;
    this.#live = options.livePerHour;
  }

  /** Changes the mean posts an hour of the live stretch. */
  setLive(perHour: number): void {
    this.#live = perHour;
  }

  /** Expected posts an hour at that time (ms). */
  rate(at: number): number {
    const { ratePerHour, liveFrom, bursts, flat } = this.#options;
    const climb = ratePerHour === this.#live ? 1 : Math.min(1, Math.max(0, 1 - (liveFrom - at) / (1.5 * hour)));
    const mean = ratePerHour * (this.#live / Math.max(ratePerHour, 0.001)) ** climb;
    if (at >= liveFrom) return this.#live;
    if (flat) return mean;
    const burst = bursts.find(({ from, to }) => from <= at && at < to)?.factor ?? 1;
    const growth = 1 + 0.015 * Math.min(0, (at - liveFrom) / (24 * hour));
    return mean * burst * Math.max(0.2, growth) * dayShape(at) ** (1 - climb);
  }
}

/** Weight of the hour and weekday, 1 on average: three continents, quieter nights and weekends. */
function dayShape(at: number): number {
  const date = new Date(at);
  const hours = date.getUTCHours() + date.getUTCMinutes() / 60;
  const wave = (peak: number) => Math.cos(((hours - peak) / 24) * 2 * Math.PI);
  const weekend = date.getUTCDay() % 6 === 0 ? 0.82 : 1.07;
  return Math.max(0.12, 1 + 0.5 * wave(18) + 0.18 * Math.cos(((hours - 13) / 12) * 2 * Math.PI)) * weekend;
}
