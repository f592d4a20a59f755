import type { Ratio } from '../../../src/domain/measure/growth.ts';
import type { WeekHour } from '../../../src/domain/measure/week-hours.ts';
import type { Count } from '../../../src/domain/summary.ts';

/** A row of `/arguments`. */
export interface ArgumentRow {
  argument: string;
  posts: number;
  authors: number;
  share: number | null;
  low: number | null;
  high: number | null;
  lift: Ratio | null;
  sentence: string;
}

/** A row of `/links`. */
export interface LinkRow {
  url: string;
  domain: string;
  posts: number;
  authors: number;
  goal: boolean;
}

/** A row of `/servers`. */
export interface ServerRow {
  server: string;
  posts: number;
  authors: number;
  state: 'asked' | 'refused' | 'silent' | 'seen';
  /** By UTC day what the server counted itself, and what we hold of it; null: it does not tell. */
  history: { day: string; uses: number; ours: number }[] | null;
}

/** The answer of `/authors`, without names. */
export interface AccountsView {
  authors: number;
  new: number | null;
  returning: number | null;
  top10Share: number | null;
  participation: { top1: number; next9: number; rest: number } | null;
  oneTime: number | null;
  followersSum: number | null;
  followersMedian: number | null;
}

/** What carries a campaign: its arguments, links, accounts, kinds, servers and hours, as the tables of the API say. */
export interface CarriesView {
  arguments: { arguments: ArgumentRow[]; withText: number; none: number };
  links: { links: LinkRow[]; domains: { domain: string; posts: number; authors: number }[] };
  accounts: AccountsView;
  byKind: Record<string, Count>;
  servers: { servers: ServerRow[]; suggested: { server: string; authors: number }[] };
  hours: { tz: string; hours: WeekHour[] };
}
