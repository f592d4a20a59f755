/** Wilson's 95 % interval of a share k/n, with the effective size N²/Σx² of n posts by authors with x each (9.1). */
export function wilson(hits: number, postsByAuthor: readonly number[]): { share: number; low: number; high: number } {
  const n = postsByAuthor.reduce((sum, x) => sum + x, 0);
  const size = n ** 2 / postsByAuthor.reduce((sum, x) => sum + x * x, 0);
  const share = hits / n;
  const z = 1.959963984540054;
  const middle = (share + z ** 2 / (2 * size)) / (1 + z ** 2 / size);
  const half = (z * Math.sqrt((share * (1 - share)) / size + z ** 2 / (4 * size ** 2))) / (1 + z ** 2 / size);
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
