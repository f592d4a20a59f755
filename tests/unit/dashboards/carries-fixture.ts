import type { CarriesView } from '../../../dashboards/pages/carries/view.ts';
import { summary } from './fixtures.ts';

const frames = ['safety', 'ownership', 'innovation', 'why'];
const lifts = [
  { ratio: 1.34, low: 1.12, high: 1.58 },
  { ratio: 1.05, low: 0.86, high: 1.28 },
  { ratio: 0.71, low: 0.55, high: 0.92 },
  null,
];
const hosts = ['goal.example', 'news.example', 'a-rather-long-name-of-a-paper.example', 'video.example'];

/** A believable week of what carries a campaign, with the awkward ones: long addresses, few posts, unknown hours. */
export const carries: CarriesView = {
  arguments: {
    arguments: frames.map((argument, i) => ({
      argument,
      posts: 900 - i * 210,
      authors: 611 - i * 120,
      share: 0.19 - i * 0.045,
      low: 0.17 - i * 0.043,
      high: 0.22 - i * 0.04,
      lift: lifts[i] ?? null,
      sentence: `Posts about ${argument} get ${lifts[i]?.ratio.toFixed(1)} times the reactions of the others (95 % CI ${lifts[i]?.low.toFixed(1)} to ${lifts[i]?.high.toFixed(1)}).`,
    })),
    withText: 4713,
    none: 2870,
  },
  links: {
    links: Array.from({ length: 9 }, (_, i) => ({
      url: `https://${hosts[i % 4]}/${i === 0 ? 'petition' : `${2026 - i}/a/story/that-has-a-very-long-address/of-many-words-in-a-row?id=${i}`}`,
      domain: hosts[i % 4] ?? '',
      posts: 640 - i * 60,
      authors: 590 - i * 58,
      goal: i === 0,
    })),
    domains: hosts.map((domain, i) => ({ domain, posts: 700 - i * 100, authors: 600 - i * 90 })),
  },
  accounts: {
    authors: 3104,
    new: 412,
    returning: 2692,
    top10Share: 0.083,
    participation: { top1: 0.142, next9: 0.271, rest: 0.587 },
    oneTime: 0.418,
    followersSum: 1_834_201,
    followersMedian: 214,
  },
  byKind: summary.byKind,
  servers: {
    servers: (
      [
        ['bluesky', 4102, 2390, 'asked', null],
        [
          'mastodon.social',
          700,
          402,
          'asked',
          Array.from({ length: 7 }, (_, i) => ({ day: `2026-11-${18 + i}`, uses: 230 + i * 7, ours: 226 + i * 7 })),
        ],
        ['fosstodon.org', 180, 96, 'silent', [{ day: '2026-11-18', uses: 61, ours: 58 }]],
        ['seen.example', 120, 61, 'seen', null],
        ['', 9, 7, 'seen', null],
        ['closed.example', 0, 0, 'refused', null],
      ] as const
    ).map(([server, posts, authors, state, history]) => ({
      server,
      posts,
      authors,
      state,
      history: history && [...history],
    })),
    suggested: [{ server: 'seen.example', authors: 61 }],
  },
  hours: {
    tz: 'Europe/Berlin',
    hours: Array.from({ length: 168 }, (_, i) => {
      const [weekday, hour] = [Math.floor(i / 24) + 1, i % 24];
      const unknown = weekday === 5 && hour > 20;
      const rate = Math.max(0, 40 * Math.sin(((hour - 5) / 24) * Math.PI) - weekday * 2);
      const posts = unknown ? null : Math.round(rate);
      const reactions = { likes: posts && posts * (3 + (hour % 5)), reposts: posts, replies: posts, quotes: 0 };
      return { weekday, hour, watched: unknown ? 0 : 1, posts, rate: unknown ? null : rate, ...reactions };
    }),
  },
};
