const largest = 2 ** 31 - 1;

/** A count that a network gives: a whole number of 0 and more, capped at 2,147,483,647; null if it is none. */
export function readFigure(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, largest) : null;
}
