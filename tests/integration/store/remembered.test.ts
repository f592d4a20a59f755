import { expect, test } from 'vitest';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { remembered } from '../../../src/store/queries/remembered.ts';
import { freshDatabase } from '../../support/database.ts';
import { makeBatch } from '../../support/make.ts';

const draw = { name: 'draw', text: 'select random() as n, $1::int as k', values: [1] };

test('the same question is answered alike until something is written, and others are asked by themselves', async () => {
  await using fresh = await freshDatabase();
  const ask = async (values: unknown[] = [1]) => (await remembered<{ n: number }>(fresh.db, { ...draw, values }))[0]?.n;
  const first = await ask();
  expect(await ask()).toBe(first);
  expect(await ask([2])).not.toBe(first);
  expect(await ask()).toBe(first);
  await new Ingest(fresh.db).write(makeBatch({ campaigns: [] }));
  expect(await ask()).not.toBe(first);
});

test('another database has another answer, and a failure is not kept', async () => {
  await using one = await freshDatabase();
  await using other = await freshDatabase();
  expect(await remembered(one.db, draw)).not.toEqual(await remembered(other.db, draw));
  const broken = { name: 'later', text: 'select n from later', values: [] };
  await expect(remembered(one.db, broken)).rejects.toThrow(/later/);
  await one.db.$client.query('create table later as select 7 as n');
  expect(await remembered(one.db, broken)).toEqual([{ n: 7 }]);
});
