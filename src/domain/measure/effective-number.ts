/** How many equally large groups would be as diverse: e to the Shannon entropy of the shares. Null: nothing to share. */
export function effectiveNumber(sizes: readonly number[]): number | null {
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all === 0) return null;
  const entropy = sizes.reduce((sum, size) => (size === 0 ? sum : sum - (size / all) * Math.log(size / all)), 0);
  return Math.exp(entropy);
}
