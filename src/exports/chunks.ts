const mostRows = 500;

/** Turns rows into few pieces of text, as they come: 500 at a time. */
export async function* inChunks<Row>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  toText: (rows: readonly Row[]) => string,
): AsyncGenerator<string> {
  let waiting: Row[] = [];
  for await (const row of rows) {
    waiting.push(row);
    if (waiting.length < mostRows) continue;
    yield toText(waiting);
    waiting = [];
  }
  if (waiting.length > 0) yield toText(waiting);
}
