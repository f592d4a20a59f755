/** Markup that is safe to print as it stands. Made by `html` here and by `jsonScript`; nobody else calls `trusted`. */
export class Html {
  readonly text: string;
  private constructor(text: string) {
    this.text = text;
  }
  /** Wraps markup unescaped. Only `html.ts` and `json-script.ts` may call it; a test counts the callers. */
  static trusted(text: string): Html {
    return new Html(text);
  }
  toString(): string {
    return this.text;
  }
}

/** What a template takes: `Html` and arrays pass, null, undefined and false print nothing, all else is escaped. */
export type Printable = Html | string | number | bigint | false | null | undefined | readonly Printable[];

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Control characters and the like, which neither HTML nor XML may hold. */
const forbidden = /[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu;

/** Text as it may stand between tags and in quoted attributes, in HTML and in XML. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '')
    .replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function print(value: Printable): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(print).join('');
  return escapeText(String(value));
}

/**
 * Template tag that escapes every value that is not `Html`. Attributes must be quoted; an address must first pass
 * `safeHref`, since escaping does not stop `javascript:`.
 */
export function html(parts: TemplateStringsArray, ...values: Printable[]): Html {
  let text = parts[0] ?? '';
  for (const [index, value] of values.entries()) text += print(value) + (parts[index + 1] ?? '');
  return Html.trusted(text);
}

/** The values with a separator between them, leaving out those that print nothing. */
export function joined(values: readonly Printable[], separator: Printable = ' '): Html {
  const shown = values.map(print).filter((text) => text !== '');
  return Html.trusted(shown.join(print(separator)));
}
