import { type Html, html } from '../html.ts';
import { type CampaignPage, htmlDocument, type Site } from '../layout.ts';

/** What went wrong, as problem details say it. */
export interface ErrorView {
  site: Site;
  status: number;
  /** "No such campaign". */
  title: string;
  /** One sentence that names the thing and the mend. */
  detail: string | null;
  /** Under which the operator finds it in the log. */
  reference: string | null;
  campaign?: { slug: string; name: string } | null;
  page?: CampaignPage | null;
}

const advice: Record<number, string> = {
  400: 'Check the address, or go back and choose again.',
  404: 'The address may be old or mistyped.',
  429: 'You asked very often in a short time. Wait a few seconds, then load the page again.',
  503: 'Groundswell is starting or its database is away. Load the page again in a minute.',
};

/** A page for 400, 404, 429, 500 and the like: what happened, what to do, and a way on. */
export function errorPage({ site, status, title, detail, reference, campaign, page }: ErrorView): Html {
  const fallback =
    status >= 500 ? 'This is our fault, not yours. Load the page again; if it stays, tell the operator.' : null;
  const back = campaign
    ? html`<a class="button primary" href="/c/${encodeURIComponent(campaign.slug)}">To the overview</a> `
    : null;
  const body = html`<section class="problem"><p class="quiet">Error ${status}</p><h1>${title}</h1>
${detail !== null && html`<p class="lead">${detail}</p>`}
<p>${advice[status] ?? fallback}</p>
${reference !== null && html`<p class="quiet">Reference for the operator: <code>${reference}</code></p>`}
<p class="row">${back}<a class="button" href="/">All campaigns</a></p></section>`;
  return htmlDocument({ site, title, campaign: campaign ?? null, page: page ?? null, noindex: true }, body);
}
