import { stringify } from 'csv-stringify/sync';
import { inChunks } from './chunks.ts';
import type { Cell, ExportFormat, ExportProvenance } from './format.ts';

const mediaType = 'text/csv; charset=utf-8; header=present';

/** A list in one cell. */
const flat = (cell: Cell) => (Array.isArray(cell) ? cell.join(';') : cell);

/** Records. A cell that a spreadsheet would take for a formula gets an apostrophe before it; unknown is empty. */
const toRecords = (rows: readonly (readonly Cell[])[]): string =>
  stringify(
    rows.map((cells) => cells.map(flat)),
    { escape_formulas: true, cast: { boolean: String } },
  );

/** Comment lines before the header; a value never breaks its line. */
const toComments = (provenance: ExportProvenance): string =>
  Object.entries(provenance)
    .map(([name, value]) => `# ${name}: ${String(value).replaceAll(/\p{Cc}+/gu, ' ')}\n`)
    .join('');

/** CSV (RFC 4180 with line feeds): provenance as `#` lines, a header, one record a row. */
export const csv: ExportFormat = {
  name: 'csv',
  mediaType,
  async *encode({ provenance, columns, rows }) {
    yield toComments(provenance) + toRecords([columns]);
    yield* inChunks(rows, toRecords);
  },
};
