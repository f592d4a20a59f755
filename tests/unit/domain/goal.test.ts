import { expect, test } from 'vitest';
import { compileGoal } from '../../../src/domain/goal.ts';

const isGoal = compileGoal('https://example.org/petition?id=7');

test.each([
  ['https://example.org/petition?id=7', true],
  ['http://www.EXAMPLE.org/petition/?utm_source=x&id=7#sign', true],
  ['https://example.org/petition', false],
  ['https://example.org/petition?id=8', false],
  ['https://example.org/petition/other?id=7', false],
  ['https://evil.org/?u=https://example.org/petition?id=7', false],
  ['javascript://example.org/petition?id=7', false],
  ['not a link example.org', false],
])('%s: %s', (link, leads) => expect(isGoal(link)).toBe(leads));
