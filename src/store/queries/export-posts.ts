import { Client } from 'pg';
import QueryStream from 'pg-query-stream';
import type { Interval } from '../../domain/time/interval.ts';
import { dimension, optOutBit, platformCode, postFlagBit } from '../codes.ts';
import type { Connection, Database } from '../database.ts';
import { mustHave } from './figures.ts';
import type { Selection } from './question.ts';

/** A counted post as an export needs it. Text, handle and name are null unless asked for and shown to everybody. */
export interface ExportRow {
  uri: string;
  platform: number;
  countedAt: Date;
  seenAt: Date;
  kind: number;
  lang: string;
  tags: string[];
  likes: number | null;
  reposts: number | null;
  replies: number | null;
  quotes: number | null;
  asOf: Date | null;
  authorKey: string;
  body: string | null;
  handle: string | null;
  display: string | null;
}

/** Rows as they come, all of one moment; dispose of it to let the connection go, also in the middle. */
export interface ExportRows extends AsyncDisposable {
  /** When the figures last changed, ms. */
  asOf: number;
  rows: AsyncIterable<ExportRow>;
}

const batchRows = 1000;
/** A reader that takes nothing for so long is given up. */
const longestPause = '2min';

const optedOut = optOutBit.unauthenticated | optOutBit.noindex | optOutBit.noText;
const mayShow = `$6::boolean and (a.flags & ${optedOut}) = 0 and (p.flags & ${postFlagBit.hidden}) = 0`;

const text = `select p.uri, p.platform, p.counted_at as "countedAt", p.seen_at as "seenAt", p.kind, p.lang,
    array(select s.key from unnest(p.scopes) u(id) join scope s on s.id = u.id and s.dim = ${dimension.tag} and s.campaign_id = $5 order by 1) as tags,
    e.likes, e.reposts, e.replies, e.quotes, e.as_of as "asOf", a.key as "authorKey",
    case when ${mayShow} then t.body end as body, case when ${mayShow} then a.handle end as handle, case when ${mayShow} then a.display end as display
  from post p join author a on a.id = p.author_id left join engagement e on e.post_id = p.id
    left join post_text t on $6::boolean and t.post_id = p.id
  where p.counted_at >= $1 and p.counted_at < $2 and p.counted and p.scopes @> $3::int[] and ($4::smallint is null or p.platform = $4)
  order by p.counted_at, p.id`;

/** Ends at once, without a word to the cursor: its connection goes with it, or is lost already and would never answer. */
class RowStream extends QueryStream {
  override _destroy(error: Error, done: (error: Error) => void): void {
    done(error);
  }
}

/**
 * Opens the counted posts of a selection within a window, oldest first, on a connection of their own and as of one
 * moment, whatever is written meanwhile.
 */
export async function openExportRows(
  db: Database,
  connection: Connection,
  selection: Selection,
  window: Interval,
  withText: boolean,
): Promise<ExportRows> {
  const client = new Client({ ...connection, application_name: 'groundswell export', keepAlive: true });
  let rows: RowStream | null = null;
  client.on('error', (error) => rows?.destroy(error)); // a cursor that waits for its reader does not hear of it
  await client.connect();
  let closed: Promise<void> | null = null;
  const close = async (pid: number | null) => {
    const busy = rows !== null && !rows.readableEnded;
    if (busy && pid !== null) await db.$client.query('select pg_cancel_backend($1)', [pid]).catch(() => undefined);
    rows?.destroy();
    await client.end().catch(() => undefined);
  };
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(`set local idle_in_transaction_session_timeout = '${longestPause}'`);
    const { rows: clocks } = await client.query<{ at: Date; pid: number }>(
      'select as_of as at, pg_backend_pid() as pid from clock where id = 1',
    );
    const values = [
      new Date(window.from),
      new Date(window.to),
      mustHave(selection),
      selection.platform === null ? null : platformCode[selection.platform],
      selection.campaign.id,
      withText,
    ];
    rows = client.query(new RowStream(text, values, { highWaterMark: batchRows }));
    const pid = clocks[0]?.pid ?? null;
    return {
      asOf: clocks[0]?.at.getTime() ?? 0,
      rows: rows as AsyncIterable<ExportRow>,
      [Symbol.asyncDispose]: () => (closed ??= close(pid)),
    };
  } catch (error) {
    await close(null);
    throw error;
  }
}
