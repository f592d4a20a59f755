import { floorQuarter } from './quarter.ts';
import { localDay } from './zone.ts';

/** Day of the campaign's calendar that a counted post belongs to: days since 1970-01-01 in its zone, by its quarter. */
export function campaignDay(countedAt: number, timezone: string): number {
  return localDay(timezone, floorQuarter(countedAt));
}
