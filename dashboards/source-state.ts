import type { SourceCoverage } from '../src/domain/summary.ts';
import { type Html, html } from './html.ts';

type State = SourceCoverage['state'];
const states: Record<State, [sign: string, words: string]> = {
  watching: ['●', 'Watching'],
  behind: ['◐', 'Catching up'],
  silent: ['○', 'Does not answer'],
  refused: ['✕', 'Refuses to be read'],
  off: ['–', 'Switched off'],
};

/** The state of a source as a sign and words, so that colour never stands alone. */
export function stateBadge(state: State): Html {
  const [sign, words] = states[state];
  return html`<span class="state ${state}"><span aria-hidden="true">${sign}</span> ${words}</span>`;
}
