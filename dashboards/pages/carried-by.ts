import { plainLine } from '../calm-text.ts';
import { counted, figure, percent } from '../format.ts';
import { type Html, html, joined } from '../html.ts';
import type { OverviewView } from './overview.ts';
import { spanBefore, wellWatched } from './stretch-before.ts';

const leastChange = 10;

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
 * Which hashtag and which argument moved most with the whole, in plain counts. Where one of the two stretches was not
 * watched well, the difference is of watching and not of posting: then that is said instead.
 */
export function carriedBy({
  summary,
  carries,
  momentum,
}: Pick<OverviewView, 'summary' | 'carries' | 'momentum'>): Html | null {
  const { previous, posts, coverage } = summary;
  if (previous === null || posts === null || previous.posts === null) return null;
  const span = spanBefore(previous);
  if (coverage < wellWatched || previous.coverage < wellWatched) {
    if (Math.max(posts, previous.posts) < leastChange) return null;
    const [which, share] =
      previous.coverage < wellWatched ? [`the ${span}`, previous.coverage] : ['this time', coverage];
    return html`Which hashtag moved most is not said: of ${which} only ${percent(share)} was watched.`;
  }
  const sign = Math.sign(posts - previous.posts) || 1;
  const tags = Object.entries(summary.byTag).map(([key, count]) => ({ key, posts: count.posts }));
  const tag = leading(tags, previous.byTag, sign);
  const named = (carries?.arguments.arguments ?? []).map(({ argument, posts }) => ({ key: argument, posts }));
  const argument = leading(named, previous.byArgument, sign);
  const verb = sign > 0 ? 'gained' : 'lost';
  const than = ` than in the ${span}`;
  const opening = momentum?.words.isClear ? 'Of' : 'In plain counts, of'; // which chance may have given
  const moves: Html[] = [];
  if (tag)
    moves.push(html`${opening} the hashtags <bdi>#${plainLine(tag.name)}</bdi> ${verb} most (${moved(tag, than)})`);
  if (argument) {
    const [most, before] = tag ? ['', ''] : [` ${verb} most`, than];
    moves.push(
      html`${tag ? 'of' : opening} the arguments <bdi>${plainLine(argument.name)}</bdi>${most} (${moved(argument, before)})`,
    );
  }
  return moves.length === 0 ? null : html`${joined(moves, ', ')}.`;
}

const moved = ({ now, by }: Change, than: string): string =>
  `${counted(now, 'post')}, ${figure(Math.abs(by))} ${by > 0 ? 'more' : 'fewer'}${than}`;
