import { postFlagBit } from './codes.ts';

/** SQL: a post `p` that its source left out in the last month, and that may come back. @param now the parameter with the time */
export const isMissed = (now: string): string =>
  `(p.flags & ${postFlagBit.missed}) <> 0 and p.deleted_at > ${now}::timestamptz - interval '30 days'`;

/** SQL: how long such a post is left alone: five minutes in the first hour, an hour in the first day, then a day. */
export const missedAgain = (now: string): string =>
  `case when p.deleted_at > ${now}::timestamptz - interval '1 hour' then interval '5 minutes'
     when p.deleted_at > ${now}::timestamptz - interval '1 day' then interval '1 hour' else interval '1 day' end`;
