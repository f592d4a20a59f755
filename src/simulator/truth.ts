/**
 * The exact truth: `GET /truth`, a recount of all facts from the first to the last at each call.
 *
 * Query: `from`, `to` (RFC 3339, half-open, by counted time, default everything), `asOf` (RFC 3339) or `delay` (seconds
 * before now): what was public by then, else all that is; `uris=true`, `posts=true` for the lists.
 *
 * {
 *   "asOf": iso, "from": iso|null, "to": iso|null, "live": bool,
 *   "posts": n, "authors": n, "bridgedCopies": n (copies whose original is counted too),
 *   "deleted": n (posts of the window that were counted and are deleted), "deletedByPlatform": {"bluesky": n, "mastodon": n},
 *   "hidden": n (posts of inactive accounts), "unseen": n (public Mastodon posts that no open server shows yet),
 *   "engagement": E, "byPlatform": {"bluesky": {"posts","authors","engagement": E}, "mastodon": {…}},
 *   "byTag": {FAMILY: {"posts","authors","engagement": E,"byPlatform": {"bluesky": {"posts","authors"}, "mastodon": {…}}}},
 *   "byKind": {"original","reply","quote"}, "byLanguage": {LANG|"none": posts}, "byServer": {HOST: posts},
 *   "hours": [{"at": iso, "posts", "authors", "byPlatform": {"bluesky": posts, "mastodon": posts}, "byTag": {FAMILY: posts}}],
 *   "quarters": [the same for 15 minutes],            (UTC, only those with posts, in order of time)
 *   "inactive": [{"author","status"}], "optedOut": [{"author","signal"}],
 *   "uris": {FAMILY: [uri…]}                          (with uris=true; sorted)
 *   "perPost": {URI: {"author","platform","countedAt","claimed","firstSeen","kind","language","families","server",
 *                     "engagement": E, "home": E, "bridgedFrom"}}   (with posts=true)
 * }
 * E = {"likes","reposts","replies","quotes"}. On Mastodon `home` is what the author's server says, `engagement` what a
 * tracker can know: the home figures where that server shows the post to everybody, else the highest of the open servers.
 * `countedAt` = min(claimed, first seen); first seen is the stream's time, or the first moment that an open server showed it.
 */
import type { Fact, Ledger, Platform, Written } from './facts.ts';
import { seenCount } from './mastodon-network.ts';

export interface Engagement {
  likes: number;
  reposts: number;
  replies: number;
  quotes: number;
}

export interface TruthQuery {
  /** All in ms. */
  readonly from?: number;
  readonly to?: number;
  /** Without it: all that is public. */
  readonly asOf?: number;
}

/** A post that counts. */
export interface Counted {
  readonly uri: string;
  readonly author: string;
  readonly platform: Platform;
  readonly families: readonly string[];
  readonly kind: Written['kind'];
  readonly language: string | null;
  readonly server: string;
  readonly claimed: number | null;
  readonly firstSeen: number;
  readonly countedAt: number;
  readonly bridgedFrom: string | null;
  readonly engagement: Engagement;
  readonly home: Engagement;
}

/** Everything that a recount finds at one moment. */
export interface Recount {
  readonly counted: Counted[];
  readonly deletedByPlatform: Record<Platform, number>;
  readonly hidden: number;
  readonly unseen: number;
  readonly inactive: { author: string; status: string | null }[];
  readonly optedOut: { author: string; signal: string }[];
}

interface Story {
  latest: Written;
  firstWritten: number;
  firstShown: number | null;
  readonly shownBy: Set<number>;
  /** Those of them that count quotes. */
  readonly quotesBy: Set<number>;
  shownAtHome: boolean;
  homeQuotes: boolean;
  removed: boolean;
}

