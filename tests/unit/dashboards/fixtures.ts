import { type Campaign, campaignSchema } from '../../../src/domain/campaign.ts';
import type { BucketSize, Gap, Grouping, Metric, SeriesAnswer } from '../../../src/domain/series.ts';
import type { CoverageAnswer, PostView, Summary } from '../../../src/domain/summary.ts';

export const now = '2026-11-24T14:20:00Z';
const hour = 3_600_000;

export const site = { version: '0.1.0', assetVersion: 'abc123', demo: true, now };

export const campaign: Campaign = campaignSchema.parse({
  slug: 'keep4o',
  name: 'Keep GPT-4o',
  description: 'People who ask OpenAI to keep GPT-4o available and to open its weights.',
  since: '2026-01-01',
  timezone: 'Europe/Berlin',
  tags: [
    'keep4o',
    'keep4oAPl',
    'keep4oforever',
    'keep41',
    'MyModelMyChoice',
    'keep51',
    'StopAlPaternalism',
    'OpenSource4o',
    'OpenSource41',
    '4oforever',
    'CancelOpenAl',
    'FireSamAltman',
    'GPT4o',
    'Free4o',
  ],
  arguments: { safety: ['audit'], innovation: ['research'], ownership: ['my data'], why: ['omni'] },
  notes: [
    { at: '2026-11-19', label: 'Open letter published', url: 'https://example.org/letter' },
    { at: '2026-11-22T18:00:00Z', label: 'Question asked at the developer day' },
  ],
});

const gaps: Gap[] = [
  { from: '2026-11-20T22:00:00Z', to: '2026-11-21T05:00:00Z', source: 'bluesky', reason: 'the connection was lost' },
  {
    from: '2026-11-23T08:00:00Z',
    to: '2026-11-23T08:40:00Z',
    source: 'mastodon:mastodon.social',
    reason: 'the server did not answer',
  },
  { from: '2026-11-24T13:50:00Z', to: null, source: 'mastodon:fosstodon.org', reason: 'too many requests' },
];

/** A repeatable number of 0..1 from two numbers: charts look alike in every run. */
function noise(a: number, b: number): number {
  const value = Math.sin(a * 127.1 + b * 311.7) * 43758.5453;
  return value - Math.floor(value);
}

const keys: Record<Grouping, string[]> = {
  none: ['posts'],
  tag: campaign.tags.map(({ tag }) => tag),
  platform: ['bluesky', 'mastodon'],
  language: ['en', 'ja', 'de', 'es', 'fr', 'und'],
  argument: Object.keys(campaign.arguments),
  kind: ['original', 'reply', 'quote'],
  server: ['bluesky', 'mastodon.social'],
  target: ['@sama'],
};

export interface SeriesWish {
  metric?: Metric;
  groupBy?: Grouping;
  bucket?: BucketSize;
  count?: number;
  tz?: string;
}

