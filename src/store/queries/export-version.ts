import type { Database } from '../database.ts';

/** How often the figures have changed: an export of the same number holds the same. */
export async function findSequence(db: Database): Promise<number> {
  const { rows } = await db.$client.query<{ seq: number }>({
    name: 'clock-seq',
    text: 'select seq from clock where id = 1',
  });
  return rows[0]?.seq ?? 0;
}