/** Counts the facts up to `asOf`. */
export function recount(ledger: Ledger, { from = -Infinity, to = Infinity, asOf = Infinity }: TruthQuery): Recount {
  const stories = new Map<string, Story>();
  const reactions = new Map<string, Fact & { is: 'reacted' }>();
  const accounts = new Map<string, { active: boolean; status: string | null }>();
  const signals = new Map<string, { author: string; signal: string }>();
  for (const fact of ledger.facts) {
    if (fact.at > asOf) continue;
    if (fact.is === 'written') write(stories, fact);
    else if (fact.is === 'removed') remove(stories, fact.uri);
    else if (fact.is === 'shown') show(stories, fact);
    else if (fact.is === 'reacted') reactions.set(fact.key, fact);
    else if (fact.is === 'undone') reactions.delete(fact.key);
    else if (fact.is === 'account') accounts.set(fact.author, { active: fact.active, status: fact.status });
    else if (fact.out) signals.set(`${fact.author} ${fact.signal}`, { author: fact.author, signal: fact.signal });
    else signals.delete(`${fact.author} ${fact.signal}`);
  }
  const engagement = engagementOf(stories, reactions.values());
  const result = {
    counted: [] as Counted[],
    inactive: [...accounts].filter(([, { active }]) => !active).map(([author, { status }]) => ({ author, status })),
    optedOut: [...signals.values()],
  };
  const deletedByPlatform = { bluesky: 0, mastodon: 0 };
  const tally = { hidden: 0, unseen: 0, deletedByPlatform };
  for (const [uri, story] of stories) {
    const { latest } = story;
    const firstSeen = latest.platform === 'bluesky' ? story.firstWritten : story.firstShown;
    if (firstSeen === null) {
      if (latest.families.length > 0 && !story.removed) tally.unseen++;
      continue;
    }
    const countedAt = Math.min(latest.claimed ?? firstSeen, firstSeen);
    if (countedAt < from || countedAt >= to) continue;
    if (story.removed) {
      if (latest.families.length > 0) deletedByPlatform[latest.platform]++;
    } else if (latest.families.length === 0) continue;
    else if (accounts.get(latest.author)?.active === false) tally.hidden++;
    else {
      const home = engagement.get(uri) ?? none();
      const { author, platform, families, kind, language, server, claimed } = latest;
      const post = { uri, author, platform, families, kind, language, server, claimed, firstSeen, countedAt, home };
      result.counted.push({ ...post, bridgedFrom: latest.bridgedFrom ?? null, engagement: knowable(uri, story, home) });
    }
  }
  return { ...result, ...tally };
}

const none = (): Engagement => ({ likes: 0, reposts: 0, replies: 0, quotes: 0 });

function write(stories: Map<string, Story>, fact: Fact & Written): void {
  const before = stories.get(fact.uri);
  if (before) Object.assign(before, { latest: fact, removed: false });
  else
    stories.set(fact.uri, {
      latest: fact,
      firstWritten: fact.at,
      firstShown: null,
      shownBy: new Set(),
      quotesBy: new Set(),
      shownAtHome: false,
      homeQuotes: false,
      removed: false,
    });
}

function remove(stories: Map<string, Story>, uri: string): void {
  const story = stories.get(uri);
  if (story) story.removed = true;
}

function show(stories: Map<string, Story>, fact: Fact & { is: 'shown' }): void {
  const story = stories.get(fact.uri);
  if (!story) return;
  story.firstShown ??= fact.at;
  story.shownBy.add(fact.server);
  if (fact.quotes) story.quotesBy.add(fact.server);
  if (fact.home) story.homeQuotes = fact.quotes;
  if (fact.home) story.shownAtHome = true;
}

/** One like and one repost a person and post; replies and quotes that exist. Those of inactive accounts stay. */
function engagementOf(
  stories: ReadonlyMap<string, Story>,
  reactions: Iterable<Fact & { is: 'reacted' }>,
): Map<string, Engagement> {
  const result = new Map<string, Engagement>();
  const of = (uri: string) => {
    const known = result.get(uri) ?? none();
    result.set(uri, known);
    return known;
  };
  const seen = new Set<string>();
  for (const { kind, by, uri } of reactions) {
    const once = `${kind} ${by} ${uri}`;
    if (seen.has(once)) continue;
    seen.add(once);
    if (kind === 'like') of(uri).likes++;
    else of(uri).reposts++;
  }
  for (const { latest, removed } of stories.values()) {
    if (removed) continue;
    if (latest.parent) of(latest.parent).replies++;
    if (latest.quoted) of(latest.quoted).quotes++;
  }
  return result;
}

function knowable(uri: string, story: Story, home: Engagement): Engagement {
  if (story.latest.platform === 'bluesky') return home;
  if (story.shownAtHome) return story.homeQuotes ? home : { ...home, quotes: 0 };
  const highest = (count: number, servers: ReadonlySet<number> = story.shownBy) =>
    Math.max(0, ...[...servers].map((server) => seenCount(count, server, uri)));
  return {
    likes: highest(home.likes),
    reposts: highest(home.reposts),
    replies: highest(home.replies),
    quotes: highest(home.quotes, story.quotesBy),
  };
}
