import { plainLine } from '../../calm-text.ts';
import { outwardLink } from '../../href.ts';
import { type Html, html } from '../../html.ts';
import { shareTable } from '../../share-table.ts';
import type { CarriesView, LinkRow } from './view.ts';

const [mostLinks, mostDomains, longest] = [6, 8, 48];

/** What posts link to, by page and by domain. */
export function linksCard({ links: { links, domains } }: CarriesView, posts: number | null): Html {
  const pages = links.map((row) => ({ label: linkLabel(row), posts: row.posts, authors: row.authors }));
  const hosts = domains.map((row) => ({ ...row, label: html`<bdi>${plainLine(row.domain)}</bdi>` }));
  const byDomain =
    hosts.length > 0 &&
    html`<details><summary>By domain</summary>${shareTable('Posts by domain of their links', 'Domain', hosts.slice(0, mostDomains), posts)}</details>`;
  return html`<section class="card" aria-labelledby="links-title"><h3 id="links-title">Links</h3><div class="stack" id="links" data-live>
${links.length === 0 ? html`<p class="quiet">No links in this time.</p>` : shareTable('Posts by link', 'Link', pages, posts, mostLinks)}${byDomain}</div>
<p class="quiet">Tracking parameters are taken off, redirects are not followed.</p></section>`;
}

function linkLabel({ url, goal }: LinkRow): Html {
  const words = plainLine(url.replace(/^https?:\/\/(?:www\.)?/, '').replace(/\/$/, ''));
  const short = words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
  return html`${outwardLink(url, html`<bdi>${short}</bdi>`)}${goal && html` <strong>goal</strong>`}`;
}
