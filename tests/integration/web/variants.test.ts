import { expect, test } from 'vitest';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { openWeb } from '../../support/web.ts';

const campaign = makeCampaign({ timezone: 'UTC' });
const now = Date.parse('2026-02-03T12:00:00Z');

interface Suggestions {
  suggestions: {
    tag: string;
    family: string;
    kind: string;
    score: number;
    posts: number;
    authors: number;
    withFamily: number;
    warning: string | null;
    examples: string[];
  }[];
}
interface Summary {
  posts: number;
  authors: number;
  byTag: Record<string, { posts: number; authors: number }>;
}

test('a look-alike is offered with its evidence; accepted it counts backwards, and can be taken back to the same figures', async () => {
  await using web = await openWeb(campaign, now);
  const both = (id: number, author: string) => ({
    ...makePost({ uri: `at://${author}/app.bsky.feed.post/${id}`, author }),
    tags: [
      { spelling: 'OpenSource4o', via: 'facet' as const },
      { spelling: 'keep40', via: 'facet' as const },
    ],
  });
  const posts = [both(1, 'did:plc:a'), both(2, 'did:plc:b'), both(3, 'did:plc:c'), both(4, 'did:plc:a')];
  await web.ingest.write(makeBatch({ events: posts.map((post) => matched(post, campaign)) }));
  const before = await web.api<Summary>('/summary');
  expect(before).toMatchObject({ posts: 4, authors: 3, byTag: { keep4o: { posts: null } } });

  const { suggestions } = await web.api<Suggestions>('/tags/suggestions');
  expect(suggestions).toMatchObject([
    { tag: 'keep40', family: 'keep4o', kind: 'digit', posts: 4, authors: 3, withFamily: 0 },
  ]);
  expect(suggestions[0]?.score).toBeCloseTo((0.9 * 3) / 5, 10);
  expect(suggestions[0]?.examples).toHaveLength(3);
  expect(suggestions[0]?.warning).toContain('look alike');

  const url = '/api/v1/campaigns/keep4o/variants';
  expect(
    (await web.server.inject({ method: 'POST', url, payload: { tag: 'keep40', family: 'keep4o' } })).statusCode,
  ).toBe(401);
  const accepted = await web.server.inject({
    method: 'POST',
    url,
    headers: web.admin,
    payload: { tag: '#keep40', family: 'keep4o' },
  });
  expect(accepted.json()).toMatchObject({ changed: 4, decision: 'accept' });
  expect(await web.api<Summary>('/summary')).toMatchObject({
    posts: 4,
    authors: 3,
    byTag: { keep4o: { posts: 4, authors: 3 }, OpenSource4o: { posts: 4 } },
  });
  const { tags } = await web.api<{ tags: { tag: string; exact: number; spellings: unknown[] }[] }>('/tags?tag=keep4o');
  expect(tags.find(({ tag }) => tag === 'keep4o')?.spellings).toMatchObject([
    { spelling: 'keep40', how: 'declared', posts: 4, share: 1 },
  ]);
  expect((await web.api<Suggestions>('/tags/suggestions')).suggestions).toEqual([]);

  const undone = await web.server.inject({ method: 'DELETE', url: `${url}/keep40`, headers: web.admin });
  expect(undone.json()).toMatchObject({ changed: 4 });
  const after = await web.api<Summary>('/summary');
  expect({ ...after, asOf: null, momentum: null }).toEqual({ ...before, asOf: null, momentum: null });

  await web.server.inject({
    method: 'POST',
    url,
    headers: web.admin,
    payload: { tag: 'keep40', family: 'keep4o', decision: 'reject' },
  });
  expect((await web.api<Suggestions>('/tags/suggestions')).suggestions).toEqual([]);
});

test('a decision is said on the method page, and touches neither sources nor the tags as they were typed', async () => {
  await using web = await openWeb(campaign, now);
  const typed = ['keep4o', 'OSource4o', 'osource4O', 'Kitten'];
  const post = { ...makePost(), tags: typed.map((spelling) => ({ spelling, via: 'facet' as const })) };
  await web.ingest.write(makeBatch({ events: [matched(post, campaign)] }));
  const sources = async () => (await web.db.$client.query('select * from campaign_source order by source_id')).rows;
  const before = await sources();
  const [base, headers] = ['/api/v1/campaigns/keep4o', web.admin];
  const ask = (method: 'POST' | 'DELETE', path: string, payload?: object) =>
    web.ask({ method, url: `${base}/variants${path}`, headers, ...(payload && { payload }) });
  const tagsOf = async () => (await web.api<{ posts: { tags: string[] }[] }>('/posts?sort=recent')).posts[0]?.tags;
  await ask('POST', '', { tag: 'OSource4o', family: 'OpenSource4o' });
  expect(await tagsOf()).toEqual(typed);
  const method = async () => (await web.ask({ url: '/c/keep4o/method' })).body.replaceAll(/<[^>]*>/g, '');
  expect(await method()).toContain('#OSource4o counts as #OpenSource4o: accepted on 3 February 2026');
  expect((await ask('DELETE', '/OSource4o')).json()).toMatchObject({ family: 'OpenSource4o', changed: 1 });
  expect(await tagsOf()).toEqual(typed);
  expect(await method()).not.toContain('OSource4o counts as');
  expect((await ask('DELETE', '/OSource4o')).statusCode).toBe(400);
  expect(await sources()).toEqual(before);
});

test('a spelling that another family claims is refused with both names', async () => {
  await using web = await openWeb(campaign, now);
  const answer = await web.server.inject({
    method: 'POST',
    url: '/api/v1/campaigns/keep4o/variants',
    headers: web.admin,
    payload: { tag: 'opensource4o', family: 'keep4o' },
  });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().detail).toMatch(/OpenSource4o.*keep4o|keep4o.*OpenSource4o/);
});

test('no example leads to somebody who asked not to be shown', async () => {
  await using web = await openWeb(campaign, now);
  const said = (id: number, optOuts: ('unauthenticated' | 'noindex')[]) => {
    const author = `did:plc:a${id}`;
    const post = makePost({ uri: `at://${author}/app.bsky.feed.post/${id}`, author });
    return matched({ ...post, author: { ...post.author, optOuts } }, campaign);
  };
  await web.ingest.write(makeBatch({ events: [said(1, []), said(2, ['unauthenticated'])] }));
  const { tags } = await web.api<{ tags: { tag: string; spellings: { posts: number; example: string }[] }[] }>('/tags');
  expect(tags.find(({ tag }) => tag === 'keep4o')?.spellings).toMatchObject([
    { posts: 2, example: 'at://did:plc:a1/app.bsky.feed.post/1' },
  ]);
});
