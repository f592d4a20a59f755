import { plainLine } from './calm-text.ts';
import { time } from './format.ts';
import { type Html, html, type Printable } from './html.ts';

/** What every page knows of its instance. */
export interface Site {
  /** Of Groundswell, for the footer. */
  version: string;
  /** Changes when any asset does; stands in the query of their addresses. */
  assetVersion: string;
  /** Simulated posts: every page says DEMO. */
  demo: boolean;
  /** When the page was made, RFC 3339. */
  now: string;
}

/** The pages of a campaign, in the order of the navigation. */
const campaignPages = { overview: 'Overview', amplify: 'Amplify', method: 'Method', status: 'Status' } as const;
export type CampaignPage = keyof typeof campaignPages;

/** What a page adds to the shell. */
export interface Shell {
  site: Site;
  /** Of the browser tab, the campaign's name is added. */
  title: string;
  /** Whose navigation to show, and which of its pages this is (null: none of them). */
  campaign?: { slug: string; name: string } | null;
  page?: CampaignPage | null;
  /** As-of and zone of the figures, for the footer. */
  figures?: { asOf: string; tz: string } | null;
  /** Browser files that the page needs, by name: "live". */
  islands?: readonly string[];
  /** Keeps search engines away. */
  noindex?: boolean;
}

/** Address of a browser file, made new whenever the file is. */
export function asset(site: Site, name: string): string {
  return `/assets/${name}?v=${encodeURIComponent(site.assetVersion)}`;
}

/** The whole document around a page's body. No script and no style stands in it, so the strictest CSP holds. */
export function htmlDocument(shell: Shell, body: Printable): Html {
  const { site, campaign } = shell;
  const title = [shell.title, campaign?.name, 'Groundswell'].filter((part) => part !== undefined).join(' · ');
  const islands = (shell.islands ?? []).map(
    (name) => html`<script type="module" src="${asset(site, `${name}.js`)}"></script>
`,
  );
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${shell.noindex === true && html`<meta name="robots" content="noindex">`}
<title>${plainLine(title)}</title>
<link rel="icon" href="${asset(site, 'icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${asset(site, 'groundswell.css')}">
${islands}</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top">${site.demo && demoBanner}<div class="inner"><a class="brand" href="/">${wave}Groundswell</a>${campaign && navigation(campaign, shell.page ?? null)}</div></header>
<main id="main" class="inner" tabindex="-1">
${body}
</main>
${footer(shell)}
</body>
</html>
`;
}

const demoBanner = html`<p class="demo"><strong>DEMO</strong> <span>Simulated posts by made-up accounts, to show how Groundswell works.</span></p>`;

const wave = html`<svg class="wave" viewBox="0 0 28 20" width="28" height="20" aria-hidden="true"><path d="M2 16c4 0 5-4 8-8s6-6 9-5c4 1 4 7 0 7-2 0-3-1-3-3" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/><path d="M14 17h12" stroke="currentColor" stroke-width="2.4" stroke-linecap="round"/></svg>`;

function navigation(campaign: { slug: string; name: string }, here: CampaignPage | null): Html {
  const entries = Object.entries(campaignPages).map(([page, label]) => {
    const address = `/c/${encodeURIComponent(campaign.slug)}${page === 'overview' ? '' : `/${page}`}`;
    return html`<li><a href="${address}"${page === here && html` aria-current="page"`}>${label}</a></li>`;
  });
  return html`<nav aria-label="${plainLine(campaign.name)}"><ul>${entries}</ul></nav>`;
}

function footer({ site, figures, campaign }: Shell): Html {
  const tz = figures?.tz ?? 'UTC';
  const asOf = figures ? html`Figures as of ${time(figures.asOf, tz)}. ` : null;
  const method = campaign && html` <a href="/c/${encodeURIComponent(campaign.slug)}/method">How it is counted</a>`;
  return html`<footer class="foot"><div class="inner">
<p id="made" data-live>${asOf}Page made ${time(site.now, tz)}. Time zone ${tz}.</p>
<p><a href="/">All campaigns</a>${method} <a href="/docs">API</a> <span>Groundswell ${site.version}</span></p>
</div></footer>`;
}
