import { expect, test } from 'vitest';
import { checkAppview } from '../../../src/cli/doctor/bluesky.ts';
import type { ClockReading } from '../../../src/cli/doctor/clock.ts';
import { checkServers } from '../../../src/cli/doctor/mastodon.ts';
import { HttpRefusal } from '../../../src/net/refusal.ts';

type Answer = object | number;

/** A web where each path answers JSON, or refuses with a status, and everything asked is noted. */
function webOf(answers: Record<string, Answer>) {
  const asked: { url: string; authorization: string | null }[] = [];
  const ask = (async (input: string, init?: RequestInit) => {
    const url = new URL(input);
    asked.push({ url: input, authorization: new Headers(init?.headers).get('authorization') });
    const answer = answers[`${url.host}${url.pathname}`] ?? answers[url.pathname] ?? 404;
    if (typeof answer === 'number') {
      throw new TypeError('fetch failed', {
        cause: new HttpRefusal(url.host, answer, { retryAfter: null, reset: null }, false),
      });
    }
    return Response.json(answer, { headers: { date: 'Mon, 02 Feb 2026 10:00:00 GMT' } });
  }) as typeof fetch;
  const clocks: ClockReading[] = [];
  return { ask, asked, clocks, tokens: {} as Record<string, string>, tag: 'keep4o' };
}

const self = (local = 'public', remote = 'public') => ({
  version: '4.5.3',
  domain: 'a.example',
  rules: [{ text: 'Be kind.' }],
  contact: { email: 'admin@a.example' },
  configuration: { timelines_access: { hashtag_feeds: { local, remote } } },
});
const open = { '/api/v1/timelines/tag/keep4o': [] };

test('an open server is told by its rules and its contact', async () => {
  const web = webOf({ '/api/v2/instance': self(), ...open });
  const [finding] = await checkServers(['https://a.example'], web);
  expect(finding).toMatchObject({
    check: 'mastodon a.example',
    status: 'ok',
    details: { rules: ['Be kind.'], contact: 'admin@a.example', feed: 'all' },
  });
  expect(finding?.message).toBe('4.5.3; 1 rules, at https://a.example/about; contact admin@a.example; tag pages open');
  expect(web.clocks).toHaveLength(2);
});

test('older software is asked by the older interface', async () => {
  const web = webOf({ '/api/v1/instance': { version: '3.4.1', uri: 'a.example', email: 'x@a.example' }, ...open });
  expect(await checkServers(['https://a.example'], web)).toMatchObject([
    { status: 'ok', details: { contact: 'x@a.example' } },
  ]);
});

test('a server that closes its tag pages, by its settings or by its answer, is a failure with a mend', async () => {
  for (const answers of [
    { '/api/v2/instance': self('authenticated', 'disabled'), ...open },
    { '/api/v2/instance': self(), '/api/v1/timelines/tag/keep4o': 401 },
  ]) {
    const [finding] = await checkServers(['https://a.example'], webOf(answers));
    expect(finding).toMatchObject({
      status: 'fail',
      message: expect.stringContaining('closed to us'),
      mend: expect.stringContaining('MASTODON_TOKENS (a.example=…)'),
    });
  }
});

test('a server that shows half is a warning, and is only asked for that half', async () => {
  const web = webOf({ '/api/v2/instance': self('public', 'authenticated'), ...open });
  expect(await checkServers(['https://a.example'], web)).toMatchObject([
    { status: 'warn', message: expect.stringContaining('only its own posts') },
  ]);
  expect(web.asked.at(-1)?.url).toMatch(/[?&]local=true$/);
});

test('a token opens what is closed, and goes to its own server alone', async () => {
  const web = webOf({ '/api/v2/instance': self('authenticated', 'authenticated'), ...open });
  web.tokens['a.example'] = 'secret-token';
  const findings = await checkServers(['https://a.example', 'https://b.example'], web);
  expect(findings.map(({ status }) => status)).toEqual(['ok', 'warn']);
  const byHost = web.asked.map(({ url, authorization }) => `${new URL(url).host} ${authorization}`);
  expect(new Set(byHost)).toEqual(new Set(['a.example Bearer secret-token', 'b.example null']));
  expect(JSON.stringify(findings)).not.toContain('secret-token');
});

test('the AppView answers with posts, or is a failure', async () => {
  const status = async (answers: Record<string, Answer>) =>
    (await checkAppview('https://v.example', webOf(answers).ask, [])).status;
  expect(await status({ '/xrpc/app.bsky.feed.getPosts': { posts: [] } })).toBe('ok');
  expect(await status({ '/xrpc/app.bsky.feed.getPosts': { other: 1 } })).toBe('fail');
  expect(await status({})).toBe('fail');
});
