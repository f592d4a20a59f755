const shape = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)\s?([Zz]|[+-]\d\d:?\d\d)?$/;

/**
 * Reads a time that some client wrote, in ms: ISO 8601 with or without seconds, fraction and offset (then UTC). Null for
 * anything else, for times before 1970 and for days that do not exist.
 */
export function parseTime(text: unknown): number | null {
  const [, day, clock, offset = 'Z'] = (typeof text === 'string' && text.length < 50 && shape.exec(text)) || [];
  if (day === undefined || clock === undefined) return null;
  const time = Date.parse(
    `${day}T${clock.replace(',', '.')}${offset.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`,
  );
  return time >= 0 && isDay(day) ? time : null;
}

/** `Date.parse` takes the 30th of February for the 2nd of March. */
function isDay(day: string): boolean {
  return Number(day.slice(8)) <= 28 || new Date(`${day}T00:00Z`).toISOString().startsWith(day);
}
