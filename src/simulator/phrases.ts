import { ja, ko } from './phrases-asia.ts';
import { en } from './phrases-english.ts';
import { de, es, fr, pt } from './phrases-europe.ts';

export type Argument = 'safety' | 'innovation' | 'ownership' | 'model';

/** Parts of a sentence in one language. `{who}`, `{task}`, `{n}` are filled in. */
export interface Phrases {
  readonly weight: number;
  /** Between parts: nothing in languages that write without spaces. */
  readonly space: string;
  readonly open: readonly string[];
  readonly argue: Readonly<Record<Argument, readonly string[]>>;
  readonly close: readonly string[];
  readonly who: readonly string[];
  readonly task: readonly string[];
  /** What people write about when they do not write about the campaign. */
  readonly other: readonly string[];
}

export const languages: ReadonlyMap<string, Phrases> = new Map(Object.entries({ en, de, ja, ko, es, pt, fr }));
