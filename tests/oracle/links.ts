import type { Counted } from './counted.ts';

const tracking = /^(?:utm_.*|fbclid|gclid|igshid|mc_cid|mc_eid|msclkid|ref_src)$/i;

/** Parameters of sharing at single sites. */
const atSites: Record<string, readonly string[]> = {
  'youtube.com': ['feature', 'si'],
  'youtu.be': ['feature', 'si'],
  'x.com': ['s', 't'],
  'twitter.com': ['s', 't'],
};

/** A page's address without what differs from sharing to sharing; null for what is no page. */
export function pageOf(link: string): string | null {
  if (!/^https?:\/\/./i.test(link.trim()) || !URL.canParse(link.trim())) return null;
  const url = new URL(link.trim());
  url.hash = '';
  url.username = '';
  url.password = '';
  const own = atSites[domainOf(url.href)] ?? [];
  const kept = url.search
    .slice(1)
    .split('&')
    .filter(
      (pair) => pair !== '' && !tracking.test(pair.split('=')[0] ?? '') && !own.includes(pair.split('=')[0] ?? ''),
    );
  url.search = kept.join('&');
  url.pathname = url.pathname.replace(/\/+$/, '') || '/';
  return url.href;
}

export const domainOf = (page: string): string => new URL(page).hostname.replace(/^www\./, '');

/** Posts by page or by domain; a post counts once for each. What only those wrote who asked to be left alone is not shown. */
export function byLink(posts: readonly Counted[], key: (page: string) => string): Map<string, Counted[]> {
  const found = new Map<string, Counted[]>();
  for (const post of posts) {
    const keys = new Set(post.links.flatMap((link) => pageOf(link) ?? []).map(key));
    for (const one of keys) found.set(one, [...(found.get(one) ?? []), post]);
  }
  for (const [one, own] of found) if (own.every(({ optedOut }) => optedOut)) found.delete(one);
  return found;
}
