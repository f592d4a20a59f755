import { z } from 'zod';
import { GroundswellError } from '../../errors.ts';

/** A place in a list as an opaque word, good for that list of that campaign only. */
export function encodeCursor(slug: string, list: string, place: readonly number[]): string {
  return Buffer.from(JSON.stringify([1, slug, list, ...place])).toString('base64url');
}

/**
 * The numbers of a cursor; null for none.
 * @throws GroundswellError `query-invalid` for a cursor that is not of this list
 */
export function decodeCursor(text: string | undefined, slug: string, list: string, size: number): number[] | null {
  if (!text) return null;
  const refused = new GroundswellError('query-invalid', 'cursor is not valid, start again without it.');
  if (text.length > 500 || !/^[\w-]+$/.test(text)) throw refused;
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  const place = z.tuple([z.literal(1), z.literal(slug), z.literal(list)], z.int32().nonnegative()).safeParse(value);
  if (!place.success) throw refused;
  const [, , , ...numbers] = place.data;
  if (numbers.length !== size) throw refused;
  return numbers;
}
