/** What was still to be done at a time (ms), in any unit: jobs, seconds behind. */
export interface BacklogReading {
  at: number;
  left: number;
}

const leastSpanMs = 5000;
const longestMs = 7 * 86_400_000;

/**
 * How long a backlog takes to be worked off if it goes on shrinking as over the given readings, ms.
 * @param readings in the order of time
 * @returns null if it does not shrink, was watched for less than five seconds, or would take more than a week
 */
export function timeLeft(readings: readonly BacklogReading[]): number | null {
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last || last.left <= 0 || last.at - first.at < leastSpanMs) return null;
  const perMs = (first.left - last.left) / (last.at - first.at);
  if (perMs <= 0) return null;
  const ms = last.left / perMs;
  return ms > longestMs ? null : ms;
}
