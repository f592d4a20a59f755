import { type Html, html } from '../../html.ts';
import type { PageQuery } from '../filters.ts';
import { accountsCard } from './accounts.ts';
import { argumentsCard } from './arguments.ts';
import { hoursCard } from './hours.ts';
import { linksCard } from './links.ts';
import { serversCard } from './servers.ts';
import type { CarriesView } from './view.ts';

/** What carries a campaign: arguments, accounts, links, servers, hours. */
export function carries(view: CarriesView, slug: string, query: PageQuery, posts: number | null): Html {
  return html`<section class="stack" id="carries" aria-labelledby="carries-title"><h2 id="carries-title">What carries it</h2>
<div class="pair"><div>${argumentsCard(view, slug, query)}${linksCard(view, posts)}</div>
<div>${accountsCard(view, posts)}${serversCard(view, posts)}</div></div>
${hoursCard(view)}</section>`;
}
