/** One measured figure; `ratio` is value over baseline, both of one run. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  baseline: string;
  ratio: number;
}

const rounded = (value: number) => Number(value.toPrecision(4));

/** Prints a figure as one JSON line, with its bar where there is one. */
export function report({ ratio, value, ...figure }: Figure, bar?: { least?: number; most?: number }): void {
  const met =
    bar === undefined ? undefined : ratio >= (bar.least ?? 0) && ratio <= (bar.most ?? Number.POSITIVE_INFINITY);
  const line = {
    name: figure.name,
    value: rounded(value),
    unit: figure.unit,
    baseline: figure.baseline,
    ratio: rounded(ratio),
  };
  process.stdout.write(`${JSON.stringify(met === undefined ? line : { ...line, bar, met })}\n`);
}

/** Milliseconds that work takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
