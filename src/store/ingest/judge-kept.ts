import type { Change, Withdrawal } from './change.ts';
import { type Context, keepOthers, place } from './context.ts';
import type { KeptPost } from './kept.ts';

/** Which kept posts change their place now that the campaign is another. */
export function judgeKept(context: Context, kept: readonly KeptPost[]): { changes: Change[]; withdrawn: Withdrawal[] } {
  const changes: Change[] = [];
  const withdrawn: Withdrawal[] = [];
  const here = new Set([...context.campaigns.values()].map(({ id }) => id));
  const isHere = (scope: number) => here.has(context.campaignOf(scope) ?? -1);
  for (const { event, stored, textScopes, hasText, retagged } of kept) {
    const placed = place(context, event, stored.countedAt.getTime());
    const before = stored.scopes.filter(isHere);
    if (!placed) {
      const onlyByText = !hasText && textScopes.length === before.length;
      if (before.length > 0 && !onlyByText) withdrawn.push({ stored, rev: stored.rev });
      continue;
    }
    placed.countedAt = stored.countedAt.getTime();
    for (const scope of before.filter((scope) => textScopes.includes(scope) && !placed.scopes.includes(scope))) {
      placed.scopes.push(scope);
      placed.days.push(placed.days[0] ?? 0);
    }
    const dayOf = new Map(stored.scopes.map((scope, i) => [scope, stored.days[i]]));
    const same =
      before.length === placed.scopes.length && placed.scopes.every((scope, i) => dayOf.get(scope) === placed.days[i]);
    if (same && !retagged) continue;
    keepOthers(context, stored, placed);
    changes.push({ event, ...placed, authorId: 0, active: true, stored, tagsOnly: true });
  }
  return { changes, withdrawn };
}
