import type { PoolClient } from 'pg';

/** Notes a change of what is shown of posts and accounts that no batch brought: nothing older is answered, and open pages look again. */
export async function tickClock(client: Pick<PoolClient, 'query'>): Promise<void> {
  await client.query(
    `with ticked as (update clock set as_of = greatest(as_of, clock_timestamp()), seq = seq + 1, posts = posts + 1 where id = 1)
     select pg_notify('gs', jsonb_build_object('counts', coalesce(jsonb_agg(slug), '[]'))::text) from campaign`,
  );
}
