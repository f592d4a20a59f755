import type { Moved } from './growth-points.ts';

/** A record that began or ceased to react to a post, with the number of records of its account that did so before its batch part. */
export interface ReactionStep extends Moved {
  author: string;
  live: number;
}

const byRecord = 2; // replies and quotes: each counts

/**
 * What steps change in the counts: an account may like a post by several records and counts while one of them stands.
 * Of replies and quotes each record counts.
 * @param steps in the order of writing
 */
export function countedSteps(steps: readonly ReactionStep[]): Moved[] {
  const single = steps.filter(({ kind }) => kind >= byRecord);
  const shared = Map.groupBy(
    steps.filter(({ kind }) => kind < byRecord),
    ({ postId, kind, author }) => `${postId} ${kind} ${author}`,
  );
  const crossings = [...shared.values()].flatMap((own) => {
    let live = own[0]?.live ?? 0;
    return own
      .toSorted((a, b) => a.at.getTime() - b.at.getTime())
      .filter(({ sign }) => {
        const before = live;
        live += sign;
        return before > 0 !== live > 0;
      });
  });
  return [...single, ...crossings];
}
