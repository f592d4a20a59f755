import { figure, percent } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { fewestForShares } from '../../share-table.ts';
import { type PageQuery, pageAddress } from '../filters.ts';
import type { ArgumentRow, CarriesView } from './view.ts';

/** Arguments with their share and what they get, in numbers and in a sentence each where the data says something. */
export function argumentsCard({ arguments: table }: CarriesView, slug: string, query: PageQuery): Html | null {
  if (table.arguments.length === 0) return null;
  const clear = table.arguments.filter(({ lift }) => lift !== null && (lift.low > 1 || lift.high < 1));
  const known = table.arguments.some(({ lift }) => lift !== null);
  const none = known
    ? 'No argument gets clearly more or fewer reactions than the others.'
    : 'Too few posts to say which argument gets more reactions.';
  const shared = table.withText >= fewestForShares;
  const row = (one: ArgumentRow) =>
    html`<tr><th scope="row"><a href="${pageAddress(slug, '', query, { argument: one.argument })}">${one.argument}</a></th><td>${figure(one.posts)}</td>${shared && html`<td>${percent(one.share)}${interval(one.low, one.high)}</td>`}<td>${times(one)}</td></tr>
`;
  return html`<section class="card" aria-labelledby="by-argument-title"><div class="card-head"><h3 id="by-argument-title">Arguments</h3><p class="quiet">In small print: 95 % intervals</p></div><div class="stack" id="by-argument" data-live>
<ul class="plain">${clear.length > 0 ? clear.map(({ sentence }) => html`<li><strong>${sentence}</strong></li>`) : html`<li>${none}</li>`}</ul>
<table class="lifts"><caption class="hidden">Arguments, with the share of posts and the reactions of each</caption><thead><tr><th scope="col">Argument</th><th scope="col">Posts</th>${shared && html`<th scope="col">Share</th>`}<th scope="col">Reactions vs. other posts</th></tr></thead><tbody>${table.arguments.map(row)}</tbody></table>
<p class="quiet">${figure(table.none)} of ${figure(table.withText)} posts with text carry none; one with two counts in both. Reactions: by account, of posts at least a day old. An association, not an effect.</p></div></section>`;
}

function interval(low: number | null, high: number | null): Html | null {
  if (low === null || high === null) return null;
  return html` <small>${bare(low)} to ${percent(high)}</small>`;
}

/** A percentage without its sign. */
const bare = (share: number) => percent(share).replace('\u00a0%', '');

function times({ lift }: ArgumentRow): Html | string {
  if (lift === null) return '–';
  const [ratio, low, high] = [lift.ratio, lift.low, lift.high].map((value) => value.toFixed(1));
  return html`× ${ratio} <small>${low} to ${high}</small>`;
}
