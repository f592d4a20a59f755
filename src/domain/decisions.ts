import type { Campaign } from './campaign.ts';
import { normalForm } from './hashtag/normal-form.ts';

/** A person's word on a spelling: it belongs to a family, or it does not. */
export interface SpellingDecision {
  family: string;
  spelling: string;
  accepted: boolean;
}

/** A campaign with the spellings that people accepted or rejected, beside what its file says. Decisions on families that are gone say nothing. */
export function withDecisions(campaign: Campaign, decisions: readonly SpellingDecision[]): Campaign {
  const tags = campaign.tags.map((family) => {
    const own = decisions.filter((decision) => decision.family === family.tag);
    const add = (list: readonly string[], accepted: boolean) => {
      const known = new Set(list.map(normalForm));
      const more = own.filter(
        (decision) => decision.accepted === accepted && !known.has(normalForm(decision.spelling)),
      );
      return [...list, ...more.map(({ spelling }) => spelling)];
    };
    return { ...family, variants: add(family.variants, true), rejected: add(family.rejected, false) };
  });
  return { ...campaign, tags };
}
