import type { MatchedPost } from '../../domain/batch.ts';
import type { Post } from '../../domain/post.ts';
import { campaignDay } from '../../domain/time/campaign-day.ts';
import { platformCode, stateCode } from '../codes.ts';
import { describeAuthors, ensureAuthors } from './authors.ts';
import { type Change, change, type Withdrawal } from './change.ts';
import { type Context, keepOthers, loadScopes, place, tagPlace } from './context.ts';
import { putDeleted, putPosts } from './counts.ts';
import { bury, type Deletion, deletePosts, findTombstones } from './deletions.ts';
import { dropEdited, writeDetails } from './details.ts';
import { applyReadings } from './engagement.ts';
import { withoutExcluded } from './exclude.ts';
import { doubtLabels, relabel } from './labels.ts';
import { insertPosts, lockPosts, type PlacedPost, type Placement, revOf, type StoredPost } from './posts.ts';
import { rememberSightings } from './sightings.ts';
import type { Standing } from './standings.ts';

/** Writes the posts of a wave: new ones in, changed ones to their new place, known ones left as they are. */
export async function writePosts(context: Context, given: readonly MatchedPost[]): Promise<void> {
  if (given.length === 0) return;
  const { client, result } = context;
  const events = await withoutExcluded(context, given);
  const uris = events.map((event) => event.post.uri);
  const stored = await lockPosts(client, uris);
  const buried = await findTombstones(client, uris);
  await loadScopes(context, stored);
  const authors = await ensureAuthors(
    client,
    events
      .filter(({ matches, post }) => matches.length > 0 && !stored.has(post.uri))
      .map((event) => event.post.author.key),
  );
  const fresh: FreshPost[] = [];
  const changes: Change[] = [];
  const withdrawn: Withdrawal[] = [];
  const gone: Deletion[] = [];
  for (const event of events) {
    const known = stored.get(event.post.uri);
    if (event.matches.length > 0) result.matched += 1;
    if (!known) {
      const author = authors.get(event.post.author.key);
      const grave = buried.get(event.post.uri);
      const placed = place(context, event, event.post.seenAt);
      if (!author || !placed) continue;
      if (grave && BigInt(grave.rev) > revOf(event.post)) gone.push(grave);
      const { id: authorId, state } = author;
      fresh.push({ event, ...placed, authorId, active: state === stateCode.active, gone: state === stateCode.deleted });
      continue;
    }
    const change = decide(context, event, known);
    if (change === 'withdraw') withdrawn.push({ stored: known, rev: revOf(event.post) });
    else if (change) changes.push(change);
    else if (event.matches.length > 0) result.duplicate += 1;
  }
  const told = await describeAuthors(
    client,
    events
      .filter(({ matches }) => matches.length > 0)
      .map(({ post }) => ({
        author: post.author,
        own: isOwn(post),
        whole: post.atHome,
        at: post.readAt ?? post.seenAt,
      })),
  );
  if (told > 0) context.changed.posts = true;
  await insertFresh(context, fresh);
  // A deletion that came first: the post comes in and leaves, so that `deleted` is the same in either order.
  result.deleted += (await deletePosts(client, gone)).length;
  await change(context, changes, withdrawn);
  const out = new Set(withdrawn.map(({ stored }) => stored.uri));
  await dropEdited(
    client,
    events.flatMap(({ post }) => (out.has(post.uri) ? [{ id: stored.get(post.uri)?.id ?? 0, tags: post.tags }] : [])),
  );
  await rememberSightings(client, context.batch, events);
  if ((await relabel(client, events)) > 0) context.changed.posts = true;
  await doubtLabels(client, events);
  await readEngagement(context, events);
}

/** Whether a sighting brings back a post that its source had left out: the source itself shows it, after that. */
function returns(post: Post, { missed, deletedAt }: StoredPost): boolean {
  if (missed === null || deletedAt === null || (missed.atHome && !isOwn(post))) return false;
  return (post.readAt ?? post.seenAt) > deletedAt.getTime();
}

