import { counted, figure, percent } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { fewestForShares, shareTable } from '../../share-table.ts';
import type { AccountsView, CarriesView } from './view.ts';

const kindNames: Record<string, string> = { original: 'Original posts', reply: 'Replies', quote: 'Quotes' };

/** Who posts, in aggregate: new and returning accounts, how posting is spread, kinds of posts. */
export function accountsCard({ accounts, byKind }: CarriesView, posts: number | null): Html {
  const kinds = Object.entries(byKind).map(([kind, count]) => ({ label: kindNames[kind] ?? kind, ...count }));
  return html`<section class="card" aria-labelledby="accounts-title"><h3 id="accounts-title">Accounts</h3><div class="stack" id="accounts" data-live>
<ul class="plain">${sentences(accounts, posts).map((sentence) => html`<li>${sentence}</li>`)}</ul>
${shareTable('Posts by kind', 'Kind', kinds, posts)}</div></section>`;
}

function sentences({ authors, ...view }: AccountsView, posts: number | null): Html[] {
  const shared = posts !== null && posts >= fewestForShares;
  const { participation, top10Share, oneTime, followersSum, followersMedian } = view;
  const said: (Html | false)[] = [
    view.new === null || view.returning === null
      ? html`New accounts: known after 14 days of collecting.`
      : html`<strong>${figure(view.new)} new</strong>, ${figure(view.returning)} returning of ${counted(authors, 'account')}.`,
    participation !== null &&
      authors >= 100 &&
      html`The most active 1 % wrote ${percent(participation.top1)} of posts, the next 9 % wrote ${percent(participation.next9)}, the other 90 % wrote <strong>${percent(participation.rest)}</strong>.`,
    shared && top10Share !== null && html`The ten most active accounts wrote ${percent(top10Share)} of posts.`,
    shared && oneTime !== null && html`Accounts with one post wrote ${percent(oneTime)}.`,
    followersSum !== null &&
      html`Followers of the accounts, summed: ${figure(followersSum)}, median ${figure(followersMedian)}. Who follows several counts several times: this is not reach.`,
  ];
  return said.filter((one) => one !== false);
}
