import { readFileSync } from 'node:fs';

const folder = new URL('../../data/', import.meta.url);

/** Text of a recording under tests/data. */
export function recordedText(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}

/** Lines of a recorded stream. */
export function recordedLines(path: string): string[] {
  return recordedText(path)
    .split('\n')
    .filter((line) => line !== '');
}

/** A recorded document. Tests know its shape. */
export function recordedJson<T>(path: string): T {
  return JSON.parse(recordedText(path)) as T;
}
