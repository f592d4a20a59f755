import { expect, test } from 'vitest';
import { charts } from '../../../dashboards/charts/catalogue.ts';
import { amplifyPage } from '../../../dashboards/pages/amplify.ts';
import type { CarriesView } from '../../../dashboards/pages/carries/view.ts';
import { errorPage } from '../../../dashboards/pages/error.ts';
import { overviewPage } from '../../../dashboards/pages/overview.ts';
import type { PostView } from '../../../src/domain/summary.ts';
import { carries } from './carries-fixture.ts';
import { campaign, now, posts, seriesAnswer, site, summary } from './fixtures.ts';
import { hostileStrings } from './hostile.ts';
import { pages } from './pages.ts';

const recent = { asOf: summary.asOf, coverage: 1, gaps: [], posts: posts(), cursor: null };
const plain = {
  site,
  campaign,
  query: {},
  tz: 'Europe/Berlin',
  summary,
  languages: [],
  recent,
  chart: {
    name: 'posts' as const,
    answers: [seriesAnswer({ count: 24 })],
  },
};

/** What the strictest CSP would refuse, and what no page may hold. */
function isClean(page: string): void {
  for (const [tag] of page.matchAll(/<[a-z][^>]*>/gi)) {
    expect(tag.replace(/"[^"]*"/g, '')).not.toMatch(/\s(style|on[a-z]+)\s*=|["']/i);
  }
  expect(page).not.toMatch(/<style/i);
  expect(page).not.toMatch(/(href|src|action)="\s*(javascript|data|vbscript):/i);
  for (const [tag] of page.matchAll(/<script[^>]*>/g)) {
    expect(tag).toMatch(
      /^<script type="(module" src="\/assets\/[a-z-]+\.js\?v=[^"]*"|application\/json" id="[a-z-]+")>$/,
    );
  }
  const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map((found) => found[1]);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
}

test.each(Object.keys(pages))('%s holds no inline style, script or handler, and each id once', (name) => {
  isClean(String(pages[name]?.()));
});

/** What carries a campaign, with one text wherever the network or the campaign may put one. */
const evilCarries = (text: string): CarriesView => ({
  ...carries,
  arguments: {
    ...carries.arguments,
    arguments: carries.arguments.arguments.map((row) => ({ ...row, argument: text, sentence: text })),
  },
  links: {
    links: [{ url: text, domain: text, posts: 1, authors: 1, goal: true }],
    domains: [{ domain: text, posts: 1, authors: 1 }],
  },
  servers: {
    servers: [
      { server: text, posts: 1, authors: 1, state: 'asked', history: [{ day: '2026-11-24', uses: 2, ours: 1 }] },
    ],
    suggested: [{ server: text, authors: 3 }],
  },
  byKind: { [text]: { posts: 1, authors: 1 } },
  hours: { ...carries.hours, tz: text },
});

test('hostile names, texts, links, tags and queries stay text on every page', () => {
  for (const text of hostileStrings) {
    const post: PostView = {
      id: 'x',
      uri: text,
      url: text,
      platform: text,
      createdAt: now,
      text,
      language: text,
      tags: [text],
      flags: [text],
      author: {
        handle: text,
        displayName: text,
        url: text,
        bot: false,
      },
      engagement: {
        likes: 1,
        reposts: null,
        replies: 0,
        quotes: null,
      },
      engagementAsOf: null,
      velocity: 3,
      arguments: [text],
    };
    const note = { at: '2026-11-24T10:00:00Z', label: text };
    const evil = {
      ...campaign,
      name: text,
      description: text,
      tags: [{ tag: text, variants: [], rejected: [] }],
      notes: [note],
    };
    const query = { tag: text, platform: text, language: text, from: text, range: text, tz: 'UTC' };
    const gaps = [{ from: now, to: null, source: text, reason: text }];
    const list = { ...recent, posts: [post], cursor: text, gaps };
    const view = {
      ...plain,
      campaign: evil,
      query,
      recent: list,
      summary: { ...summary, gaps, byTag: { [text]: { posts: 1, authors: 1 } } },
      carries: evilCarries(text),
    };
    isClean(String(overviewPage(view)));
    isClean(String(amplifyPage({ site, campaign: evil, query, tz: 'UTC', languages: [text], list })));
    isClean(String(errorPage({ site, status: 404, title: text, detail: text, reference: text, campaign: evil })));
  }
});

