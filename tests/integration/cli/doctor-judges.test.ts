import { expect, test } from 'vitest';
import { judgeClock } from '../../../src/cli/doctor/clock.ts';
import { judgeMigrations, judgeVersion } from '../../../src/cli/doctor/database.ts';
import { fail, judgeKind, ok, reasonOf } from '../../../src/cli/doctor/finding.ts';
import { checkDataDir, checkNode, judgeDisk } from '../../../src/cli/doctor/machine.ts';
import { isPooled, type Probe } from '../../../src/cli/doctor/pooler.ts';
import { judgeRedis } from '../../../src/cli/doctor/queue.ts';

const megabyte = 1024 * 1024;

test.each([
  [499 * megabyte, 'fail'],
  [500 * megabyte, 'warn'],
  [1023 * megabyte, 'warn'],
  [1024 * megabyte, 'ok'],
])('%d bytes of free disk: %s', (free, status) => expect(judgeDisk(free).status).toBe(status));

test.each([
  ['v25.9.0', 'fail'],
  ['v26.0.0', 'ok'],
  ['v100.1.0', 'ok'],
])('Node %s: %s', (version, status) => expect(checkNode(version).status).toBe(status));

test.each([
  [140_011, 'fail'],
  [150_000, 'ok'],
  [180_004, 'ok'],
])('PostgreSQL %d: %s', (number, status) => expect(judgeVersion(number, 'x', 'here').status).toBe(status));

test.each([
  [[1, 2, 3], null, 'ok', /none yet/],
  [[1, 2, 3], [1, 2, 3], 'ok', /all 3/],
  [[1, 2, 3], [1], 'warn', /2 of 3 are to come/],
  [[1, 2], [1, 2, 3], 'fail', /newer Groundswell/],
])('migrations %j of a database at %j: %s', (known, applied, status, says) => {
  const finding = judgeMigrations(known, applied);
  expect([finding.status, finding.message]).toEqual([status, expect.stringMatching(says)]);
});

const info = (version: string, policy: string, more = '') =>
  `# Server\r\nredis_version:${version}\r\n${more}# Memory\r\nmaxmemory_policy:${policy}\r\n`;
test.each([
  [info('6.2.14', 'noeviction'), 'fail', /Redis 6\.2\.14 is too old/],
  [info('7.4.1', 'noeviction'), 'ok', /Redis 7\.4\.1/],
  [info('7.4.1', 'allkeys-lru'), 'fail', /may throw jobs away.*allkeys-lru/],
  [info('7.2.4', 'noeviction', 'valkey_version:8.1.0\r\n'), 'ok', /Valkey 8\.1\.0/],
  [info('10.0.0', 'noeviction'), 'ok', /Redis 10/],
  ['nonsense', 'fail', /too old/],
])('a queue that says %j: %s', (text, status, says) => {
  const finding = judgeRedis(text);
  expect([finding.status, finding.message]).toEqual([status, expect.stringMatching(says)]);
});

const at = Date.parse('2026-02-02T10:00:00Z');
const reading = (date: string, age: string | null = null) => ({ at, date, age });
test('the clock is compared with the median of what the sources say, less the time an answer lay in a cache', () => {
  const judge = (...readings: ReturnType<typeof reading>[]) => judgeClock(readings);
  expect(judge(reading('Mon, 02 Feb 2026 09:59:45 GMT')).status).toBe('ok');
  expect(judge(reading('Mon, 02 Feb 2026 09:59:00 GMT'))).toMatchObject({
    status: 'warn',
    message: '60 s ahead of the sources',
  });
  expect(judge(reading('Mon, 02 Feb 2026 10:02:00 GMT'))).toMatchObject({
    status: 'warn',
    message: '120 s behind the sources',
  });
  expect(judge(reading('Mon, 02 Feb 2026 09:59:00 GMT', '60')).status).toBe('ok');
  expect(
    judge(
      reading('Mon, 02 Feb 2026 10:00:00 GMT'),
      reading('Mon, 02 Feb 2026 10:00:00 GMT'),
      reading('Sun, 01 Feb 2026 10:00:00 GMT'),
    ).status,
  ).toBe('ok');
  expect(judge(reading('yesterday'))).toMatchObject({
    status: 'warn',
    message: expect.stringContaining('nobody told the time'),
  });
});

test('a source that fails is a warning while another of its kind answers', () => {
  const statuses = (...findings: ReturnType<typeof ok>[]) => judgeKind(findings).map(({ status }) => status);
  expect(statuses(ok('a', ''), fail('b', '', ''))).toEqual(['ok', 'warn']);
  expect(statuses(fail('a', '', ''), fail('b', '', ''))).toEqual(['fail', 'fail']);
});

test('a reason is a sentence, found below what libraries wrap it in', () => {
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  expect(reasonOf(new TypeError('fetch failed', { cause: refused }))).toBe('nothing listens there (ECONNREFUSED)');
  expect(reasonOf(new AggregateError([refused]))).toBe('nothing listens there (ECONNREFUSED)');
  expect(reasonOf(new TypeError('fetch failed', { cause: new Error('bad port') }))).toBe('bad port');
  expect(reasonOf('text\nmore')).toBe('text');
});

/** Connections that get a server process for each transaction, the one used last first, as from PgBouncer. */
function pooled(): () => Promise<Probe> {
  const idle = [101];
  let next = 102;
  return async () => {
    let held: number | null = null;
    const take = () => idle.pop() ?? next++;
    return {
      begin: async () => {
        held = take();
      },
      pid: async () => {
        if (held !== null) return held;
        const pid = take();
        idle.push(pid);
        return pid;
      },
      end: async () => undefined,
    };
  };
}

/** Connections with a server process each. */
function direct(): () => Promise<Probe> {
  let next = 101;
  return async () => {
    const own = next++;
    return { begin: async () => undefined, pid: async () => own, end: async () => undefined };
  };
}

test('a pooler in transaction mode is told from a server', async () => {
  expect(await isPooled(pooled())).toBe(true);
  expect(await isPooled(direct())).toBe(false);
});

test('a data directory that is a file, or lies under one, is refused', async () => {
  const [inside] = await checkDataDir(`${import.meta.filename}/data`);
  expect(inside).toMatchObject({ check: 'data', status: 'fail', message: expect.stringContaining('is no folder') });
});
