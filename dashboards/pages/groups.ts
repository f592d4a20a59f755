import type { Count, PreviousSummary } from '../../src/domain/summary.ts';
import { plainLine } from '../calm-text.ts';
import { coverageSentence, gapList } from '../coverage-words.ts';
import { languageName, sourceName } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type ShareRow, shareTable } from '../share-table.ts';
import { type PageQuery, pageAddress } from './filters.ts';
import type { OverviewView } from './overview.ts';
import { spanBefore, thinlyWatched } from './stretch-before.ts';

/** One way to group the posts of a campaign: how it is called and what a row of it leads to. */
interface Grouping {
  id: string;
  title: string;
  head: string;
  name: (key: string) => string;
  query: (key: string) => PageQuery;
  most: number;
  /** The same groups of the stretch before. */
  before?: 'byTag' | 'byPlatform';
  /** A post may stand in several groups. */
  overlaps: boolean;
}

const byTag: Grouping = {
  id: 'by-tag',
  title: 'By hashtag',
  head: 'Hashtag',
  name: (tag) => `#${plainLine(tag)}`,
  query: (tag) => ({ tag }),
  before: 'byTag',
  most: 8,
  overlaps: true,
};
const byPlatform: Grouping = {
  id: 'by-platform',
  title: 'By network',
  head: 'Network',
  name: sourceName,
  query: (platform) => ({ platform }),
  before: 'byPlatform',
  most: 8,
  overlaps: false,
};
const byLanguage: Grouping = {
  id: 'by-language',
  title: 'By language',
  head: 'Language',
  name: languageName,
  query: (language) => ({ language }),
  most: 6,
  overlaps: false,
};
const overlap = 'A post with two of these counts in both, so the rows add up to more than the total.';

/** Posts by hashtag, network and language, each row leading to that group alone. */
export function groups(view: OverviewView): Html {
  const { summary } = view;
  const bySize = (counts: Record<string, Count>) =>
    Object.entries(counts)
      .map(([key, count]) => ({ key, ...count }))
      .toSorted((a, b) => (b.posts ?? -1) - (a.posts ?? -1));
  const table = (grouping: Grouping, counts: (Count & { key: string })[]) => groupCard(grouping, counts, view);
  return html`<div class="pair">${table(byTag, bySize(summary.byTag))}
<div>${table(byPlatform, bySize(summary.byPlatform))}${table(byLanguage, view.languages)}</div></div>`;
}

/** What was not watched: how much, when, which source and why. */
export function unwatched({ summary, tz, site }: OverviewView): Html {
  return html`<section class="card" id="coverage" aria-labelledby="coverage-title"><h2 id="coverage-title">What was not watched</h2>
<div id="coverage-body" data-live><p>${coverageSentence(summary.coverage)}</p>${gapList(summary.gaps, tz, site.now)}</div></section>`;
}

function groupCard(grouping: Grouping, counts: (Count & { key: string })[], view: OverviewView): Html {
  const { id, title, head, name, query, most, overlaps, before } = grouping;
  const { previous } = view.summary;
  const past = (key: string) => (before && previous ? (previous[before][key]?.posts ?? 0) : null);
  const rows = counts.map(({ key, posts, authors }): ShareRow => {
    const href = pageAddress(view.campaign.slug, '', view.query, query(key));
    return { label: html`<bdi>${name(key)}</bdi>`, href, posts, authors, before: past(key) };
  });
  const column = before && previous !== null && previous.posts !== null ? columnBefore(previous) : null;
  const table = shareTable(`Posts ${title.toLowerCase()}`, head, rows, view.summary.posts, most, column);
  return html`<section class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div id="${id}" data-live>${table}</div>${overlaps && html`<p class="quiet">${overlap}</p>`}</section>`;
}

/** "7 days before", and how much of them was watched where that was not nearly all. */
function columnBefore(previous: PreviousSummary): string {
  const words = spanBefore(previous);
  const thin = thinlyWatched(previous);
  return `${words[0]?.toUpperCase()}${words.slice(1)}${thin === null ? '' : ` (${thin})`}`;
}
