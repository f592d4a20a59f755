import { inChunks } from './chunks.ts';
import type { Cell, ExportFormat } from './format.ts';

/** Names without a double, so that none hides another in an object: the second `partial` is `partial (2)`. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name} (${times})`;
  });
}

/** Newline-delimited JSON: first `{"provenance":{…}}`, then one object a row. */
export const ndjson: ExportFormat = {
  name: 'ndjson',
  mediaType: 'application/x-ndjson',
  async *encode({ provenance, columns, rows }) {
    const names = distinct(columns);
    yield `${JSON.stringify({ provenance })}\n`;
    const toLine = (cells: readonly Cell[]) =>
      `${JSON.stringify(Object.fromEntries(names.map((name, i) => [name, cells[i] ?? null])))}\n`;
    yield* inChunks(rows, (some) => some.map(toLine).join(''));
  },
};
