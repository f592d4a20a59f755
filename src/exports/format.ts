/** A value of a table; null is unknown. Times are RFC 3339 UTC. */
export type Cell = string | number | boolean | null | readonly string[];

/** What a file says of itself. `query` is the address that asks for it again; times RFC 3339 UTC, coverage 0..1. */
export interface ExportProvenance {
  method: string;
  query: string;
  from: string;
  to: string;
  asOf: string;
  coverage: number;
}

/** What is exported, whatever the format: named columns, rows of as many cells, read once. */
export interface ExportTable {
  provenance: ExportProvenance;
  columns: readonly string[];
  rows: AsyncIterable<readonly Cell[]> | Iterable<readonly Cell[]>;
}

/** The port of a file format. */
export interface ExportFormat {
  /** As `--format` and `format=` take it; also the ending of the file's name. */
  name: string;
  mediaType: string;
  /** The whole file in pieces, as the rows come. */
  encode(table: ExportTable): AsyncGenerator<string>;
}
