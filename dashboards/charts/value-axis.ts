import { figure } from '../format.ts';

/** Round marks from 0 to at least the greatest value, about four of them; halves only where values are not whole. */
export function valueTicks(values: readonly (number | null)[]): { value: number; label: string }[] {
  let most = 0;
  let whole = true;
  for (const value of values) {
    if (value === null) continue;
    most = Math.max(most, value);
    whole &&= Number.isInteger(value);
  }
  const step = roundStep(most / 4, whole);
  const count = Math.max(1, Math.ceil(most / step - 1e-9));
  return Array.from({ length: count + 1 }, (_, index) => {
    const value = Number((index * step).toPrecision(12));
    return { value, label: figure(value) };
  });
}

function roundStep(rough: number, whole: boolean): number {
  if (rough <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factors = whole && power < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  const step = (factors.find((factor) => factor * power >= rough - 1e-9) ?? 10) * power;
  return whole ? Math.max(1, step) : step;
}
