import { plainLine } from '../../calm-text.ts';
import { counted, sourceName } from '../../format.ts';
import { type Html, html } from '../../html.ts';
import { shareTable } from '../../share-table.ts';
import { ownCounts } from './own-counts.ts';
import type { CarriesView, ServerRow } from './view.ts';

const most = 6;
const states: Record<ServerRow['state'], string> = {
  asked: '',
  refused: 'refuses',
  silent: 'does not answer',
  seen: 'not asked',
};

/** Where the accounts live, what we do about each server, what it counted itself, and which ones it may pay to ask. */
export function serversCard({ servers: { servers, suggested } }: CarriesView, posts: number | null): Html {
  const name = (server: string) => (server === '' ? 'Unknown' : plainLine(sourceName(server)));
  const rows = servers.map((row) => ({
    label: html`<bdi>${name(row.server)}</bdi>${states[row.state] !== '' && html` <small>${states[row.state]}</small>`}`,
    posts: row.posts,
    authors: row.authors,
  }));
  const offers = suggested
    .slice(0, 3)
    .map(({ server, authors }) => html`<li><bdi>${plainLine(server)}</bdi>: ${counted(authors, 'account')}</li>`);
  return html`<section class="card" aria-labelledby="servers-title"><h3 id="servers-title">Servers</h3><div class="stack" id="servers" data-live>
${shareTable('Posts by server of the account', 'Server', rows, posts, most)}${ownCounts(servers)}
${offers.length > 0 && html`<p>Not asked yet, though several accounts live there:</p><ul class="plain">${offers}</ul>`}</div></section>`;
}
