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

/** Of fewer posts no percentages are told: one post more or less would move them by ten points. */
export const fewestForShares = 10;

/**
 * Groups with a bar each, in the order given. `total` is what the shares are of; null: nothing is known to share in;
 * of very few posts there are no shares. Rows beyond `most` are folded away. `before` heads a column with the posts of
 * the stretch before.
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
  const shared = total === null || total >= fewestForShares;
  const columns = [head, 'Posts', before, shared && 'Share', 'Accounts'].filter((one) => one !== null && one !== false);
  const table = (some: readonly ShareRow[], words: string) =>
    html`<table class="shares"><caption class="hidden">${words}</caption><thead><tr>${columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead><tbody>${some.map((row) => shareRow(row, shared ? total : undefined, before !== null))}</tbody></table>`;
  const rest = rows.slice(most);
  const more =
    rest.length > 0 &&
    html`<details><summary>${rest.length} more</summary>${table(rest, `${caption}, continued`)}</details>`;
  return html`${table(rows.slice(0, most), caption)}${more}`;
}

/** @param total undefined: no column for shares */
function shareRow(row: ShareRow, total: number | null | undefined, withBefore: boolean): Html {
  const share = row.posts === null || !total ? null : row.posts / total;
  const label = row.href ? html`<a href="${row.href}">${row.label}</a>` : row.label;
  const width = Math.round(Math.min(1, share ?? 0) * 1000) / 10;
  const bar = html`<svg class="share" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="4"/><rect class="fill" width="${width}" height="4"/></svg>`;
  return html`<tr><th scope="row">${label}${total !== undefined && bar}</th><td>${figure(row.posts)}</td>${withBefore && html`<td>${figure(row.before ?? null)}</td>`}${total !== undefined && html`<td>${percent(share)}</td>`}<td>${figure(row.authors)}</td></tr>
`;
}
