import type { PoolClient } from 'pg';

/** Notes a change of what is shown of posts and accounts that no batch brought, so that nothing older is answered. */
export async function tickClock(client: Pick<PoolClient, 'query'>): Promise<void> {
  await client.query(
    'update clock set as_of = greatest(as_of, clock_timestamp()), seq = seq + 1, posts = posts + 1 where id = 1',
  );
}
