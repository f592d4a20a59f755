import type { Kind, Platform } from '../../../src/domain/post.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';
import { openWeb } from '../../support/web.ts';

export const now = Date.parse('2026-02-20T12:00:00Z');
export const begin = Date.parse('2026-01-20T00:00:00Z');
const hour = 3_600_000;

export const campaign = makeCampaign({
  arguments: { safety: ['audit'], ownership: ['my model'], silence: ['never said'] },
  targets: ['@sama', '@OpenAI'],
  goal: { url: 'https://goal.example/petition/?id=7&utm_source=us', label: 'Petition' },
});

/** A post as the recount sees it: made from the same draws as the real one, by none of our code. */
export interface Fact {
  uri: string;
  author: string;
  platform: Platform;
  kind: Kind;
  language: string;
  guessed: boolean;
  server: string;
  tags: string[];
  spellings: string[];
  coTags: string[];
  arguments: string[];
  targets: string[];
  links: string[];
  at: number;
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
  followers: number | null;
}

/** Repeatable draws. */
export function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const under = (n: number) => Math.floor(next() * n);
  const chance = (p: number) => next() < p;
  const pick = <T>(list: readonly T[]): T => list[under(list.length)] as T;
  return { next, under, chance, pick };
}

const pages = [
  'https://goal.example/petition?id=7',
  'https://a.example/story',
  'https://b.example/',
  'https://a.example/x',
];

function makeFact(i: number, { under, chance, pick, next }: ReturnType<typeof dice>): Fact {
  const account = Math.floor(60 * next() ** 2);
  const platform: Platform = account % 3 === 0 ? 'mastodon' : 'bluesky';
  const server =
    platform === 'bluesky' ? 'bluesky' : pick(['a.example', 'b.example', 'c.example', 'd.example'].slice(account % 2));
  const tags = chance(0.2) ? ['keep4o', 'OpenSource4o'] : [pick(['keep4o', 'OpenSource4o'])];
  const safety = chance(0.35);
  return {
    uri:
      platform === 'bluesky'
        ? `at://did:plc:u${account}/app.bsky.feed.post/${i}`
        : `https://${server}/u${account}/${i}`,
    author: platform === 'bluesky' ? `did:plc:u${account}` : `https://${server}/@u${account}`,
    platform,
    kind: pick(['original', 'original', 'reply', 'quote']),
    language: pick(['en', 'en', 'de', 'ja', 'und']),
    guessed: chance(0.2),
    server,
    tags,
    spellings: tags.map((tag) => (chance(0.3) ? tag.toUpperCase() : tag)),
    coTags: chance(0.4) ? [pick(['ai', 'openai'])] : [],
    arguments: [...(safety ? ['safety'] : []), ...(chance(0.2) ? ['ownership'] : [])],
    targets: chance(0.3) ? ['@sama'] : [],
    links: [...new Set(Array.from({ length: under(3) }, () => pick(pages)))],
    at: begin + under((now - begin) / 1000) * 1000,
    likes: under(safety ? 30 : 12),
    reposts: under(5),
    replies: under(4),
    quotes: under(3),
    followers: account % 4 === 0 ? null : account * 10,
  };
}

/** The same address as somebody may write it. */
const disguised = (link: string, i: number) =>
  i % 2 === 0 ? link : `${link.replace('example', 'EXAMPLE')}${link.includes('?') ? '&' : '?'}utm_source=s${i}#part`;

const words: Record<string, string> = { safety: 'an audit', ownership: 'my-model' };

/** The event of a fact, with a revision: the newest wins. */
export function eventOf(fact: Fact, i: number, rev = 1000) {
  const { likes, reposts, replies, quotes } = fact;
  const said = [...fact.arguments.map((name) => words[name] ?? ''), ...fact.targets].join(' ; ');
  const post = makePost({
    ...fact,
    rev: String(rev),
    claimedAt: fact.at,
    seenAt: fact.at + 1000,
    text: `please ${said}`,
    language: fact.language === 'und' ? null : fact.language,
    languageGuessed: fact.guessed,
    tags: [...fact.spellings, ...fact.coTags].map((spelling) => ({ spelling, via: 'facet' as const })),
    links: fact.links.map(disguised).concat(fact.links.slice(0, 1)),
    engagement: { likes, reposts, replies, quotes },
    readAt: now - hour,
    atHome: true,
  });
  return matched(
    { ...post, author: { ...post.author, followers: fact.followers } },
    campaign,
    i < 0 ? 'update' : 'create',
  );
}

/**
 * A month of posts of both networks, some edited, deleted or of accounts that left, in a real database behind the real
 * routes; and what is left of them as plain facts.
 */
export async function openScene(seed: number, size: number) {
  const web = await openWeb(campaign, now);
  const draw = dice(seed);
  let facts = Array.from({ length: size }, (_, i) => makeFact(i, draw));
  const write = (events: Parameters<typeof makeBatch>[0]) => web.ingest.write(makeBatch(events));
  await write({ events: facts.map((fact, i) => eventOf(fact, i)) });
  const gone = facts.filter((_, i) => i % 17 === 3);
  await write({ events: gone.map(({ uri }) => ({ type: 'delete', uri, rev: '5000', at: now })) });
  facts = facts.filter((fact) => !gone.includes(fact) && fact.author !== 'did:plc:u7');
  await write({ events: [{ type: 'account', author: 'did:plc:u7', state: 'hidden', at: now }] });
  const edited = facts.flatMap((fact, i) => (i % 13 === 5 && fact.platform === 'bluesky' ? [{ fact, i }] : []));
  for (const { fact, i } of edited) {
    const fresh: Fact = {
      ...fact,
      tags: ['keep4o'],
      spellings: ['keep4O'],
      arguments: ['ownership'],
      links: [pages[3] ?? ''],
    };
    facts[i] = fresh;
    await write({ events: [eventOf(fresh, -1, 2000)] });
  }
  const norms = ['keep4o', 'opensource4o'];
  await web.cover('bluesky', norms, begin, now - 5 * 24 * hour);
  await web.cover('bluesky', norms, now - 4 * 24 * hour, now);
  await web.cover('mastodon:a.example', norms, begin + 30 * hour, now);
  let asked = 0;
  return {
    ...web,
    facts,
    /** As `api`, each time from another address: nobody is slowed down. */
    api: async <T>(path: string): Promise<T> => {
      const remoteAddress = `10.0.${(asked >> 8) & 255}.${asked++ & 255}`;
      const answer = await web.server.inject({ url: `/api/v1/campaigns/${campaign.slug}${path}`, remoteAddress });
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
      return answer.json() as T;
    },
    [Symbol.asyncDispose]: () => web[Symbol.asyncDispose](),
  };
}
