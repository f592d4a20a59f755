/** A stretch of time, half-open [from, to), in ms since 1970. */
export interface Interval {
  from: number;
  to: number;
}
