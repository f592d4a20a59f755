import type { Count } from '../../src/domain/summary.ts';
import { plainLine } from '../calm-text.ts';
import { languageName } from '../format.ts';
import { type Html, html } from '../html.ts';
import { type ShareRow, shareTable } from '../share-table.ts';
import { type PageQuery, pageAddress } from './filters.ts';
import type { GroupCount, OverviewView } from './overview.ts';

/** Posts by hashtag, network, language and argument; each row leads to the page of that group alone. */
export function groups({ campaign, summary, query, languages, arguments: frames }: OverviewView): Html {
  const link = (change: PageQuery) => pageAddress(campaign.slug, '', query, change);
  const rows = (
    counts: Record<string, Count>,
    label: (key: string) => string,
    change: (key: string) => PageQuery,
  ): ShareRow[] =>
    Object.entries(counts)
      .map(([key, count]) => ({ label: html`<bdi>${label(key)}</bdi>`, href: link(change(key)), ...count }))
      .toSorted((a, b) => (b.posts ?? -1) - (a.posts ?? -1));
  const list = (counts: GroupCount[], label: (key: string) => string, change: (key: string) => PageQuery): ShareRow[] =>
    counts.map(({ key, posts, authors }) => ({ label: label(key), href: link(change(key)), posts, authors }));
  const names: Record<string, string> = { bluesky: 'Bluesky', mastodon: 'Mastodon' };
  const card = (id: string, title: string, table: Html, note?: string) =>
    html`<section class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div id="${id}" data-live>${table}</div>${note !== undefined && html`<p class="quiet">${note}</p>`}</section>`;
  const overlap = 'A post with two of these counts in both, so the rows add up to more than the total.';
  const total = summary.posts;
  return html`<div class="pair">
${card(
  'by-tag',
  'By hashtag',
  shareTable(
    'Posts by hashtag',
    'Hashtag',
    rows(
      summary.byTag,
      (tag) => `#${plainLine(tag)}`,
      (tag) => ({ tag }),
    ),
    total,
  ),
  overlap,
)}
<div>${card(
    'by-platform',
    'By network',
    shareTable(
      'Posts by network',
      'Network',
      rows(
        summary.byPlatform,
        (key) => names[key] ?? key,
        (platform) => ({ platform }),
      ),
      total,
    ),
  )}
${card(
  'by-language',
  'By language',
  shareTable(
    'Posts by language',
    'Language',
    list(languages, languageName, (language) => ({ language })),
    total,
    6,
  ),
)}
${
  frames.length > 0 &&
  card(
    'by-argument',
    'By argument',
    shareTable(
      'Posts by argument',
      'Argument',
      list(
        frames,
        (key) => key,
        (argument) => ({ argument }),
      ),
      total,
    ),
    overlap,
  )
}</div>
</div>`;
}
