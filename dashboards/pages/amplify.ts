import type { Campaign } from '../../src/domain/campaign.ts';
import type { PostPage, PostView } from '../../src/domain/summary.ts';
import { calmText } from '../calm-text.ts';
import { provenanceLine } from '../coverage-words.ts';
import { duration } from '../format.ts';
import { queryString, safeHref } from '../href.ts';
import { type Html, html, joined } from '../html.ts';
import { htmlDocument, type Site } from '../layout.ts';
import { liveStrip } from '../live-strip.ts';
import { postCard } from '../post-card.ts';
import { groupFields, type PageQuery, ranges, select } from './filters.ts';

/** The orders of the list, as `sort` in the address. */
const sorts = { rising: 'Rising', top: 'Top', recent: 'Newest' } as const;

/** All that the amplify list shows. */
export interface AmplifyView {
  site: Site;
  campaign: Campaign;
  /** As in the address, with `sort`; rising if it says nothing. */
  query: PageQuery;
  tz: string;
  /** Codes to choose from. */
  languages: string[];
  list: PostPage;
}

const windowMs = 2 * 3_600_000;
const aims: Record<string, string> = {
  rising: 'Posts of the last 24 hours that gain more reactions than usual for accounts of their size.',
  top: 'The posts with the most reactions in the chosen time.',
  recent: 'The newest posts first.',
};

/** What is worth a boost right now, for volunteers on a phone: each post opens in the reader's own app. */
export function amplifyPage(view: AmplifyView): Html {
  const { site, campaign, list, query, tz } = view;
  const sort = query.sort && Object.hasOwn(sorts, query.sort) ? query.sort : 'rising';
  const body = html`<h1>${sort === 'rising' ? 'Rising posts' : 'Posts to amplify'}</h1>
<p class="about">${aims[sort]} Open one in your own app and boost it there.</p>
${liveStrip(campaign.slug, provenanceLine(list, tz, `/c/${encodeURIComponent(campaign.slug)}/status`))}
${form(view, sort)}
<p class="needs-script settings"><label class="check"><input type="checkbox" data-hide-seen> Hide seen posts</label> <button class="button small" type="button" data-change-server>My server: <span data-server-name>not set</span></button></p>
<section class="card" aria-label="${sorts[sort as keyof typeof sorts]}">
<div class="arrivals" data-arrivals aria-live="polite"></div>
${list.posts.length === 0 ? empty(view) : html`<ol class="posts" id="posts" data-live="ask">${list.posts.map((post) => card(post, view))}</ol>`}
${more(view)}</section>
${serverDialog}`;
  const figures = { asOf: list.asOf, tz };
  return htmlDocument(
    { site, title: 'Amplify', campaign, page: 'amplify', figures, islands: ['live', 'list', 'amplify'], noindex: true },
    body,
  );
}

function form({ campaign, languages, query }: AmplifyView, sort: string): Html {
  const address = `/c/${encodeURIComponent(campaign.slug)}/amplify`;
  return html`<form class="filters card compact" method="get" action="${address}" aria-label="Which posts to show">
${select('sort', 'Order', Object.entries(sorts), sort)}
${sort !== 'rising' && select('range', 'Time', Object.entries(ranges), query.range || '7d')}
${groupFields(campaign, languages, query)}
<div class="buttons"><button class="button primary" type="submit">Show</button></div>
${narrowed(query) && html`<p class="reset"><a href="${address}">Show all posts again</a></p>`}</form>`;
}

function card(post: PostView, { site, tz }: AmplifyView): Html {
  return postCard(post, { now: site.now, tz, why: reason(post, site.now), actions: actions(post) });
}

/** Why a post stands here: that it rises, and the arguments it makes. What it gained is a sum of kinds, so it is not told. */
function reason(post: PostView, now: string): Html | null {
  const age = Math.max(60_000, Date.parse(now) - Date.parse(post.createdAt));
  const time = age <= windowMs ? `its first ${duration(age)}` : 'the last 2 hours';
  const lift = post.lift ?? 0;
  const rise =
    lift >= 1
      ? `Rising: at least ${lift.toFixed(1)} times what is usual for an account of its size`
      : (post.velocity ?? 0) > 0 && `New reactions in ${time}`;
  const about = post.arguments.length > 0 && `about ${post.arguments.join(', ')}`;
  return rise === false && about === false ? null : joined([rise, about], ' · ');
}

/** Each opens the post; none of them writes anything anywhere. */
function actions(post: PostView): Html | null {
  const address = safeHref(post.url);
  if (address === null) return null;
  const rel = 'noopener noreferrer nofollow ugc';
  const words = post.platform === 'bluesky' ? 'Open on Bluesky' : 'Open post';
  const remote = post.platform === 'mastodon' && safeHref(post.uri) !== null;
  const home = html`<a class="button needs-script" href="${address}" rel="${rel}" target="_blank" data-uri="${post.uri}">Open on my server</a>`;
  const whose = post.author.handle === null ? '' : ` of ${calmText(post.author.handle)}`;
  return html`<a class="button primary" href="${address}" rel="${rel}" target="_blank">${words}<span class="hidden">${whose}</span></a> ${remote && home} <button class="button needs-script" type="button" data-copy="${address}">Copy link</button> <button class="button needs-script" type="button" data-seen="${post.id}" aria-pressed="false">Seen</button>`;
}

function more({ campaign, list, query }: AmplifyView): Html | null {
  if (list.cursor === null) return null;
  const address = `/c/${encodeURIComponent(campaign.slug)}/amplify${queryString({ ...query, cursor: list.cursor })}`;
  return html`<p><a class="button wide-button" href="${address}" rel="nofollow" data-more>Show 20 more</a></p>`;
}

function narrowed({ platform, tag, language, argument }: PageQuery): boolean {
  return [platform, tag, language, argument].some(Boolean);
}

function empty({ campaign, query }: AmplifyView): Html {
  const address = `/c/${encodeURIComponent(campaign.slug)}/amplify`;
  const recent = html`<a href="${address}?sort=recent">See the newest posts</a>`;
  if (narrowed(query)) {
    return html`<div class="empty" id="posts" data-live><p><strong>No posts match these choices.</strong></p><p><a href="${address}">Show all</a> or choose less.</p></div>`;
  }
  return html`<div class="empty" id="posts" data-live><p><strong>Nothing rises right now.</strong></p><p>A post appears here when it gains at least two reactions more than usual. ${recent} instead.</p></div>`;
}

const serverDialog = html`<dialog class="card" data-server-dialog aria-labelledby="server-title"><form method="dialog" class="stack">
<h2 id="server-title">Your Mastodon server</h2>
<p>Where is your account? Posts will open there, so that you can boost them. This is kept in this browser only.</p>
<div class="field"><label for="server">Server, for example mastodon.social</label><input id="server" name="server" autocomplete="off" autocapitalize="none" spellcheck="false" inputmode="url" aria-describedby="server-error"></div>
<p id="server-error" class="warn" role="alert"></p>
<div class="buttons"><button class="button primary" type="submit" value="save">Save</button> <button class="button" type="submit" value="cancel" formnovalidate>Cancel</button></div></form></dialog>`;
