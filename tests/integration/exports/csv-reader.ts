/** Reads CSV by RFC 4180, one character after the other, without any code of ours: comments before the header, then records. */
export function readCsv(text: string): {
  comments: string[];
  header: string[];
  rows: Record<string, string>[];
  records: string[][];
} {
  const comments: string[] = [];
  let at = 0;
  while (text[at] === '#') {
    const end = text.indexOf('\n', at);
    comments.push(text.slice(at, end));
    at = end + 1;
  }
  const records: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  for (; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ',' || c === '\n') {
      record.push(cell);
      cell = '';
      if (c === '\n') records.push(record);
      if (c === '\n') record = [];
    } else cell += c;
  }
  if (quoted || cell !== '' || record.length > 0) throw new Error('the last record does not end');
  const [header = [], ...rest] = records;
  const rows = rest.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i] ?? ''])));
  return { comments, header, rows, records: rest };
}
