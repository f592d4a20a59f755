import { expect } from 'vitest';

const relative = 1e-6;

/** Where two figures differ by more than a millionth, as `path: ours, theirs`. Numbers only by value, objects by ours. */
export function differences(oracle: unknown, product: unknown, path = ''): string[] {
  if (typeof oracle === 'number' && typeof product === 'number') {
    const apart = Math.abs(oracle - product);
    const close = apart <= relative * Math.max(Math.abs(oracle), Math.abs(product)) || apart < 1e-12;
    return close ? [] : [`${path}: oracle ${oracle}, product ${product}`];
  }
  if (typeof oracle === 'object' && oracle !== null && typeof product === 'object' && product !== null) {
    if (Array.isArray(oracle) && Array.isArray(product) && oracle.length !== product.length)
      return [`${path}: oracle has ${oracle.length}, product ${product.length}`];
    return Object.entries(oracle).flatMap(([key, value]) =>
      differences(value, (product as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  const said = (value: unknown) => JSON.stringify(value) ?? 'nothing';
  return Object.is(oracle, product) ? [] : [`${path}: oracle ${said(oracle)}, product ${said(product)}`];
}

/** Fails with all differences, the first ones in words. */
export function expectAgreement(oracle: unknown, product: unknown, what: string): void {
  const found = differences(oracle, product);
  expect(found.slice(0, 12), `${what}: ${found.length} differences`).toEqual([]);
}

/** Rows by their key. */
export const keyed = <T>(rows: readonly T[], key: (row: T) => string): Record<string, T> =>
  Object.fromEntries(rows.map((row) => [key(row), row]));
