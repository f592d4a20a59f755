import type { Campaign } from '../../src/domain/campaign.ts';
import type { SeriesAnswer } from '../../src/domain/series.ts';
import type { SourceCoverage, Summary } from '../../src/domain/summary.ts';
import { plainLine } from '../calm-text.ts';
import { sparkline } from '../charts/sparkline.ts';
import { figure, percent, time } from '../format.ts';
import { type Html, html } from '../html.ts';
import { htmlDocument, type Site } from '../layout.ts';
import { stateBadge } from '../source-state.ts';

/** A campaign as the list of campaigns shows it. */
interface CampaignCard {
  campaign: Campaign;
  /** Of the last 24 hours. */
  day: Summary;
  /** Posts an hour of the last 7 days, `groupBy` none. */
  week: SeriesAnswer;
  /** The worst state among its sources that are not switched off. */
  state: SourceCoverage['state'];
}

/** All that the list of campaigns shows. */
export interface HomeView {
  site: Site;
  campaigns: CampaignCard[];
}

/** The first page: every campaign with its week, its day and whether it is being watched. */
export function homePage({ site, campaigns }: HomeView): Html {
  const body = html`<h1>Campaigns</h1>
<p class="about">Hashtag campaigns on Bluesky and Mastodon, counted with their gaps. Groundswell only reads public posts.</p>
${campaigns.length === 0 ? welcome : html`<ul class="cards">${campaigns.map(card)}</ul>`}`;
  return htmlDocument({ site, title: 'Campaigns' }, body);
}

function card({ campaign, day, week, state }: CampaignCard): Html {
  const tz = campaign.timezone;
  const tags = campaign.tags.slice(0, 5).map(({ tag }) => html`<li><bdi>#${plainLine(tag)}</bdi></li>`);
  const rest = campaign.tags.length - 5;
  return html`<li class="card campaign"><div class="card-head"><h2><a href="/c/${encodeURIComponent(campaign.slug)}">${plainLine(campaign.name)}</a></h2>${stateBadge(state)}</div>
${campaign.description !== undefined && html`<p class="quiet">${campaign.description}</p>`}
<ul class="chips tiny" aria-label="Hashtags">${tags}${rest > 0 && html`<li>+${rest} more</li>`}</ul>
${sparkline(week, `Posts per hour of ${campaign.name}, last 7 days`)}
<dl class="facts"><div><dt>Posts, 24 h</dt><dd>${figure(day.posts)}</dd></div><div><dt>Accounts, 24 h</dt><dd>${figure(day.authors)}</dd></div><div><dt>Watched</dt><dd>${percent(day.coverage)}</dd></div></dl>
<p class="quiet">As of ${time(day.asOf, tz)} (${tz})</p></li>
`;
}

const welcome = html`<section class="card empty"><h2>No campaign yet</h2>
<ol class="steps"><li>Write a file such as <code>config/campaigns/my-campaign.yaml</code>: a slug, a name, the first day and the hashtags.</li>
<li>Check it: <code>npx groundswell campaign check config/campaigns/my-campaign.yaml</code></li>
<li>Apply it: <code>npx groundswell campaign apply config/campaigns/my-campaign.yaml</code>. It counts from then on; no restart is needed.</li></ol></section>`;
