import fc from 'fast-check';
import { begin, type Fact } from './tables-scene.ts';

const quarter = 900_000;
export const day = 86_400_000;
export const reactions = ['likes', 'reposts', 'replies', 'quotes'] as const;

/** A window and filters, as a reader may ask for them. */
export interface Question {
  from: number;
  to: number;
  filters: Record<string, string>;
}

const window = fc
  .tuple(fc.integer({ min: 0, max: 30 * 96 }), fc.oneof(fc.constant(7 * 96), fc.integer({ min: 1, max: 32 * 96 })))
  .map(([start, length]) => ({ from: begin + start * quarter, to: begin + (start + length) * quarter }));
const optional = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: '', freq: 2 });
/** Any question: also windows cut inside days and quarters, filters that nothing meets, several at once. */
export const question: fc.Arbitrary<Question> = fc
  .tuple(
    window,
    fc.record({
      platform: optional('bluesky', 'mastodon'),
      tag: optional('keep4o', 'OpenSource4o'),
      language: optional('en', 'und', 'fr'),
      argument: optional('safety', 'silence'),
    }),
  )
  .map(([times, filters]) => ({
    ...times,
    filters: Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== '')),
  }));

/** As the query of an address. */
export const queryOf = ({ from, to, filters }: Question, more: Record<string, string> = {}) =>
  new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...filters, ...more });

/** The facts that a question is about. */
export const chosen = (facts: readonly Fact[], { from, to, filters }: Question) =>
  facts.filter(
    (fact) =>
      fact.at >= from &&
      fact.at < to &&
      (!filters.platform || fact.platform === filters.platform) &&
      (!filters.tag || fact.tags.includes(filters.tag)) &&
      (!filters.language || fact.language === filters.language) &&
      (!filters.argument || fact.arguments.includes(filters.argument)),
  );

/** Distinct posts and accounts, and sums of reactions. */
export const figures = (facts: readonly Fact[]) => ({
  posts: facts.length,
  authors: new Set(facts.map(({ author }) => author)).size,
  ...Object.fromEntries(reactions.map((kind) => [kind, facts.reduce((sum, fact) => sum + fact[kind], 0)])),
});
