import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diskLimit, judgeDisk, judgeQueue, merge, type Pause, settle, stops } from '../../../src/domain/brake.ts';

const megabyte = 1024 * 1024;

test.each([
  [499, 16, false, true],
  [500, 16, false, false],
  [549, 16, true, true],
  [550, 16, true, false],
  [599, 200, false, true],
  [600, 200, false, false],
])('%d MB free with %d MB of log, paused before: %s; pauses: %s', (free, wal, paused, pauses) => {
  expect(judgeDisk({ free: free * megabyte, wal: wal * megabyte }, paused) !== null).toBe(pauses);
});

test('the sentence names what is needed and does not change while the disk fills up further', () => {
  const sentence = judgeDisk({ free: 400 * megabyte, wal: 0 }, false);
  expect(sentence).toMatch(/^Less than 500 MB are free/);
  expect(judgeDisk({ free: 0, wal: 0 }, true)).toBe(sentence);
});

test.each([
  [{ jobs: 199_999, used: 89, most: 100 }, false, null],
  [{ jobs: 0, used: 90, most: 100 }, false, /memory/],
  [{ jobs: 0, used: 80, most: 100 }, true, /memory/],
  [{ jobs: 0, used: 79, most: 100 }, true, null],
  [{ jobs: 0, used: 1e9, most: 0 }, false, null],
  [{ jobs: 200_000, used: 0, most: 0 }, false, /jobs wait/],
  [{ jobs: 100_000, used: 0, most: 0 }, true, /jobs wait/],
  [{ jobs: 99_999, used: 0, most: 0 }, true, null],
])('a queue of %j, paused before: %s', (reading, paused, says) => {
  const sentence = judgeQueue(reading, paused);
  if (says === null) expect(sentence).toBeNull();
  else expect(sentence).toMatch(says);
});

const what = fc.constantFrom(...stops);
const pauses = fc.array(fc.record({ what, since: fc.nat(50), mend: fc.constantFrom('a', 'b') }), { maxLength: 6 });
const found = fc.dictionary(what, fc.constantFrom('a', 'b'), { noNullPrototype: true });

test('a pause begins once, keeps its beginning while it lasts, and says what is found now', () => {
  fc.assert(
    fc.property(pauses, found, fc.nat(99), (said, now, at) => {
      const before = merge(said);
      const after = settle(before, now, at);
      expect(Object.fromEntries(after.map((pause) => [pause.what, pause.mend]))).toEqual(now);
      for (const { what, since } of after) expect(since).toBe(before.find((pause) => pause.what === what)?.since ?? at);
    }),
  );
});

test('of what several processes say each reason is told once, as who said it first, in whatever order they say it', () => {
  fc.assert(
    fc.property(pauses, (said) => {
      const told = merge(said);
      expect(told.map((pause) => pause.what)).toEqual(stops.filter((one) => said.some((pause) => pause.what === one)));
      for (const { what, since } of told)
        expect(since).toBe(Math.min(...said.filter((pause) => pause.what === what).map((pause: Pause) => pause.since)));
      expect(merge(told)).toEqual(told);
    }),
  );
});

test('a larger log never needs less room', () => {
  fc.assert(fc.property(fc.nat(), fc.nat(), (a, b) => diskLimit(a + b) >= diskLimit(a)));
});
