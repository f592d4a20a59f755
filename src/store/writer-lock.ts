import type { PoolClient } from 'pg';

/** One of the advisory locks of the database; any number does, as long as it is the only one. */
const writerLock = 4042;

/** All writers of counts queue here until their transaction ends: no deadlock, and no race for the days of an author. */
export async function lockWriters(client: Pick<PoolClient, 'query'>): Promise<void> {
  await client.query({ name: 'writer-lock', text: 'select pg_advisory_xact_lock($1)', values: [writerLock] });
}