/** A believable answer of `/series`: a daily wave, a burst, a night that nobody watched, a running bucket. */
export function seriesAnswer(wish: SeriesWish = {}): SeriesAnswer {
  const { metric = 'posts', groupBy = 'none', bucket = 'hour', tz = 'Europe/Berlin' } = wish;
  const step = { '15m': hour / 4, hour, day: 24 * hour, week: 168 * hour }[bucket];
  const count = wish.count ?? 168;
  const running = Math.floor(Date.parse(now) / hour) * hour;
  const end = bucket === 'hour' || bucket === '15m' ? running : Date.parse('2026-11-23T23:00:00Z');
  const starts = Array.from({ length: count }, (_, index) => end - (count - 1 - index) * step);
  const coverage = starts.map((_, index) => {
    const place = index / count;
    return place > 0.53 && place < 0.58 ? 0 : place > 0.82 && place < 0.84 ? 0.8 : 1;
  });
  const value = (index: number, line: number) => {
    const at = starts[index] ?? 0;
    const wave = bucket === 'hour' || bucket === '15m' ? 1 + 0.8 * Math.sin((at / hour / 24) * 2 * Math.PI - 2) : 1;
    const burst = index / count > 0.7 && index / count < 0.76 ? 2.6 : 1;
    const last = index === count - 1 ? 0.35 : 1;
    return Math.round(
      (26 / (line + 1)) * wave * burst * last * (0.75 + 0.5 * noise(index, line)) * (step / hour) ** 0.9,
    );
  };
  return {
    campaign: campaign.slug,
    asOf: '2026-11-24T14:19:30Z',
    coverage: 0.947,
    gaps,
    metric,
    bucket,
    groupBy,
    tz,
    from: new Date(starts[0] ?? 0).toISOString(),
    to: now,
    buckets: starts.map((at) => new Date(at).toISOString()),
    partial: starts.map((_, index) => index === count - 1),
    partialFrom: new Date(end).toISOString(),
    bucketCoverage: coverage,
    series: keys[groupBy].map((key, line) => ({
      key,
      label: key,
      values: coverage.map((watched, index) => (watched === 0 ? null : value(index, line))),
      sampled: coverage.map((watched, index) =>
        watched === 0 && index % 3 === 0 ? Math.round(value(index, line) / 3) : null,
      ),
    })),
  };
}

const texts: [text: string | null, language: string, tags: string[]][] = [
  [
    'Two years of notes, drafts and late-night questions, all with this one model. Please keep it available, or publish the weights. #keep4o #OpenSource4o',
    'en',
    ['keep4o', 'OpenSource4o'],
  ],
  ['4oを残してください。研究にも創作にも欠かせません。 #keep4o', 'ja', ['keep4o']],
  [null, 'en', ['keep4oAPl']],
  [
    'Wer entscheidet, welches Modell ich nutze? Ich. Offene Gewichte heißt: prüfbar, reparierbar, unser. #MyModelMyChoice',
    'de',
    ['MyModelMyChoice', 'keep4o'],
  ],
  ['أريد أن أختار النموذج الذي أعمل به <script>alert(1)</script> #keep4o', 'ar', ['keep4o']],
  [
    'Audit it, study it, keep it running: transparency is what makes a model safe. #StopAlPaternalism #keep4o',
    'en',
    ['StopAlPaternalism', 'keep4o'],
  ],
];

/** Posts of lists, with the awkward ones among them: hidden, right to left, a bot, a bridged copy, markup as text. */
export function posts(count = 6): PostView[] {
  return Array.from({ length: count }, (_, index) => {
    const [text, language, tags] = texts[index % texts.length] ?? [null, 'und', []];
    const mastodon = index % 3 === 1;
    const hidden = text === null;
    return {
      id: `p${index}`,
      uri: mastodon
        ? `https://mastodon.social/users/mika/statuses/11${index}`
        : `at://did:plc:abc/app.bsky.feed.post/3k${index}`,
      url: mastodon
        ? `https://mastodon.social/@mika/11${index}`
        : `https://bsky.app/profile/did:plc:abc/post/3k${index}`,
      platform: mastodon ? 'mastodon' : 'bluesky',
      author: hidden
        ? { handle: null, displayName: null, url: null, bot: false }
        : {
            handle: mastodon ? 'mika@mastodon.social' : 'ada.example.com',
            displayName: ['Ada', 'みか', '', 'Jonas Weber', 'سلمى', 'Open Models Watch'][index % 6] ?? null,
            url: mastodon ? 'https://mastodon.social/@mika' : 'https://bsky.app/profile/ada.example.com',
            bot: index % 6 === 5,
          },
      createdAt: new Date(Date.parse(now) - (index * 47 + 9) * 60_000).toISOString(),
      text,
      language,
      tags,
      engagement: {
        likes: 41 - index * 5,
        reposts: 12 - index,
        replies: index === 3 ? 1 : 4,
        quotes: mastodon ? null : 2,
      },
      engagementAsOf: index === 4 ? null : '2026-11-24T14:10:00Z',
      velocity: index === 4 ? null : 12 - index,
      arguments: index === 5 ? ['safety'] : [],
      flags: index === 3 ? ['bridged-copy'] : [],
    };
  });
}

