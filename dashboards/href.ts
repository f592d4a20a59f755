import { type Html, html, type Printable } from './html.ts';

/** The address if it is an absolute http or https one, without a user name in it; else null. */
export function safeHref(address: string | null | undefined): string | null {
  if (address === null || address === undefined || !/^https?:\/\//i.test(address)) return null;
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  return url.href;
}

/** A link to somebody else's page, or the content alone where the address is not safe. */
export function outwardLink(address: string | null | undefined, content: Printable, classes?: string): Html {
  const href = safeHref(address);
  if (href === null) return html`${content}`;
  const className = classes === undefined ? null : html` class="${classes}"`;
  return html`<a href="${href}"${className} rel="noopener noreferrer nofollow ugc">${content}</a>`;
}

/** A query string with its `?`, of the values that are neither null nor empty, in the order given; else ''. */
export function queryString(values: Record<string, string | number | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== null && value !== undefined && value !== '') query.append(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
