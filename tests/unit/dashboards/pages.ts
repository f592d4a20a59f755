import type { Html } from '../../../dashboards/html.ts';
import { amplifyPage } from '../../../dashboards/pages/amplify.ts';
import { embedPage } from '../../../dashboards/pages/embed.ts';
import { errorPage } from '../../../dashboards/pages/error.ts';
import { homePage } from '../../../dashboards/pages/home.ts';
import { methodPage } from '../../../dashboards/pages/method.ts';
import { overviewPage } from '../../../dashboards/pages/overview.ts';
import { statusPage } from '../../../dashboards/pages/status.ts';
import { carries } from './carries-fixture.ts';
import { campaign, coverage, now, posts, seriesAnswer, site, summary } from './fixtures.ts';

const recent = { asOf: summary.asOf, coverage: summary.coverage, gaps: summary.gaps, posts: posts(), cursor: null };
const languages = ['en', 'ja', 'de', 'es', 'fr', 'pt', 'und'].map((key, index) => ({
  key,
  posts: Math.round(2900 / (index + 1) ** 1.4),
  authors: Math.round(1800 / (index + 1) ** 1.4),
}));
const momentum = {
  words: {
    growth: 'No clear change on the seven days before (−2 % to +78 %).',
    certainty:
      'The true change lies between −2 % and +78 % with 95 % certainty; 0 % is among them, so it may be chance.',
    isClear: false,
    now: '31 posts in the last hour; 8 to 19 are usual for a Tuesday at 14:00. That is above the usual range.',
    burst:
      'A burst began on Sun 22 Nov, 12:15 (2.6 times the usual rate, 610 posts by 253 accounts) and ended at 23:45 after 11 h 30 min.',
    coverage: 'Based on 87 % of the time; the rest was not watched.',
  },
  bursts: [],
};
const shared = { site, campaign, tz: 'Europe/Berlin', summary, languages, recent, carries, momentum };

/** Every page as tests and the preview see it, by a name for files. */
export const pages: Record<string, () => Html> = {
  overview: () => overviewPage({ ...shared, query: {}, chart: { name: 'posts', answers: [seriesAnswer()] } }),
  'overview-tags': () =>
    overviewPage({
      ...shared,
      query: { chart: 'tags' },
      chart: { name: 'tags', answers: [seriesAnswer({ groupBy: 'tag', bucket: 'day', count: 28 })] },
    }),
  'overview-platforms': () =>
    overviewPage({
      ...shared,
      query: { chart: 'platforms' },
      chart: { name: 'platforms', answers: [seriesAnswer({ groupBy: 'platform' })] },
    }),
  'overview-bars': () =>
    overviewPage({
      ...shared,
      query: { range: '24h' },
      chart: { name: 'posts', answers: [seriesAnswer({ count: 25 })] },
    }),
  amplify: () =>
    amplifyPage({
      site,
      campaign,
      query: {},
      tz: 'Europe/Berlin',
      languages: ['en', 'ja'],
      list: { ...recent, posts: posts(8), cursor: 'b3BhcXVl' },
    }),
  'amplify-empty': () =>
    amplifyPage({ site, campaign, query: {}, tz: 'UTC', languages: [], list: { ...recent, posts: [] } }),
  method: () =>
    methodPage({
      site,
      campaign,
      tz: 'Europe/Berlin',
      methodVersion: '1',
      watchedSince: '2026-11-01T09:00:00Z',
      coverage,
      retainTextDays: 90,
      streamEngagement: false,
      families: [
        {
          tag: 'keep4o',
          posts: 120,
          spellings: [
            { spelling: 'keep4o', how: 'exact', posts: 90, share: 0.75 },
            { spelling: 'kеер4о', how: 'lookalike', posts: 20, share: 1 / 6 },
            { spelling: 'keep40', how: 'declared', posts: 10, share: 1 / 12 },
          ],
        },
        { tag: 'OpenSource4o', posts: 0, spellings: [] },
      ],
      decisions: [
        { spelling: 'keep40', family: 'keep4o', accepted: true, decidedAt: '2026-11-20T10:00:00Z' },
        { spelling: 'keep4oil', family: 'keep4o', accepted: false, decidedAt: '2026-11-21T10:00:00Z' },
      ],
      contact: 'operator@example.org',
    }),
  status: () =>
    statusPage({
      site,
      campaign,
      tz: 'Europe/Berlin',
      coverage,
      catchingUp: new Map([['bluesky', 90_000]]),
      queues: [
        {
          name: 'ingest',
          waiting: 2,
          active: 1,
          delayed: 0,
          failed: 0,
          leftMs: 240_000,
        },
        {
          name: 'poll',
          waiting: 0,
          active: 1,
          delayed: 14,
          failed: 3,
          leftMs: null,
        },
      ],
      degraded: [
        {
          what: 'The disk is nearly full',
          since: '2026-11-24T12:00:00Z',
          mend: 'Free 2 GB in the data directory.',
        },
      ],
      facts: [
        {
          name: 'Version',
          value: '0.1.0',
        },
        {
          name: 'Database',
          value: 'embedded PostgreSQL 18.4, 1.2 GB',
        },
        {
          name: 'Started',
          value: 'Tue 24 Nov 2026, 08:00',
        },
      ],
    }),
  home: () => {
    const card = { campaign, day: { ...summary, posts: 812, authors: 530 }, week: seriesAnswer() };
    const other = {
      ...campaign,
      slug: 'free4o',
      name: 'Free 4o',
      tags: campaign.tags.slice(12),
      description: undefined,
    };
    const unknown = { ...summary, posts: null, authors: null, coverage: 0 };
    return homePage({
      site,
      campaigns: [
        { ...card, state: 'watching' },
        { ...card, campaign: other, day: unknown, state: 'silent' },
      ],
    });
  },
  embed: () =>
    embedPage({
      site,
      campaign,
      query: {},
      tz: 'Europe/Berlin',
      chart: { name: 'platforms', answers: [seriesAnswer({ groupBy: 'platform' })] },
      publicUrl: null,
    }),
  'home-empty': () => homePage({ site: { ...site, demo: false }, campaigns: [] }),
  error: () =>
    errorPage({
      site,
      status: 404,
      title: 'No such campaign',
      detail: "No campaign 'keep4'; the list of campaigns shows all.",
      reference: null,
    }),
  'error-500': () =>
    errorPage({
      site,
      status: 500,
      title: 'Something went wrong',
      detail: null,
      reference: `req-7f3a ${now}`,
      campaign,
    }),
};