/** What a sighting of a stored post changes: a newer version, a campaign that is new to it, an earlier first sighting. */
function decide(context: Context, event: MatchedPost, stored: StoredPost): Change | 'withdraw' | null {
  const { post } = event;
  const rev = revOf(post);
  const newer = (post.rev !== null && rev > stored.rev) || returns(post, stored);
  const inCounts = stored.deletedAt === null;
  if (!newer && !inCounts) return null;
  // An older version changes nothing; a view without revision does not bring back what an edit took out.
  if (!newer && (post.rev === null ? stored.scopes.length === 0 : rev < stored.rev)) return null;
  const seenAt = Math.min(post.seenAt, stored.seenAt.getTime());
  const placed = place(context, event, newer ? seenAt : Math.min(seenAt, stored.countedAt.getTime()));
  if (!placed) {
    const here = new Set([...context.campaigns.values()].map(({ id }) => id));
    const counts = stored.scopes.some((scope) => here.has(context.campaignOf(scope) ?? -1));
    return newer && counts ? 'withdraw' : null; // of a deleted one: its account went, after this edit
  }
  if (!newer) {
    const known = new Set(stored.scopes.map((scope) => context.campaignOf(scope)));
    const joins = placed.scopes.some((scope) => !known.has(context.campaignOf(scope)));
    const earlier = placed.countedAt < stored.countedAt.getTime();
    if (!joins && !earlier) return null;
    if (!joins) return { event, ...moved(context, stored, placed.countedAt), authorId: 0, active: true, stored };
  }
  keepOthers(context, stored, placed);
  return { event, ...placed, authorId: 0, active: true, stored };
}

/** The places of a stored post at an earlier time: the same scopes, on the days of that time. */
function moved(context: Context, stored: StoredPost, countedAt: number): Placement {
  const zones = new Map([...context.campaigns.values()].map(({ id, config }) => [id, config.timezone]));
  const days = stored.scopes.map((scope, index) => {
    const zone = zones.get(context.campaignOf(scope) ?? -1);
    return zone === undefined ? (stored.days[index] ?? 0) : campaignDay(countedAt, zone);
  });
  return { scopes: stored.scopes, days, countedAt };
}

/** A post that was never stored, with the dimension of each of its scopes. `gone`: its account is, for good. */
type FreshPost = PlacedPost & { dims: readonly number[]; gone: boolean };

const standing = (id: number, { event, authorId, active, countedAt, scopes, dims, days }: FreshPost): Standing => {
  const platform = platformCode[event.post.platform];
  const none = { likes: 0, reposts: 0, replies: 0, quotes: 0 };
  return { id, authorId, platform, countedAt, counted: active, scopes, dims, days, ...none };
};

async function insertFresh(context: Context, fresh: readonly FreshPost[]): Promise<void> {
  const { client, result } = context;
  const ids = await insertPosts(client, fresh);
  if (fresh.length > 0) context.changed.posts = true;
  const inserted = fresh.flatMap((placed) => {
    const id = ids.get(placed.event.post.uri);
    return id === undefined ? [] : [{ id, event: placed.event, gone: placed.gone, standing: standing(id, placed) }];
  });
  const standings = inserted.map((post) => post.standing);
  const hidden = standings.filter(({ counted }) => !counted);
  await putPosts(
    client,
    standings.filter(({ counted }) => counted),
    1,
  );
  await putDeleted(client, hidden, 1);
  await writeDetails(client, inserted, tagPlace(context), true);
  await bury(
    client,
    inserted.filter(({ gone }) => gone).map(({ id }) => id),
  );
  result.inserted += inserted.length;
  result.deleted += hidden.length;
}

/** Does the post's own server (of Bluesky: the network) tell of it? */
const isOwn = ({ platform, atHome }: Post) => platform === 'bluesky' || atHome;

/** Figures that a source shows beside a post. */
async function readEngagement({ client, batch, changed }: Context, events: readonly MatchedPost[]): Promise<void> {
  const shown = events.filter(({ post, matches }) => post.engagement !== null && matches.length > 0);
  if (shown.length === 0) return;
  const { rows } = await client.query<{ id: number; uri: string }>(
    'select id, uri from post where uri = any($1::text[])',
    [shown.map(({ post }) => post.uri)],
  );
  const ids = new Map(rows.map(({ id, uri }) => [uri, id]));
  const readings = shown.flatMap(({ post }) => {
    const postId = ids.get(post.uri);
    if (postId === undefined || post.engagement === null) return [];
    const basis = isOwn(post) ? ('own' as const) : ('seen' as const);
    return [{ postId, figures: post.engagement, basis, asOf: post.readAt ?? post.seenAt }];
  });
  const read = await applyReadings(client, readings, batch.live ? 'refresh' : 'import');
  if (read > 0) changed.reactions = true;
}