test('unknown is a dash and never zero', () => {
  const unknown = {
    posts: null,
    authors: null,
    engagement: { likes: null, reposts: null, replies: null, quotes: null },
  };
  const page = String(overviewPage({ ...plain, summary: { ...summary, ...unknown, coverage: 0, previous: null } }));
  expect(page.match(/<dd class="number">–<\/dd>/g)).toHaveLength(6);
  expect(page).toContain('the number of posts is unknown');
});

test('figures are whole, each with its time; how much was watched is said once', () => {
  const page = String(overviewPage(plain));
  expect(page).toContain('<dd class="number">48,210</dd>');
  expect(page.match(/<dd class="made">(?:<span>)?as of \d\d:\d\d/g)).toHaveLength(2);
  expect(page.match(/<dd class="made">oldest reading \d\d:\d\d/g)).toHaveLength(4);
  expect(page.match(/<dd class="made">[^/]*<\/span> · <span>watched 94\.7\u00a0%/g)).toHaveLength(1);
  expect(page).toContain('<dt>Replies received</dt><dd class="number">6,120</dd>');
  expect(page).toContain('Of the posts 3,320 are originals, 1,490 are replies and 421 are quotes');
  expect(page).toContain('561 more than in the 7 days before (4,670)');
});

test('the text of somebody who opted out is not there, the link is', () => {
  const page = String(overviewPage(plain));
  expect(page).toContain("Text hidden at its author's wish.");
  expect(page).toContain('Account not shown');
  expect(page).toContain('href="https://bsky.app/profile/did:plc:abc/post/3k2"');
});

test('the form holds the address and sends it anew', () => {
  const query = {
    range: '30d',
    bucket: 'day',
    tz: 'Asia/Tokyo',
    platform: 'mastodon',
    tag: 'keep41',
    chart: 'tags',
    from: '2026-11-01',
    to: '2026-11-02T10:00:00Z',
  };
  const chart = { name: 'tags' as const, answers: [seriesAnswer({ groupBy: 'tag', count: 24 })] };
  const page = String(overviewPage({ ...plain, query, chart }));
  for (const chosen of ['30d', 'day', 'mastodon', 'keep41', 'tags'])
    expect(page).toMatch(new RegExp(`value="${chosen}" selected`));
  expect(page).toContain('name="from" type="date" value="2026-11-01"');
  expect(page).toContain('name="to" type="text" value="2026-11-02T10:00:00Z"');
  expect(page).toContain('name="tz" value="Asia/Tokyo"');
  expect(page).toMatch(/<form [^>]*method="get" action="\/c\/keep4o"/);
});

test('a value that is not in a list is kept in it', () => {
  expect(String(overviewPage({ ...plain, query: { language: 'eo' } }))).toContain(
    '<option value="eo" selected>eo</option>',
  );
});

test('a post says why it stands in the list', () => {
  const [first] = posts(1);
  if (first === undefined) throw new Error('no post');
  const at = (hours: number) => new Date(Date.parse(now) - hours * 3_600_000).toISOString();
  const page = (change: Partial<PostView>) =>
    String(
      amplifyPage({
        site,
        campaign,
        query: {},
        tz: 'UTC',
        languages: [],
        list: { ...recent, posts: [{ ...first, ...change }] },
      }),
    );
  expect(page({ createdAt: at(5), velocity: 6 })).toContain('New reactions in the last 2 hours');
  expect(page({ createdAt: at(5), velocity: 6 })).not.toMatch(/[+\d] reactions/); // kinds are never summed
  expect(page({ createdAt: at(5), velocity: 6, lift: 5.04 })).toContain(
    'Rising: at least 5.0 times what is usual for an account of its size',
  );
  expect(page({ createdAt: at(0.5), velocity: 2 })).toContain('New reactions in its first 30 min');
  expect(page({ createdAt: at(5), velocity: null })).not.toContain('class="why"');
  expect(page({ platform: 'bluesky' })).toContain('Open on Bluesky');
  expect(page({ url: 'javascript:alert(1)' })).not.toContain('class="actions"');
});

