import { expect, test } from 'vitest';
import { Metrics } from '../../../src/metrics.ts';
import { Brake } from '../../../src/store/brake.ts';
import type { Connection } from '../../../src/store/database.ts';
import { findOtherMetrics } from '../../../src/store/processes.ts';
import { troubleOf } from '../../../src/store/trouble.ts';
import { freshDatabase, quiet } from '../../support/database.ts';
import { until } from '../../support/until.ts';

/** A process on the database, as far as its brake goes; `queue.says` is what its queue says. */
function processOn(connection: Connection) {
  const queue: { says: string | null } = { says: null };
  const metrics = new Metrics();
  const brake = new Brake({
    connection,
    log: quiet,
    metrics,
    now: Date.now,
    dataDir: '/nowhere',
    embedded: false,
    judgeQueue: async () => queue.says,
  });
  return { queue, metrics, brake };
}

const full = Object.assign(new Error('could not extend file'), { code: '53100' });

test('a process says that it is paused, the others on its database say so too, and no more once it has gone', async () => {
  await using fresh = await freshDatabase();
  const reader = processOn(fresh.connection);
  await using web = processOn(fresh.connection).brake;
  reader.queue.says = 'The queue is full.';
  await reader.brake.start(['stream']);
  await web.start(['web']);
  const said = await until('the other one says so', () => web.pauses.find((pause) => pause.what === 'queue'));
  expect(said).toEqual(reader.brake.pauses[0]);
  expect(said.mend).toBe('The queue is full.');
  await web.released(['queue'], AbortSignal.timeout(1000)); // it is not paused itself
  await reader.brake[Symbol.asyncDispose]();
  await until('it is over', () => web.pauses.length === 0);
});

test('what a process that was killed said last is believed for ten seconds', async () => {
  await using fresh = await freshDatabase();
  const paused = JSON.stringify([{ what: 'disk', since: 1, mend: 'Full.' }]);
  await fresh.db.$client.query(
    `insert into process (id, pid, roles, paused, metrics, seen_at) values (gen_random_uuid(), 1, '{aggregate}', $1, '[]', now())`,
    [paused],
  );
  await using web = processOn(fresh.connection).brake;
  await web.start(['web']);
  expect(web.pauses).toEqual([{ what: 'disk', since: 1, mend: 'Full.' }]);
  await fresh.db.$client.query(`update process set seen_at = now() - interval '11 seconds' where pid = 1`);
  await until('it is over', () => web.pauses.length === 0);
});

test('a write that the database refuses pauses until one goes well; one that is bad itself does not', async () => {
  await using fresh = await freshDatabase();
  const { brake, metrics } = processOn(fresh.connection);
  await using _brake = brake;
  await brake.start(['aggregate']);
  expect(brake.blame(Object.assign(new Error('bad date'), { code: '22007' }))).toBe(false);
  expect(brake.pauses).toEqual([]);
  expect(brake.blame(new Error('Failed query', { cause: full }))).toBe(true);
  expect(brake.pauses).toMatchObject([
    { what: 'disk', mend: expect.stringMatching(/^The disk of the database is full/) },
  ]);
  expect(await metrics.text([])).toContain('groundswell_ingest_paused{reason="disk"} 1');
  await expect(brake.released(['disk'], AbortSignal.timeout(200))).rejects.toThrow();
  await brake.released(['queue'], AbortSignal.timeout(200));
  brake.wrote();
  await brake.released(['disk'], AbortSignal.timeout(200));
  expect(await metrics.text([])).toContain('groundswell_ingest_paused{reason="disk"} 0');
});

test('figures of several processes: what was counted is added, what is so now is not', async () => {
  await using fresh = await freshDatabase();
  const reader = processOn(fresh.connection);
  await using _brake = reader.brake;
  reader.metrics.framesReceived.inc(3);
  reader.metrics.sourceUp.set({ source: 'bluesky' }, 1);
  reader.metrics.ingestSeconds.observe(0.02);
  await reader.brake.start(['stream']);
  const own = new Metrics();
  own.framesReceived.inc(2);
  own.sourceUp.set({ source: 'bluesky' }, 1);
  const text = await own.text(await findOtherMetrics(fresh.db, null));
  expect(text).toMatch(/^groundswell_frames_received_total 5$/m);
  expect(text).toMatch(/^groundswell_source_up\{source="bluesky"\} 1$/m);
  expect(text).toMatch(/^groundswell_ingest_batch_duration_seconds_bucket\{le="0.025"\} 1$/m);
  expect(text.match(/^process_cpu_seconds_total/gm), 'of this process alone').toHaveLength(1);
});

test.each([
  ['53100', 'disk'],
  ['25006', 'database'],
  ['53300', 'database'],
  ['ECONNREFUSED', 'database'],
  ['57P03', 'database'],
  ['22021', null],
  ['54000', null],
  ['23505', null],
])('error %s is the trouble of: %s', (code, what) => {
  const found = troubleOf(Object.assign(new Error('no'), { code }));
  expect(found === null ? null : Object.keys(found)[0]).toBe(what);
});
