/** So many accounts wrote so many posts each. */
export interface ActivityClass {
  posts: number;
  accounts: number;
}

/** How posting is spread over accounts; shares of 0..1, null where there is no post or too few accounts. */
export interface Participation {
  authors: number;
  /** Of the ten most active accounts; null under 20 accounts. */
  top10Share: number | null;
  /** Of the most active 1 %, the next 9 % and the other 90 % of accounts, whole accounts, rounded up. */
  participation: { top1: number; next9: number; rest: number } | null;
  /** Of accounts with one post. */
  oneTime: number | null;
}

const fewestAuthors = 20;

/** Shares of posts by the activity of their accounts (Nielsen 2006; Barberá et al. 2015 on the critical periphery). */
export function participationOf(classes: readonly ActivityClass[]): Participation {
  const sorted = classes.toSorted((a, b) => b.posts - a.posts);
  const authors = sorted.reduce((sum, { accounts }) => sum + accounts, 0);
  const all = sorted.reduce((sum, { posts, accounts }) => sum + posts * accounts, 0);
  if (all === 0) return { authors, top10Share: null, participation: null, oneTime: null };
  const shareOf = (most: number) => postsOfMostActive(sorted, most) / all;
  const top1 = shareOf(Math.ceil(authors / 100));
  const top10 = shareOf(Math.ceil(authors / 10));
  return {
    authors,
    top10Share: authors < fewestAuthors ? null : shareOf(10),
    participation: { top1, next9: top10 - top1, rest: 1 - top10 },
    oneTime: (sorted.find(({ posts }) => posts === 1)?.accounts ?? 0) / all,
  };
}

function postsOfMostActive(sorted: readonly ActivityClass[], most: number): number {
  let [left, sum] = [most, 0];
  for (const { posts, accounts } of sorted) {
    const taken = Math.min(left, accounts);
    sum += posts * taken;
    left -= taken;
  }
  return sum;
}
