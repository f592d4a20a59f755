import { describe, expect, test } from 'vitest';
import type { SourceWatch } from '../../../src/domain/coverage.ts';
import { describeGaps, findGaps } from '../../../src/domain/gaps.ts';
import type { Interval } from '../../../src/domain/time/interval.ts';

const watch = (source: string, covered: Interval[], change: Partial<SourceWatch> = {}): SourceWatch => ({
  source,
  platform: source === 'bluesky' ? 'bluesky' : 'mastodon',
  configuredAt: 0,
  spellings: [{ norm: 'keep4o', declaredAt: 0, covered }],
  ...change,
});
const gaps = (sources: SourceWatch[], window: Interval = { from: 0, to: 1000 }, now = 1000) =>
  findGaps(sources, window, now, () => 100).map(({ source, from, to }) => `${source} ${from} ${to}`);

describe('gaps', () => {
  test('are what a source did not watch of the window that has passed', () => {
    const covered = [
      { from: 50, to: 200 },
      { from: 300, to: 950 },
    ];
    expect(gaps([watch('bluesky', covered), watch('mastodon:a', [{ from: 0, to: 1000 }])])).toEqual([
      'bluesky 0 50',
      'bluesky 200 300',
    ]);
  });

  test('are open where a source is behind by more than its lag', () => {
    expect(gaps([watch('bluesky', [{ from: 0, to: 899 }])])).toEqual(['bluesky 899 null']);
    expect(gaps([watch('bluesky', [{ from: 0, to: 900 }])])).toEqual([]);
    expect(gaps([watch('bluesky', [])])).toEqual(['bluesky 0 null']);
  });

  test('of a window in the past end with it, and know no lag', () => {
    expect(gaps([watch('bluesky', [{ from: 0, to: 450 }])], { from: 0, to: 500 })).toEqual(['bluesky 450 500']);
    expect(gaps([watch('bluesky', [])], { from: 2000, to: 3000 })).toEqual([]);
  });

  test('of a server or spelling added later begin when it was added', () => {
    const all = [{ from: 0, to: 1000 }];
    const spellings = [
      { norm: 'old', declaredAt: 0, covered: all },
      { norm: 'new', declaredAt: 500, covered: [{ from: 600, to: 1000 }] },
    ];
    expect(gaps([watch('bluesky', [], { spellings }), watch('mastodon:b', [], { configuredAt: 700 })])).toEqual([
      'bluesky 500 600',
      'mastodon:b 700 null',
    ]);
  });

  test('reach back before the first source was configured, for nobody watched then', () => {
    const late = { configuredAt: 600 };
    expect(
      gaps([watch('bluesky', [{ from: 600, to: 1000 }], late), watch('mastodon:a', [{ from: 600, to: 1000 }], late)]),
    ).toEqual(['bluesky 0 600', 'mastodon:a 0 600']);
  });

  test('are shown oldest first with their reason', () => {
    const found = findGaps(
      [watch('bluesky', [{ from: 0, to: 500 }]), watch('mastodon:a', [{ from: 10, to: 1000 }])],
      { from: 0, to: 1000 },
      1000,
      () => 1,
    );
    expect(describeGaps(found, ({ source }) => `${source} was down`)).toEqual([
      {
        source: 'mastodon:a',
        from: '1970-01-01T00:00:00.000Z',
        to: '1970-01-01T00:00:00.010Z',
        reason: 'mastodon:a was down',
      },
      { source: 'bluesky', from: '1970-01-01T00:00:00.500Z', to: null, reason: 'bluesky was down' },
    ]);
  });
});
