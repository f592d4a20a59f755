import { figure, percent } from './format.ts';
import { type Html, html, type Printable } from './html.ts';

/** A group of posts and how large it is. */
export interface ShareRow {
  label: Printable;
  /** Page of the same figures for this group alone. */
  href?: string | null;
  posts: number | null;
  authors: number | null;
  /** Posts of the same stretch before; null: unknown. */
  before?: number | null;
}

/**
 * Groups with a bar each, in the order given. `total` is what the shares are of; null: nothing is known to share in.
 * Rows beyond `most` are folded away. `before` heads a column with the posts of the stretch before.
 */
export function shareTable(
  caption: string,
  head: string,
  rows: readonly ShareRow[],
  total: number | null,
  most = 8,
  before: string | null = null,
): Html {
  if (rows.length === 0) return html`<p class="quiet">Nothing to show yet.</p>`;
  const table = (some: readonly ShareRow[], words: string) =>
    html`<table class="shares"><caption class="hidden">${words}</caption><thead><tr><th scope="col">${head}</th><th scope="col">Posts</th>${before !== null && html`<th scope="col">${before}</th>`}<th scope="col">Share</th><th scope="col">Accounts</th></tr></thead><tbody>${some.map((row) => shareRow(row, total, before !== null))}</tbody></table>`;
  const rest = rows.slice(most);
  const more =
    rest.length > 0 &&
    html`<details><summary>${rest.length} more</summary>${table(rest, `${caption}, continued`)}</details>`;
  return html`${table(rows.slice(0, most), caption)}${more}`;
}

function shareRow(row: ShareRow, total: number | null, withBefore: boolean): Html {
  const share = row.posts === null || total === null || total === 0 ? null : row.posts / total;
  const label = row.href ? html`<a href="${row.href}">${row.label}</a>` : row.label;
  const width = Math.round(Math.min(1, share ?? 0) * 1000) / 10;
  return html`<tr><th scope="row">${label}<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/><rect class="fill" width="${width}" height="4"/></svg></th><td>${figure(row.posts)}</td>${withBefore && html`<td>${figure(row.before ?? null)}</td>`}<td>${percent(share)}</td><td>${figure(row.authors)}</td></tr>
`;
}
