import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostPage } from '../../src/domain/summary.ts';
import { coveredUntil, expectTruth } from '../support/agreement.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { until } from '../support/until.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ mastodonServers: 1 });
});
afterAll(() => stage[Symbol.asyncDispose]());

const around = (n: string) => stage.simulator.world.publish({ do: 'post', text: `good post ${n}`, tags: ['keep4o'] });

/** Posts whose contents are meant to break a reader; they count like any other. */
const contents: readonly [string, string, (shown: string) => void][] = [
  ['NUL', 'before\u0000after', (shown) => expect(shown).not.toContain('\u0000')],
  ['half a surrogate pair', 'half \ud800 of a character', (shown) => expect(shown.isWellFormed()).toBe(true)],
  ['__proto__', '__proto__ constructor.prototype toString', (shown) => expect(shown).toContain('__proto__')],
  ['a megabyte', `long ${'x'.repeat(1_000_000)}`, (shown) => expect(shown.length).toBeLessThan(100_000)],
  [
    'a script',
    '<script>alert(1)</script>"><img src=x onerror=alert(1)>',
    (shown) => expect(shown).toContain('<script>'),
  ],
  ['a formula', '=HYPERLINK("http://evil.example","click")', (shown) => expect(shown).toContain('=HYPERLINK')],
  ['right to left', '\u202egnirts desrever\u202c \u2066isolate\u2069', (shown) => expect(shown).toContain('gnirts')],
  ['zalgo', `z${'\u0301'.repeat(200)}`, (shown) => expect(shown).toContain('z')],
  ['a newline and an escape', 'line\r\n\u001b[31mred {"level":60}', (shown) => expect(shown).not.toContain('\u001b')],
];

test.each(contents)('a post with %s is counted, and its neighbours too', async (name, text, check) => {
  around(`before ${name}`);
  // Somebody whose profile asks for nothing, else the text would not be shown.
  const { author } = stage.simulator.world.publish({
    do: 'author',
    change: { displayName: 'Somebody', description: '' },
  });
  const { uri } = stage.simulator.world.publish({ do: 'post', text, tags: ['GPT4o'], ...(author && { author }) });
  around(`after ${name}`);
  await expectTruth(stage.instance, stage.simulator);
  const { posts } = await stage.instance.api<PostPage>('/posts?tag=GPT4o&limit=100');
  const found = posts.find((post) => post.uri === uri);
  if (!found) throw new Error('it is in no list');
  check(found.text ?? '');
  const page = await stage.instance.get('/c/keep4o/amplify?sort=recent', { headers: { accept: 'text/html' } });
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).not.toMatch(/<script>alert|<img src=x/);
});

/** What no reader can take in, and under which reason each is counted. */
const garbage: readonly [string, string | null][] = [
  ['truncated', 'json'],
  ['binary', 'json'],
  ['empty', 'json'],
  ['bad-utf8', 'json'],
  ['array', 'shape'],
  ['null', 'shape'],
  ['number', 'shape'],
  ['string', 'shape'],
  ['no-did', 'shape'],
  ['no-commit', 'shape'],
  ['wrong-types', 'shape'],
  ['proto', 'shape'],
  ['no-time', 'time'],
  ['time-string', 'time'],
  ['time-future', 'time'],
  ['time-fraction', 'time'],
  ['unknown-kind', null],
];

test('frames that cannot be read are counted by reason, one each, and the connection is kept', async () => {
  const { instance, simulator } = stage;
  const reasons = ['json', 'shape', 'time', 'size'];
  const tally = async () =>
    Object.fromEntries(
      await Promise.all(
        reasons.map(
          async (reason) => [reason, await instance.metric('groundswell_frames_invalid_total', { reason })] as const,
        ),
      ),
    );
  await coveredUntil(instance, simulator, Date.now());
  const before = await tally();
  for (const [sort] of garbage) {
    around(`before ${sort}`);
    simulator.world.publish({ do: 'raw', sort });
    around(`after ${sort}`);
  }
  simulator.world.publish({ do: 'raw', sort: 'huge', mb: 2 });
  around('the last');
  await expectTruth(instance, simulator);
  const expected = Object.fromEntries(
    reasons.map((reason) => [
      reason,
      (before[reason] ?? 0) + garbage.filter(([, why]) => why === reason).length + (reason === 'size' ? 1 : 0),
    ]),
  );
  await until('each is counted', async () => JSON.stringify(await tally()) === JSON.stringify(expected)).catch(
    async () => expect(await tally()).toEqual(expected),
  );
  expect(instance.output().match(/reading the stream/g)?.length).toBe(1);
});

test('tags, languages, keys and facets of any shape decide nothing but themselves', async () => {
  const { instance, simulator } = stage;
  const { world } = simulator;
  const facets = (tag: unknown) => [
    { index: { byteStart: -5, byteEnd: 1e9 }, features: [{ $type: 'app.bsky.richtext.facet#tag', tag }, null, 'x', 7] },
  ];
  for (const record of [
    { tags: ['..', '', '\u0301\u0301', '__proto__', 'constructor', 'x'.repeat(9000)] },
    { tags: { length: 1e9 } },
    { langs: ['de-DE', 'x', 7, null, 'toString', 'l'.repeat(5000)] },
    { langs: 'en' },
    { facets: facets('x'.repeat(9000)) },
    { facets: facets({ toString: 1 }) },
    { facets: { 0: 'no list' } },
    { reply: { parent: { uri: 7 }, root: null } },
    { embed: { $type: 'app.bsky.embed.record', record: { uri: ['at://x'] } } },
    { labels: { $type: 'com.atproto.label.defs#selfLabels', values: { length: -1 } } },
    { bridgyOriginalUrl: 'javascript:alert(1)' },
  ]) {
    const outer = 'tags' in record ? [] : ['keep41'];
    const facet = 'tags' in record ? ['keep41'] : [];
    world.publish({ do: 'post', text: 'odd', tags: facet, outer, record, families: ['keep41'] });
  }
  await expectTruth(instance, simulator, {
    pick: ({ posts, authors, byTag, byPlatform, hours }) => ({ posts, authors, byTag, byPlatform, hours }),
  });
  expect((await instance.get('/readyz')).status).toBe(200);
  expect(instance.output()).not.toMatch(/"level":50/);
});
