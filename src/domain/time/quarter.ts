/** Everything is counted by quarters of an hour, UTC. */
export const quarterMs = 900_000;

/** Start of the quarter that holds an instant, ms. */
export function floorQuarter(at: number): number {
  return Math.floor(at / quarterMs) * quarterMs;
}

/** The instant itself if a quarter begins there, else the start of the next one, ms. */
export function ceilQuarter(at: number): number {
  return Math.ceil(at / quarterMs) * quarterMs;
}
