import type { Campaign } from '../../src/domain/campaign.ts';
import type { CoverageAnswer, SourceCoverage } from '../../src/domain/summary.ts';
import { coverageSentence } from '../coverage-words.ts';
import { dayText, percent, sourceName, time } from '../format.ts';
import { type Html, html } from '../html.ts';
import { htmlDocument, type Site } from '../layout.ts';
import { stateBadge } from '../source-state.ts';
import { type FamilySpellings, type SpellingWord, spellingsText } from './method-spellings.ts';

/** All that the method page of a campaign shows. */
export interface MethodView {
  site: Site;
  campaign: Campaign;
  tz: string;
  /** Rises when a figure is worked out in another way. */
  methodVersion: string;
  /** First instant that any source of the campaign covers; null: nothing yet. */
  watchedSince: string | null;
  /** Since the campaign's first day, or as far back as is known. */
  coverage: CoverageAnswer;
  /** Days that text and names are kept. */
  retainTextDays: number;
  /** Likes and reposts are also taken from Bluesky's stream. */
  streamEngagement: boolean;
  /** Families with their spellings of the last seven days. */
  families: readonly FamilySpellings[];
  decisions: readonly SpellingWord[];
  /** Who runs this instance; null: not said. */
  contact: string | null;
}

/** How the figures come about, in plain words, and what is true of this instance. For those who cite them. */
export function methodPage(view: MethodView): Html {
  const { site, campaign, coverage, tz } = view;
  const body = html`<h1>How this is counted</h1>
<p class="about">For those who cite a figure. Method version ${view.methodVersion}, as of ${time(coverage.asOf, tz)}.</p>
<div class="pair">
${section('What is counted', counting(campaign))}
${section('What you can rely on', honesty)}
${section('Reactions', reactions(view))}
${section('What we cannot see', blind)}
</div>
${section('Where the posts come from', sources(view))}
<div class="pair">
${section('Hashtags and spellings', spellingsText(view.families, view.decisions, tz))}
${section('People', people(view))}
</div>
${section('How to cite', html`<p>Give the figure with its time span, its “as of” time, how much of the time was watched and the address of the page. For example: “${campaign.name}, posts, ${dayText(coverage.from, tz, date)} to ${dayText(coverage.to, tz, date)}, as of ${dayText(coverage.asOf, tz, date)}, watched ${percent(coverage.coverage)} of the time, Groundswell method ${view.methodVersion}.”</p>`)}`;
  return htmlDocument({ site, title: 'Method', campaign, page: 'method', figures: { asOf: coverage.asOf, tz } }, body);
}

const date = { day: 'numeric', month: 'long', year: 'numeric' } as const;

function section(title: string, content: Html): Html {
  const id = title.toLowerCase().replace(/[^a-z]+/g, '-');
  return html`<section class="card prose" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${content}</section>`;
}

function counting(campaign: Campaign): Html {
  return html`<ul>
<li><strong>A post is one post.</strong> If five servers show it, it counts once. Replies and quotes are posts. Reposts and boosts are not; they are reactions.</li>
<li><strong>Accounts, not people.</strong> One person may have two accounts, and one account may be run by many. Accounts of a week are not the sum of the accounts of its days.</li>
<li><strong>Groups overlap.</strong> A post with two hashtags counts under both, so the hashtags add up to more than the total. The same is true of arguments.</li>
<li><strong>Copies stay visible.</strong> A post that a bridge copies to the other network counts there too, and every total says how many such copies are in it.</li>
<li><strong>Deleted posts leave.</strong> So do the posts of accounts that are gone.</li>
<li>Counted from ${dayText(Temporal.PlainDate.from(campaign.since).toZonedDateTime(campaign.timezone).epochMilliseconds, campaign.timezone, date)} on (time zone ${campaign.timezone}). Only public posts.</li></ul>`;
}

const honesty = html`<ul>
<li><strong>Zero means that we watched and saw nothing.</strong> Where nobody watched, you see “–” and a hatched gap. It is never drawn as zero and never filled with a guess.</li>
<li><strong>“Watched”</strong> is the share of the time in which we really received the networks. A quiet hashtag is not an outage: we judge by all the traffic, not by our posts.</li>
<li><strong>The running hour is marked</strong> as not complete. No comparison uses it.</li>
<li><strong>Below 95 %</strong> a figure is a lower bound, and the chart shows it hatched.</li>
<li>Late posts and repaired gaps change old figures. That is why each says “as of”.</li></ul>`;

function reactions({ streamEngagement }: MethodView): Html {
  const live = streamEngagement
    ? 'Likes and reposts on Bluesky also come from its live stream.'
    : 'Likes and reposts are not taken from the live stream here.';
  return html`<ul>
<li>Likes, reposts, replies and quotes are shown each by its own name. They are never added up to one figure.</li>
<li>They belong to the time of the <em>post</em>, not of the reaction, and are as old as their own “as of”: we ask again often while a post is young, rarely later. ${live}</li>
<li>On Mastodon a count comes from the post's own server where we watch it. Elsewhere it is the highest count that we saw, which may be too low.</li>
<li>Mastodon servers of older versions do not count quotes. Then you see “–”.</li></ul>`;
}

const blind = html`<ul>
<li><strong>Bluesky</strong> is received whole, through its public stream (Jetstream). The stream is not signed: we trust its operator to pass on what was posted.</li>
<li><strong>Mastodon</strong> is thousands of servers. We see what reaches the servers listed below, and nothing else. Its true total is higher.</li>
<li>Beside ours stands what a <strong>server counted itself</strong> of a hashtag, where it tells, and how many of those posts it has shown us. That is its figure: it counts when a post reaches it, and never takes off what was deleted.</li>
<li>Private posts and posts for followers only are never seen, and not looked for.</li>
<li>What was found later by search or import is shown apart, as hollow dots: it is a sample.</li></ul>`;

function people({ retainTextDays, contact }: MethodView): Html {
  return html`<p>Texts and names are kept for ${retainTextDays} days, then only counts remain. Who has asked not to be shown to logged-out readers, or not to be indexed, is counted but not shown: no name, no text. There is no ranking of accounts. Pictures are never loaded from other servers.</p>
${contact === null ? html`<p class="quiet">The operator of this instance gives no contact.</p>` : html`<p>Operator of this instance: ${contact}</p>`}`;
}

function sources({ coverage, watchedSince, tz }: MethodView): Html {
  const since =
    watchedSince === null ? html`Nothing has been watched yet.` : html`Watched since ${time(watchedSince, tz)}.`;
  const row = (source: SourceCoverage) =>
    html`<tr><th scope="row">${sourceName(source.source)}</th><td class="words">${stateBadge(source.state)}</td><td>${percent(source.coverage)}</td></tr>`;
  const refusal = ({ source, reason }: CoverageAnswer['refused'][number]) =>
    html`<li><b>${sourceName(source)}</b>: ${reason}</li>`;
  const no = html`<h3>Servers that do not let us read</h3><ul>${coverage.refused.map(refusal)}</ul><p>Their no is respected. What they alone know is not counted.</p>`;
  return html`<p>${since} ${coverageSentence(coverage.coverage)}</p>
<table class="short"><caption class="hidden">Sources of this campaign</caption><thead><tr><th scope="col">Source</th><th scope="col" class="words">State</th><th scope="col">Watched</th></tr></thead><tbody>${coverage.sources.map(row)}</tbody></table>
${coverage.refused.length > 0 && no}`;
}
