import { plainLine } from '../calm-text.ts';
import { counted, duration, figure } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { OverviewView } from './overview.ts';

const leastChange = 10;
const wellWatched = 0.95;

interface Change {
  name: string;
  now: number;
  by: number;
}

/** The group that changed most in the direction of the whole; null where that is no more than chance would give. */
function leading(
  groups: readonly { key: string; posts: number | null }[],
  past: Record<string, { posts: number | null }>,
  sign: number,
): Change | null {
  const changes = groups.map(({ key, posts }) => ({
    name: key,
    now: posts ?? 0,
    by: (posts ?? 0) - (past[key]?.posts ?? 0),
  }));
  const [most] = changes.toSorted((a, b) => sign * (b.by - a.by) || b.now - a.now);
  return most && most.by * sign >= leastChange ? most : null;
}

/**
 * Which hashtag and which argument moved most with the whole, in plain counts. Nothing where one of the two stretches
 * was not watched well: then the difference is of watching, not of posting.
 */
export function carriedBy({ summary, carries }: Pick<OverviewView, 'summary' | 'carries'>): Html | null {
  const { previous, posts, coverage } = summary;
  if (previous === null || posts === null || previous.posts === null) return null;
  if (coverage < wellWatched || previous.coverage < wellWatched) return null;
  const sign = Math.sign(posts - previous.posts) || 1;
  const tags = Object.entries(summary.byTag).map(([key, count]) => ({ key, posts: count.posts }));
  const tag = leading(tags, previous.byTag, sign);
  const named = (carries?.arguments.arguments ?? []).map(({ argument, posts }) => ({ key: argument, posts }));
  const argument = leading(named, previous.byArgument, sign);
  const words = sign > 0 ? 'gained' : 'lost';
  if (tag === null && argument === null) return null;
  const than = ` than in ${spanBefore(previous)}`;
  const ofTags = tag && html`Of the hashtags <bdi>#${plainLine(tag.name)}</bdi> ${words} most (${moved(tag, than)})`;
  if (argument === null) return html`${ofTags}.`;
  const name = html`<bdi>${plainLine(argument.name)}</bdi>`;
  return ofTags === null
    ? html`Of the arguments ${name} ${words} most (${moved(argument, than)}).`
    : html`${ofTags}, of the arguments ${name} (${moved(argument, '')}).`;
}

function spanBefore({ from, to }: { from: string; to: string }): string {
  const length = duration(Date.parse(to) - Date.parse(from));
  return length === '1 day' ? 'the day before' : `the ${length} before`;
}

const moved = ({ now, by }: Change, than: string): string =>
  `${counted(now, 'post')}, ${figure(Math.abs(by))} ${by > 0 ? 'more' : 'fewer'}${than}`;
