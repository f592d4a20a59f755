import type { OptOut, PostFlag } from '../../domain/post.ts';

const notShown = new Set(['!hide', '!takedown', '!suspend', '!no-unauthenticated']);

/** Labels that an author put on a record or profile (`com.atproto.label.defs#selfLabels`); what is malformed is none. */
export function selfLabels(record: Record<string, unknown>): string[] {
  const { labels } = record;
  const values = typeof labels === 'object' && labels !== null && 'values' in labels ? labels.values : null;
  return Array.isArray(values) ? values.flatMap((label) => labelValue(label) ?? []) : [];
}

/** Labels of a view that are in force at a time (ms): not negated, not expired. Null if the view shows none at all. */
export function labelsInForce(labels: unknown, at: number): string[] | null {
  if (!Array.isArray(labels)) return null;
  const inForce = new Map<string, boolean>();
  for (const label of labels.slice(0, 200)) {
    const value = labelValue(label);
    if (value === null) continue;
    const expires = typeof label.exp === 'string' ? Date.parse(label.exp) : Number.NaN;
    const source = typeof label.src === 'string' ? label.src : '';
    inForce.set(`${source} ${value}`, label.neg !== true && !(expires <= at));
  }
  return [...inForce].filter(([, holds]) => holds).map(([key]) => key.slice(key.indexOf(' ') + 1));
}

/** What labels of a post, or of its author, mean for showing it. Any label but `bot` keeps it off the amplify list. */
export function flagsOf(labels: readonly string[]): PostFlag[] {
  if (labels.some((label) => notShown.has(label))) return ['hidden'];
  return labels.some((label) => label !== 'bot') ? ['sensitive'] : [];
}

/** What labels of an account mean for showing it: its own wish, or a moderation that hides it. */
export function optOutsOf(labels: readonly string[]): OptOut[] {
  return labels.some((label) => notShown.has(label)) ? ['unauthenticated'] : [];
}

function labelValue(label: unknown): string | null {
  return typeof label === 'object' && label !== null && 'val' in label && typeof label.val === 'string'
    ? label.val
    : null;
}
