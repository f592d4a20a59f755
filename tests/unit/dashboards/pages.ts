import type { Html } from '../../../dashboards/html.ts';
import { overviewPage } from '../../../dashboards/pages/overview.ts';
import { campaign, posts, seriesAnswer, site, summary } from './fixtures.ts';

const recent = { asOf: summary.asOf, coverage: summary.coverage, gaps: summary.gaps, posts: posts(), cursor: null };
const languages = ['en', 'ja', 'de', 'es', 'fr', 'pt', 'und'].map((key, index) => ({
  key,
  posts: Math.round(2900 / (index + 1) ** 1.4),
  authors: Math.round(1800 / (index + 1) ** 1.4),
}));
const frames = ['safety', 'ownership', 'innovation', 'why'].map((key, index) => ({
  key,
  posts: 900 - index * 210,
  authors: 611 - index * 120,
}));
const shared = { site, campaign, tz: 'Europe/Berlin', summary, languages, arguments: frames, recent };

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
};
