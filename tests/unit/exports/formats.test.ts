import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csv } from '../../../src/exports/csv.ts';
import type { Cell, ExportFormat, ExportTable } from '../../../src/exports/format.ts';
import { ndjson } from '../../../src/exports/ndjson.ts';
import { readCsv } from '../../integration/exports/csv-reader.ts';

const provenance = {
  method: '1.0',
  query: '/api/v1/campaigns/keep4o/export?what=posts',
  from: '2026-02-02T00:00:00.000Z',
  to: '2026-02-03T00:00:00.000Z',
  asOf: '2026-02-03T00:00:00.000Z',
  coverage: 0.5,
};

async function textOf(format: ExportFormat, table: Omit<ExportTable, 'provenance'>, over = {}): Promise<string> {
  let text = '';
  for await (const chunk of format.encode({ provenance: { ...provenance, ...over }, ...table })) text += chunk;
  return text;
}

const formula = /^[-=+@\t\r＝＋－＠]/;

test('whatever stands in a cell, a reader of CSV gets it back, with an apostrophe before what looks like a formula', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.constantFrom('=1', '@x', 'a"b', 'a\r\nb', '#x', ''))),
      async (cells) => {
        const rows: Cell[][] = cells.map(([a, b]) => [`row ${a}`, b, a]);
        const { records } = readCsv(await textOf(csv, { columns: ['one', 'two', 'three'], rows }));
        const shown = (cell: Cell) => (formula.test(String(cell)) ? `'${String(cell)}` : cell);
        expect(records).toEqual(rows.map((row) => row.map(shown)));
      },
    ),
  ));

test('numbers stay numbers, unknown is empty, a list is one cell, truth is a word', async () => {
  const rows = [[-1, 0, null, ['a', 'b'], true, 1.5]];
  expect(await textOf(csv, { columns: ['a', 'b', 'c', 'd', 'e', 'f'], rows })).toMatch(/\n-1,0,,a;b,true,1.5\n$/);
});

test('column names are cells too', async () => {
  expect(await textOf(csv, { columns: ['bucket', '=cmd()', '@sama', 'partial'], rows: [] })).toMatch(
    /\nbucket,'=cmd\(\),'@sama,partial\n$/,
  );
});

test('a line of provenance is one line', async () => {
  const { comments, header } = readCsv(await textOf(csv, { columns: ['a'], rows: [] }, { query: 'x\r\na\nb\u2028c' }));
  expect(comments).toContain('# query: x a b\u2028c');
  expect(header).toEqual(['a']);
});

test('lines of JSON begin with the provenance, and no column hides another', async () => {
  const text = await textOf(ndjson, {
    columns: ['bucket', 'partial', '__proto__', 'partial'],
    rows: [['x\ny\u2028', 7, 8, true]],
  });
  const [first, second, ...rest] = text.split('\n');
  expect(JSON.parse(first ?? '')).toEqual({ provenance });
  expect(Object.entries(JSON.parse(second ?? ''))).toEqual([
    ['bucket', 'x\ny\u2028'],
    ['partial', 7],
    ['__proto__', 8],
    ['partial (2)', true],
  ]);
  expect(rest).toEqual(['']);
});

test.each([csv, ndjson])('$name: thousands of rows come in few pieces, each once and in order', async (format) => {
  const rows = Array.from({ length: 1234 }, (_, i) => [i]);
  const pieces: string[] = [];
  for await (const piece of format.encode({ provenance, columns: ['n'], rows })) pieces.push(piece);
  expect(pieces.length).toBeLessThan(6);
  const numbers = pieces
    .slice(1)
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => Number(/\d+/.exec(line)?.[0]));
  expect(numbers).toEqual(rows.flat());
});