export const summary: Summary = {
  campaign: 'keep4o',
  from: '2026-11-17T14:15:00Z',
  to: now,
  asOf: '2026-11-24T14:19:30Z',
  coverage: 0.947,
  gaps,
  posts: 5231,
  authors: 3104,
  engagement: { likes: 48210, reposts: 12877, replies: 6120, quotes: 1033 },
  byPlatform: { bluesky: { posts: 4102, authors: 2390 }, mastodon: { posts: 1129, authors: 714 } },
  byTag: Object.fromEntries(
    campaign.tags.map(({ tag }, index) => [
      tag,
      { posts: Math.round(3890 / (index + 1) ** 1.2), authors: Math.round(2210 / (index + 1) ** 1.1) },
    ]),
  ),
  byKind: {
    original: { posts: 3320, authors: 2410 },
    reply: { posts: 1490, authors: 820 },
    quote: { posts: 421, authors: 377 },
  },
  bridgedCopies: 64,
  deleted: 38,
  untagged: 112,
  engagementAsOf: '2026-11-24T13:42:00Z',
  previous: {
    from: '2026-11-10T14:15:00Z',
    to: '2026-11-17T14:15:00Z',
    coverage: 0.991,
    posts: 4670,
    authors: 2877,
    engagement: { likes: 40007, reposts: 13100, replies: 6120, quotes: null },
    byPlatform: { bluesky: { posts: 3300 }, mastodon: { posts: 1370 } },
    byTag: { keep4o: { posts: 1900 }, OpenSource4o: { posts: 700 } },
    byArgument: { safety: { posts: 400 } },
  },
};

const [from, to] = ['2026-11-17T14:15:00Z', now];
const source = {
  platform: 'mastodon',
  state: 'watching',
  coverage: 0.994,
  lagSeconds: 70,
  lastError: null,
  lastErrorAt: null,
} as const;

export const coverage: CoverageAnswer = {
  campaign: 'keep4o',
  from,
  to,
  asOf: summary.asOf,
  coverage: 0.947,
  gaps,
  sources: [
    {
      source: 'bluesky',
      platform: 'bluesky',
      state: 'watching',
      coverage: 0.958,
      lagSeconds: 2,
      covered: [
        {
          from,
          to: '2026-11-20T22:00:00Z',
        },
        {
          from: '2026-11-21T05:00:00Z',
          to: '2026-11-24T14:19:28Z',
        },
      ],
      lastError: 'The connection was lost',
      lastErrorAt: '2026-11-21T04:59:00Z',
    },
    {
      ...source,
      source: 'mastodon:mastodon.social',
      covered: [
        {
          from,
          to: '2026-11-23T08:00:00Z',
        },
        {
          from: '2026-11-23T08:40:00Z',
          to: '2026-11-24T14:18:00Z',
        },
      ],
    },
    {
      ...source,
      source: 'mastodon:fosstodon.org',
      state: 'behind',
      coverage: 0.9,
      lagSeconds: 1800,
      covered: [
        {
          from: '2026-11-18T06:00:00Z',
          to: '2026-11-24T13:50:00Z',
        },
      ],
      lastError: '429 Too Many Requests',
      lastErrorAt: '2026-11-24T13:51:00Z',
    },
    {
      ...source,
      source: 'mastodon:closed.example',
      state: 'refused',
      coverage: 0,
      lagSeconds: null,
      covered: [],
    },
  ],
  refused: [
    {
      source: 'mastodon:closed.example',
      reason: 'it shows hashtags to its own members only',
    },
  ],
};
