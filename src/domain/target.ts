/** A target of a campaign, ready to be looked for. */
export interface CompiledTarget {
  /** As declared. */
  target: string;
  pattern: RegExp;
}

/** Compiles targets (`@OpenAI`), which are literals. */
export function compileTargets(targets: readonly string[]): CompiledTarget[] {
  return targets.map((target) => ({
    target,
    pattern: new RegExp(`(?<![\\p{L}\\p{Nd}_])${RegExp.escape(target.toLowerCase())}(?![\\p{L}\\p{Nd}_])`, 'u'),
  }));
}

/** Targets named in a text in any case, without a letter, digit or `_` on either side, in the campaign's order. */
export function matchTargets(text: string, targets: readonly CompiledTarget[]): string[] {
  if (targets.length === 0) return [];
  const folded = text.toLowerCase();
  return targets.filter(({ pattern }) => pattern.test(folded)).map(({ target }) => target);
}