test('DEMO is said where posts are simulated, and only there', () => {
  expect(String(overviewPage(plain))).toContain('<strong>DEMO</strong>');
  expect(String(overviewPage({ ...plain, site: { ...site, demo: false } }))).not.toContain('DEMO');
});

test('every chart of the catalogue can stand on the overview', () => {
  for (const chart of charts) {
    const answers = chart.queries('posts').map((wish) => seriesAnswer({ ...wish, count: 30 }));
    isClean(String(overviewPage({ ...plain, query: { chart: chart.key }, chart: { name: chart.key, answers } })));
  }
});

test('embeds hold no script and no form', () => {
  expect(String(pages.embed?.())).not.toMatch(/<script|<form/);
});

test('one hole of several sources is one gap, and says which', () => {
  const hole = { from: '2026-11-24T01:00:00Z', to: '2026-11-24T02:00:00Z', reason: 'it was down' };
  const gaps = ['bluesky', 'mastodon:a.example', 'mastodon:b.example', 'mastodon:c.example'].map((source) => ({
    source,
    ...hole,
  }));
  const page = String(overviewPage({ ...plain, summary: { ...summary, gaps } }));
  expect(page).toContain('>1 gap</a>');
  expect(page).toContain('<b>Bluesky, a.example and 2 more</b>, 1 h: it was down');
});

test('gaps of under a minute are counted, not listed', () => {
  const at = (seconds: number) => new Date(Date.parse('2026-11-24T01:00:00Z') + seconds * 1000).toISOString();
  const gap = (from: number, to: number) => ({ source: 'bluesky', reason: 'it was down', from: at(from), to: at(to) });
  const brief = [gap(0, 20), gap(100, 159), gap(300, 340)];
  const page = (gaps: typeof brief) => String(overviewPage({ ...plain, summary: { ...summary, gaps } }));
  const mixed = page([...brief, gap(400, 460)]);
  expect(mixed.match(/<li class="gap">/g)).toHaveLength(1);
  expect(mixed).toContain('And 3 gaps of under a minute each.');
  expect(page(brief.slice(0, 1))).toContain('>1 gap of under a minute.');
});

test('the form is folded unless it narrows the posts, and says what is shown', () => {
  const fold = (query: object) =>
    /<details class="fold"[^>]*><summary>[^<]*/.exec(String(overviewPage({ ...plain, query })))?.[0];
  expect(fold({})).toBe('<details class="fold"><summary>Showing: Posts, last 7 days. Change');
  expect(fold({ range: '30d' })).toBe('<details class="fold"><summary>Showing: Posts, last 30 days. Change');
  expect(fold({ tag: 'keep4o' })).toMatch(/^<details class="fold" open>/);
  expect(fold({ from: '2026-11-01' })).toBe('<details class="fold" open><summary>Showing: Posts. Change');
});

test('names that every object has are names like others', () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    const list = {
      ...recent,
      posts: posts(1).map((post) => ({ ...post, platform: name, flags: [name], language: name })),
    };
    const page = String(amplifyPage({ site, campaign, query: { sort: name }, tz: 'UTC', languages: [name], list }));
    expect(page).not.toContain('function');
    expect(page).toContain('Rising posts');
  }
});

test('downloads hold the times of the chart, so that they give what is seen', () => {
  const [answer] = plain.chart.answers;
  const page = String(overviewPage({ ...plain, query: { range: '24h', tag: 'keep4o' } }));
  const times = new URLSearchParams({ from: answer?.from ?? '', to: answer?.to ?? '', tag: 'keep4o' });
  expect(page).toContain(`/charts/keep4o/posts.csv?${times}&bucket=hour`.replaceAll('&', '&amp;'));
  expect(page).not.toMatch(/href="\/(charts|api)[^"]*range=/);
});

test('reactions that nobody has asked for yet are unknown, not zero', () => {
  const none = { likes: 0, reposts: 0, replies: 0, quotes: 0 };
  const card = (engagementAsOf: string | null) =>
    String(
      overviewPage({
        ...plain,
        recent: { ...recent, posts: posts(1).map((post) => ({ ...post, engagement: none, engagementAsOf })) },
      }),
    );
  expect(card(null).match(/<li><b>–<\/b>/g)).toHaveLength(4);
  expect(card(now).match(/<li><b>0<\/b>/g)).toHaveLength(4);
});

