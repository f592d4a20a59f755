/** Repeatable draws. */
export function dice(seed: number) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const under = (n: number) => Math.floor(next() * n);
  return { chance: (p: number) => next() < p, under, pick: <T>(of: readonly T[]): T => of[under(of.length)] as T };
}
export type Dice = ReturnType<typeof dice>;
