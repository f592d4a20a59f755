import type { Counted } from './counted.ts';

const tracking = /^(?:utm_.*|fbclid|gclid|igshid|mc_cid|mc_eid|msclkid|ref_src)$/i;

/** A page's address without what differs from sharing to sharing; null for what is no page. */
export function pageOf(link: string): string | null {
  if (!/^https?:\/\/./i.test(link.trim()) || !URL.canParse(link.trim())) return null;
  const url = new URL(link.trim());
  url.hash = '';
  url.username = '';
  url.password = '';
  for (const name of [...url.searchParams.keys()]) if (tracking.test(name)) url.searchParams.delete(name);
  url.pathname = url.pathname.replace(/\/+$/, '') || '/';
  return url.href;
}

export const domainOf = (page: string): string => new URL(page).hostname.replace(/^www\./, '');

/** Posts by page or by domain; a post counts once for each. */
export function byLink(posts: readonly Counted[], key: (page: string) => string): Map<string, Counted[]> {
  const found = new Map<string, Counted[]>();
  for (const post of posts) {
    const keys = new Set(post.links.flatMap((link) => pageOf(link) ?? []).map(key));
    for (const one of keys) found.set(one, [...(found.get(one) ?? []), post]);
  }
  return found;
}