test('what servers counted themselves stands beside what we hold, where one tells', () => {
  const page = String(overviewPage({ ...plain, carries })).replaceAll('\u00a0', ' ');
  const row = /mastodon\.social<\/bdi> <small>18 Nov to 24 Nov<\/small><\/th><td>1,757<\/td><td>1,729<\/td>/;
  expect(page).toMatch(row);
  expect(page).toMatch(/fosstodon\.org<\/bdi> <small>18 Nov<\/small><\/th><td>61<\/td><td>58<\/td>/);
  const servers = carries.servers.servers.map((one) => ({ ...one, history: null }));
  const silent = { ...carries, servers: { ...carries.servers, servers } };
  expect(String(overviewPage({ ...plain, carries: silent }))).not.toMatch(/own count/);
});

test('what carries the campaign: clear arguments in a sentence each, unknown is said and never zero', () => {
  const page = String(overviewPage({ ...plain, carries }));
  expect(page).toContain('Posts about safety get 1.3 times the reactions of the others (95 % CI 1.1 to 1.6).');
  expect(page).not.toContain('Posts about ownership get'); // no clear difference
  expect(page).toContain('An association, not an effect.');
  expect(page).toContain('<strong>412 new</strong>, 2,692 returning of 3,104 accounts.');
  expect(page).toContain('href="https://goal.example/petition" rel="noopener noreferrer nofollow ugc"');
  const accounts = { ...carries.accounts, new: null, returning: null, top10Share: null, followersSum: null };
  const few = carries.arguments.arguments.map((row) => ({ ...row, lift: null, share: null, low: null, high: null }));
  const unknown = String(
    overviewPage({
      ...plain,
      carries: { ...carries, accounts, arguments: { arguments: few, withText: 0, none: 0 } },
    }),
  );
  expect(unknown).toContain('New accounts: known after 14 days of collecting.');
  expect(unknown).toContain('Too few posts to say which argument gets more reactions.');
  expect(unknown).not.toMatch(/>[^<]*(?:null|NaN|undefined)[^<]*<.(?:td|li)/);
});

test('the stretch before heads its column by its length, and says so where it was not watched well', () => {
  expect(String(overviewPage(plain)).match(/<th scope="col">7 days before<\/th>/g)).toHaveLength(2 + 1); // one is folded
  const { previous } = summary;
  if (previous === null) throw new Error('no stretch before');
  const thin = { ...summary, previous: { ...previous, from: '2026-11-16T14:15:00Z', coverage: 0.824 } };
  expect(String(overviewPage({ ...plain, summary: thin }))).toContain(
    '<th scope="col">Day before (watched 82.4\u00a0%)</th>',
  );
});

test('of fewer than ten posts no percentages are told, nor a busiest hour', () => {
  const few = {
    posts: 3,
    authors: 3,
    byTag: { keep4o: { posts: 3, authors: 3 } },
    byPlatform: { bluesky: { posts: 3, authors: 3 } },
    byKind: { original: { posts: 3, authors: 3 } },
  };
  const rows = carries.arguments.arguments.map((row) => ({
    ...row,
    posts: 1,
    share: 1,
    low: 0.438,
    high: 1,
    lift: null,
  }));
  const accounts = { ...carries.accounts, authors: 3, participation: null, top10Share: 1, oneTime: 1 };
  const servers = { servers: [], suggested: [] };
  const links = {
    links: [{ url: 'https://a.example', domain: 'a.example', posts: 1, authors: 1, goal: false }],
    domains: [],
  };
  const page = String(
    overviewPage({
      ...plain,
      summary: { ...summary, ...few, coverage: 1, gaps: [], previous: null },
      languages: [{ key: 'en', posts: 3, authors: 3 }],
      carries: { ...carries, accounts, servers, links, arguments: { arguments: rows, withText: 3, none: 2 } },
    }),
  );
  const body = page.slice(page.indexOf('<main'), page.indexOf('id="hours-title"')).replaceAll(/<svg.*?<\/svg>/gs, '');
  const told = [...body.matchAll(/>([^<]*\d\s?%[^<]*)</g)].map(([, words]) => words);
  expect(told.filter((words) => !/watched|95 % intervals/i.test(words ?? ''))).toEqual([]);
  expect(page).not.toContain('Busiest');
  expect(page).not.toContain('>Share</th>');
});
