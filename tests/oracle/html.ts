const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

export const decode = (text: string): string =>
  text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex: string, decimal: string, name: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return named[name.toLowerCase()] ?? all;
  });

/** What a reader sees of simple HTML. */
export const textOf = (html: string): string =>
  decode(html.replace(/<(?:br|\/p|\/li|\/div)\b[^>]*>/gi, '\n').replace(/<[^>]*>/g, '')).trim();

/** The anchors of simple HTML. */
export function anchorsOf(html: string): { href: string; classes: string[]; text: string }[] {
  return [...html.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gis)].map(([, attributes = '', inner = '']) => ({
    href: decode(/\bhref="([^"]*)"/i.exec(attributes)?.[1] ?? ''),
    classes: (/\bclass="([^"]*)"/i.exec(attributes)?.[1] ?? '').split(/\s+/),
    text: textOf(inner),
  }));
}
