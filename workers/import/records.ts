import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { GroundswellError } from '../../src/errors.ts';

/** One record of a file with what its recording says of it. */
export interface RecordedItem {
  /** Text of a frame, or a parsed status or view. */
  value: unknown;
  /** `Date` of the recorded answer, ms; null if there is none. */
  answeredAt: number | null;
  /** Origin of the recorded request, if there is one. */
  base: string | null;
}

const longestDocument = 512 * 1024 * 1024;

const unreadable = (path: string, why: string, cause?: unknown) =>
  new GroundswellError('file-unreadable', `${path} cannot be read: ${why}.`, { cause });

function open(path: string): Readable {
  if (path === '-') return process.stdin;
  const file = createReadStream(path);
  const unpack = path.endsWith('.gz') ? createGunzip() : path.endsWith('.zst') ? createZstdDecompress() : null;
  if (!unpack) return file;
  file.on('error', (error) => unpack.destroy(error));
  return file.pipe(unpack);
}

/** Size of a file in bytes, for the progress; null if unknown. @throws GroundswellError `file-unreadable` */
export async function sizeOf(path: string): Promise<number | null> {
  if (path === '-') return null;
  try {
    const found = await stat(path);
    if (found.isDirectory()) throw unreadable(path, 'it is a folder; name its files');
    return found.size;
  } catch (error) {
    if (error instanceof GroundswellError) throw error;
    throw unreadable(
      path,
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (error as Error).message,
      error,
    );
  }
}

/** The lines of a file, unpacked, empty ones left out. Only a line feed ends a line: JSON may hold U+2028. @throws GroundswellError `file-unreadable` */
export async function* readLines(path: string): AsyncGenerator<string> {
  const stream = open(path).setEncoding('utf8');
  let parts: string[] = []; // of a line that has not ended: joined once, since a document may be one line of 100 MB
  let length = 0;
  const whole = (end: string) => (parts.length === 0 ? end : [...parts, end].join(''));
  try {
    for await (const chunk of stream as AsyncIterable<string>) {
      const [first = '', ...lines] = chunk.split('\n');
      length += first.length;
      if (length > longestDocument) throw unreadable(path, 'a line of more than 512 MB');
      if (lines.length === 0) {
        parts.push(first);
        continue;
      }
      const rest = lines.pop() ?? '';
      for (const line of [whole(first), ...lines]) if (line.trim() !== '') yield line;
      parts = [rest];
      length = rest.length;
    }
  } catch (error) {
    if (error instanceof GroundswellError) throw error;
    throw unreadable(path, (error as NodeJS.ErrnoException).code ?? (error as Error).message, error);
  }
  const last = whole('');
  if (last.trim() !== '') yield last;
}

interface Exchange {
  request?: { url?: unknown };
  response?: { headers?: Record<string, unknown>; body?: unknown };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function itemsOf(value: unknown): RecordedItem[] {
  if (Array.isArray(value)) return value.map((one) => ({ value: one, answeredAt: null, base: null }));
  if (typeof value === 'object' && value !== null) {
    const { response, request } = value as Exchange;
    if (response && typeof response === 'object') {
      const url = typeof request?.url === 'string' && URL.canParse(request.url) ? new URL(request.url).origin : null;
      const header = Object.entries(response.headers ?? {}).find(([name]) => name.toLowerCase() === 'date')?.[1];
      const at = typeof header === 'string' ? Date.parse(header) : Number.NaN;
      return itemsOf(response.body).map((item) => ({ ...item, base: url, answeredAt: Number.isNaN(at) ? null : at }));
    }
    const { posts } = value as { posts?: unknown };
    if (Array.isArray(posts)) return itemsOf(posts);
  }
  return value === undefined
    ? [{ value: undefined, answeredAt: null, base: null }]
    : [{ value, answeredAt: null, base: null }];
}

/**
 * Statuses or views of a file: one a line, or one JSON document that is an array, `{posts: […]}` or a recorded exchange.
 * @throws GroundswellError `file-unreadable`
 */
export async function* readItems(path: string): AsyncGenerator<RecordedItem> {
  const lines = readLines(path);
  const first = await lines.next();
  if (first.done) return;
  const value = parse(first.value);
  if (value !== undefined) {
    yield* itemsOf(value);
    for await (const line of lines) yield* itemsOf(parse(line));
    return;
  }
  // Not one record a line: the whole file is one document.
  const parts = [first.value];
  let length = first.value.length;
  for await (const line of lines) {
    parts.push(line);
    length += line.length;
    if (length > longestDocument)
      throw unreadable(path, 'a single JSON document of more than 512 MB; give one record a line');
  }
  yield* itemsOf(parse(parts.join('\n')));
}
