/** A link as given if it is http(s), can be parsed and is not longer than 2000 characters; else null. */
export function webUrl(link: unknown): string | null {
  if (typeof link !== 'string' || link.length > 2000 || !/^https?:\/\/[^\s\p{Cc}]+$/iu.test(link)) return null;
  return link.isWellFormed() && URL.canParse(link) ? link : null;
}

/** Host of a link with its port, in lower case, or null. */
export function hostOf(link: string | null): string | null {
  return (link !== null && URL.parse(link)?.host) || null;
}
