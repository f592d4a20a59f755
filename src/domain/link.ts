/** A web address as it is counted: without what only tracks, so that one page is one link. */
export interface Link {
  url: string;
  /** Host without `www.`. */
  domain: string;
}

const longest = 2000; // an index entry must fit a page of the database

/** Parameters that tell who came from where and change nothing on the page. */
const tracking =
  /^(?:utm_|mtm_|pk_|hsa_|fb_(?:action_ids|action_types|source|ref)$|(?:fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|ttclid|li_fat_id|igshid|igsh|mc_cid|mc_eid|ref_src|ref_url|mkt_tok|_hsenc|_hsmi|hsctatracking|vero_id|oly_anon_id|oly_enc_id|srsltid|epik|rb_clickid|_openstat|wt_mc|wt\.mc_id|s_cid|cmpid|guccounter|guce_referrer|guce_referrer_sig|__twitter_impression|_branch_match_id|_branch_referrer|sc_cid|spm|at_campaign|at_medium|xtor|_ga|_gl)$)/;

/** Parameters that track on some hosts only. */
const trackingOn: readonly [host: RegExp, names: RegExp][] = [
  [/(?:^|\.)(?:youtube\.com|youtu\.be)$/, /^(?:si|feature|pp|ab_channel)$/],
  [/(?:^|\.)spotify\.com$/, /^(?:si|nd|dlsi)$/],
  [/(?:^|\.)(?:x|twitter)\.com$/, /^(?:s|t|cxt)$/],
  [/(?:^|\.)(?:instagram|threads)\.(?:com|net)$/, /^(?:hl|xmt)$/],
];

/**
 * Normalises a web address: host in lower case, default port, user name, tracking parameters and trailing slash off;
 * the fragment off too, unless the page is chosen by it (`#/`, `#!`). What is left of the query stays as it was
 * written. Redirects are not followed, so a shortened address is one of its own. Null: no web address, or too long.
 */
export function normalizeLink(address: string): Link | null {
  const url = URL.parse(address.trim());
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  const host = url.hostname.replace(/\.$/, '');
  if (host === '') return null;
  const port = url.port === '' ? '' : `:${url.port}`;
  const path = url.pathname.length > 1 ? url.pathname.replace(/\/+$/, '') || '/' : '/';
  const fragment = /^#[/!]./.test(url.hash) ? url.hash : '';
  const clean = `${url.protocol}//${host}${port}${path}${queryOf(url.search, host)}${fragment}`;
  return clean.length > longest ? null : { url: clean, domain: host.replace(/^www\./, '') };
}

function queryOf(search: string, host: string): string {
  const own = trackingOn.filter(([on]) => on.test(host)).map(([, names]) => names);
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => {
      const name = (part.split('=')[0] ?? '').toLowerCase();
      return part !== '' && !tracking.test(name) && !own.some((names) => names.test(name));
    });
  return kept.length === 0 ? '' : `?${kept.join('&')}`;
}

/** The distinct links of a post. */
export function distinctLinks(addresses: readonly string[]): Link[] {
  const links = addresses.flatMap((address) => normalizeLink(address) ?? []);
  return [...new Map(links.map((link) => [link.url, link])).values()];
}
