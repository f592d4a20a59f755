import type { PoolClient } from 'pg';
import type { Batch, IngestResult, MatchedEvent, MatchedPost } from '../../domain/batch.ts';
import { campaignDay } from '../../domain/time/campaign-day.ts';
import { campaignFloor, countedTime } from '../../domain/time/counted.ts';
import { findCampaigns, type StoredCampaign } from '../campaigns.ts';
import { stateCode } from '../codes.ts';
import { recordCoverage } from '../coverage.ts';
import { type Database, transaction } from '../database.ts';
import { type ScopeName, ScopeRegistry, scopesOf } from '../scopes.ts';
import { applyAccountStates, applyProfiles, describeAuthors, ensureAuthors } from './authors.ts';
import { putDeleted, putPosts } from './counts.ts';
import { applyReactions, applyReadings, startEngagement, undoReactions } from './engagement.ts';
import { withoutForgotten } from './forgotten.ts';
import { type KeptPost, loadKept } from './kept.ts';
import {
  type Deletion,
  deletePosts,
  findTombstones,
  insertPosts,
  lockPosts,
  moveAccountPosts,
  type PlacedPost,
  type Placement,
  revOf,
  type StoredPost,
  type TagPlace,
  updatePosts,
  writeDetails,
  writeTags,
} from './posts.ts';
import { rememberSightings } from './sightings.ts';
import { toWaves } from './waves.ts';

/** All writers of counts queue at this lock: no deadlock, and no race for the days of an author. */
const writerLock = 4042;
/** Posts matched anew in one transaction. */
const rematchSize = 500;

interface Context {
  client: PoolClient;
  batch: Batch;
  campaigns: Map<string, StoredCampaign>;
  scopeId: (name: ScopeName) => number;
  campaignOf: (scopeId: number) => number | undefined;
  result: IngestResult;
}

/** Writes batches: one transaction each, one at a time, the same figures however often and in whatever order they come. */
export class Ingest {
  readonly #db: Database;
  readonly #scopes = new ScopeRegistry();

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Writes a batch with its counts and the stretch that it covers, or nothing of it.
   * @throws the database's error after five tries
   */
  async write(given: Batch): Promise<IngestResult> {
    const result: IngestResult = { matched: 0, inserted: 0, duplicate: 0, deleted: 0, campaigns: [] };
    const commit = await transaction(this.#db, async (client) => {
      const events = await withoutForgotten(client, given.events);
      const batch: Batch = { ...given, events: [...events] };
      Object.assign(result, { matched: 0, inserted: 0, duplicate: 0, deleted: 0, campaigns: [] });
      await client.query({ name: 'writer-lock', text: 'select pg_advisory_xact_lock($1)', values: [writerLock] });
      const campaigns = await findCampaigns(client, batch.campaigns);
      const known = new Map(campaigns.map((campaign) => [campaign.config.slug, campaign]));
      const scopes = await this.#scopes.ensure(client, scopeNames(batch, known));
      const context: Context = {
        client,
        batch,
        campaigns: known,
        scopeId: scopes.id,
        campaignOf: (id) => this.#scopes.campaignOf(id),
        result,
      };
      for (const wave of toWaves(batch.events)) await writeWave(context, wave);
      await recordCoverage(client, batch.run, batch.covers, batch.read, result.matched);
      const changed = result.inserted + result.deleted > 0 ? [...known.keys()] : [];
      result.campaigns = changed;
      await notify(client, changed, batch);
      return scopes.commit;
    });
    commit();
    return result;
  }

  /**
   * Matches stored posts of a campaign anew, as it stands now: what fits no more leaves, what fits counts where it
   * belongs, backwards over all that is stored.
   * @param norms only posts that carry one of these spellings; null: all
   * @returns posts whose place changed
   */
  async rematch(slug: string, norms: readonly string[] | null): Promise<number> {
    let changed = 0;
    let after = 0;
    for (;;) {
      const step = await transaction(this.#db, async (client) => {
        await client.query({ name: 'writer-lock', text: 'select pg_advisory_xact_lock($1)', values: [writerLock] });
        const [campaign] = await findCampaigns(client, [slug]);
        if (!campaign) return null;
        const kept = await loadKept(client, campaign, norms, after, rematchSize);
        if (kept.length === 0) return null;
        const events = kept.map(({ event }) => event);
        const batch = { source: '', run: '', live: true, campaigns: [slug], events, covers: [], read: 0 };
        const known = new Map([[slug, campaign]]);
        const scopes = await this.#scopes.ensure(client, scopeNames(batch, known));
        const result: IngestResult = { matched: 0, inserted: 0, duplicate: 0, deleted: 0, campaigns: [] };
        const context: Context = {
          client,
          batch,
          campaigns: known,
          scopeId: scopes.id,
          campaignOf: (id) => this.#scopes.campaignOf(id),
          result,
        };
        await loadScopes(context, new Map(kept.map(({ stored }) => [stored.uri, stored])));
        const moving = judgeKept(context, kept);
        await change(context, moving.changes, moving.withdrawn);
        const count = moving.changes.length + moving.withdrawn.length;
        if (count > 0) await notify(client, [slug], batch);
        return { commit: scopes.commit, last: kept.at(-1)?.stored.id ?? after, count };
      });
      if (step === null) return changed;
      step.commit();
      changed += step.count;
      after = step.last;
    }
  }

  /** Forgets ids of scopes, after a campaign was removed. */
  forget(): void {
    this.#scopes.clear();
  }
}

async function notify(client: PoolClient, changed: readonly string[], batch: Batch): Promise<void> {
  await client.query({
    name: 'clock',
    text: 'update clock set as_of = greatest(as_of, clock_timestamp()), seq = seq + 1',
  });
  const said = { counts: changed, covers: batch.covers.length > 0 };
  if (changed.length > 0 || said.covers) await client.query(`select pg_notify('gs', $1)`, [JSON.stringify(said)]);
}

function scopeNames(batch: Batch, campaigns: Map<string, StoredCampaign>): ScopeName[] {
  return batch.events.flatMap((event) =>
    event.type === 'post'
      ? event.matches.flatMap((match) => {
          const campaign = campaigns.get(match.campaign);
          return campaign ? scopesOf(campaign.id, event.post, match) : [];
        })
      : [],
  );
}

async function writeWave(context: Context, wave: readonly MatchedEvent[]): Promise<void> {
  const { client, result } = context;
  await writePosts(
    context,
    wave.filter((event) => event.type === 'post'),
  );
  const deleted = await deletePosts(
    client,
    wave.filter((event) => event.type === 'delete'),
  );
  result.deleted += deleted.length;
  const moved = await applyAccountStates(
    client,
    wave.filter((event) => event.type === 'account'),
  );
  const left = { hidden: stateCode.hidden, gone: stateCode.deleted };
  const ids = (state: number) => moved.filter(({ after }) => after === state).map(({ id }) => id);
  result.deleted += await moveAccountPosts(client, ids(left.hidden), 'out');
  result.deleted += await moveAccountPosts(client, ids(left.gone), 'gone');
  await moveAccountPosts(client, ids(stateCode.active), 'in');
  await applyProfiles(client, wave);
  await applyReactions(
    client,
    wave.filter((event) => event.type === 'reaction'),
  );
  await undoReactions(
    client,
    wave.filter((event) => event.type === 'undo'),
  );
}

/** Where a post is to count, in the campaigns that were asked; null if in none. */
function place(
  context: Context,
  event: MatchedPost,
  seenAt: number,
): Pick<PlacedPost, 'scopes' | 'days' | 'countedAt'> | null {
  const placed = event.matches.flatMap((match) => {
    const campaign = context.campaigns.get(match.campaign);
    if (!campaign) return [];
    const floor = campaignFloor(campaign.config);
    const time = countedTime({ claimedAt: event.post.claimedAt, seenAt, floor, live: context.batch.live });
    return time === null ? [] : [{ campaign, match, time }];
  });
  if (placed.length === 0) return null;
  const countedAt = Math.max(...placed.map(({ time }) => time));
  const scopes: number[] = [];
  const days: number[] = [];
  for (const { campaign, match } of placed) {
    const day = campaignDay(countedAt, campaign.config.timezone);
    for (const name of scopesOf(campaign.id, event.post, match)) {
      scopes.push(context.scopeId(name));
      days.push(day);
    }
  }
  return { scopes, days, countedAt };
}

/** Keeps a stored post's places in campaigns that this batch was not matched against. */
function keepOthers(context: Context, stored: StoredPost, fresh: { scopes: number[]; days: number[] }): void {
  const asked = new Set([...context.campaigns.values()].map(({ id }) => id));
  stored.scopes.forEach((scope, index) => {
    const campaign = context.campaignOf(scope);
    if (campaign === undefined || asked.has(campaign) || fresh.scopes.includes(scope)) return;
    fresh.scopes.push(scope);
    fresh.days.push(stored.days[index] ?? 0);
  });
}

/** `tagsOnly`: its text is not kept any more, and must not come back empty. */
type Change = PlacedPost & { stored: StoredPost; tagsOnly?: boolean };

/** Which kept posts change their place now that the campaign is another. */
function judgeKept(context: Context, kept: readonly KeptPost[]): { changes: Change[]; withdrawn: Withdrawal[] } {
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
    changes.push({ event, ...placed, authorId: 0, active: true, stored, tagsOnly: !hasText });
  }
  return { changes, withdrawn };
}

async function writePosts(context: Context, events: readonly MatchedPost[]): Promise<void> {
  if (events.length === 0) return;
  const { client, result } = context;
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
  const fresh: PlacedPost[] = [];
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
      fresh.push({ event, ...placed, authorId: author.id, active: author.state === stateCode.active });
      continue;
    }
    const change = decide(context, event, known);
    if (change === 'withdraw') withdrawn.push({ stored: known, rev: revOf(event.post) });
    else if (change) changes.push(change);
    else if (event.matches.length > 0) result.duplicate += 1;
  }
  await describeAuthors(
    client,
    events.filter(({ matches }) => matches.length > 0).map(({ post }) => post.author),
  );
  await insertFresh(context, fresh);
  // A deletion that came first: the post comes in and leaves, so that `deleted` is the same in either order.
  result.deleted += (await deletePosts(client, gone)).length;
  await change(context, changes, withdrawn);
  await rememberSightings(client, context.batch, events);
  await readEngagement(context, events);
}

/** Ids of stored scopes whose campaign we have not met yet. */
async function loadScopes(context: Context, stored: Map<string, StoredPost>): Promise<void> {
  const unknown = [...new Set([...stored.values()].flatMap(({ scopes }) => scopes))].filter(
    (id) => context.campaignOf(id) === undefined,
  );
  if (unknown.length === 0) return;
  const { rows } = await context.client.query<{ id: number; campaign: number }>(
    'select id, campaign_id as campaign from scope where id = any($1::int[])',
    [unknown],
  );
  const found = new Map(rows.map(({ id, campaign }) => [id, campaign]));
  const before = context.campaignOf;
  context.campaignOf = (id) => found.get(id) ?? before(id);
}

/** What a sighting of a stored post changes: a newer version, a campaign that is new to it, an earlier first sighting. */
function decide(context: Context, event: MatchedPost, stored: StoredPost): Change | 'withdraw' | null {
  const { post } = event;
  const rev = revOf(post);
  const newer = post.rev !== null && rev > stored.rev;
  const inCounts = stored.deletedAt === null;
  if (!newer && !inCounts) return null;
  // An older version changes nothing; a view without revision does not bring back what an edit took out.
  if (!newer && (post.rev === null ? stored.scopes.length === 0 : rev < stored.rev)) return null;
  const seenAt = Math.min(post.seenAt, stored.seenAt.getTime());
  const placed = place(context, event, newer ? seenAt : Math.min(seenAt, stored.countedAt.getTime()));
  if (!placed) {
    const here = new Set([...context.campaigns.values()].map(({ id }) => id));
    const counts = stored.scopes.some((scope) => here.has(context.campaignOf(scope) ?? -1));
    return newer && counts && inCounts ? 'withdraw' : null;
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

async function insertFresh(context: Context, fresh: readonly PlacedPost[]): Promise<void> {
  const { client, result } = context;
  const ids = await insertPosts(client, fresh);
  const inserted = fresh.flatMap((placed) => {
    const id = ids.get(placed.event.post.uri);
    return id === undefined ? [] : [{ id, ...placed }];
  });
  await startEngagement(client, [...ids.values()]);
  await putPosts(
    client,
    inserted.filter(({ active }) => active).map(({ id }) => id),
    1,
  );
  const hidden = inserted.filter(({ active }) => !active).map(({ id }) => id);
  await putDeleted(client, hidden, 1);
  await details(context, inserted);
  result.inserted += inserted.length;
  result.deleted += hidden.length;
}

function details(context: Context, posts: readonly { id: number; event: MatchedPost }[]): Promise<void> {
  return writeDetails(context.client, posts, tagPlace(context));
}

/** Scope of a family of the campaigns that were asked. */
function tagPlace({ campaigns, scopeId }: Context): TagPlace {
  return {
    campaignIds: [...campaigns.values()].map(({ id }) => id),
    scopeOf: (slug, family) => scopeId({ campaignId: campaigns.get(slug)?.id ?? 0, dim: 'tag', key: family }),
  };
}

/** A stored post that its newest version takes out of the campaigns that were asked. */
interface Withdrawal {
  stored: StoredPost;
  rev: bigint;
}

/** Takes posts out of the campaigns that were asked; in others they stay. They have left the counts already. */
async function withdraw(context: Context, withdrawn: readonly Withdrawal[]): Promise<void> {
  if (withdrawn.length === 0) return;
  const kept = withdrawn.map(({ stored, rev }) => {
    const places = { scopes: [] as number[], days: [] as number[] };
    keepOthers(context, stored, places);
    return { id: stored.id, rev, ...places, stays: places.scopes.length > 0 && stored.counted };
  });
  await context.client.query(
    `update post p set counted = n.stays, scopes = n.scopes::int[], days = n.days::int[], rev = greatest(p.rev, n.rev)
     from unnest($1::bigint[], $2::bool[], $3::text[], $4::text[], $5::bigint[]) n(id, stays, scopes, days, rev) where p.id = n.id`,
    [
      kept.map(({ id }) => id),
      kept.map(({ stays }) => stays),
      kept.map(({ scopes }) => `{${scopes.join(',')}}`),
      kept.map(({ days }) => `{${days.join(',')}}`),
      kept.map(({ rev }) => rev.toString()),
    ],
  );
  await putPosts(
    context.client,
    kept.filter(({ stays }) => stays).map(({ id }) => id),
    1,
  );
}

async function change(context: Context, changes: readonly Change[], withdrawn: readonly Withdrawal[]): Promise<void> {
  if (changes.length === 0 && withdrawn.length === 0) return;
  const { client, result } = context;
  const before = [...changes, ...withdrawn].map(({ stored }) => stored);
  await putPosts(
    client,
    before.filter(({ counted }) => counted).map(({ id }) => id),
    -1,
  );
  await putDeleted(
    client,
    changes.filter(({ stored }) => !stored.counted && stored.scopes.length > 0).map(({ stored }) => stored.id),
    -1,
  );
  const states = await authorStates(
    client,
    changes.map(({ stored }) => stored.id),
  );
  const active = changes.map((placed) => ({ ...placed, active: states.get(placed.stored.id) === stateCode.active }));
  await updatePosts(client, active);
  await withdraw(context, withdrawn);
  const visible = active.filter((placed) => placed.active).map(({ stored }) => stored.id);
  await startEngagement(client, visible);
  await putPosts(client, visible, 1);
  await putDeleted(
    client,
    active.filter((placed) => !placed.active).map(({ stored }) => stored.id),
    1,
  );
  const detailed = (tagsOnly: boolean) =>
    active
      .filter((placed) => (placed.tagsOnly ?? false) === tagsOnly)
      .map(({ stored, event }) => ({ id: stored.id, event }));
  await details(context, detailed(false));
  await writeTags(client, detailed(true), tagPlace(context));
  const joined = changes.filter(({ stored, scopes }) => {
    const known = new Set(stored.scopes.map((scope) => context.campaignOf(scope)));
    return stored.deletedAt !== null || scopes.some((scope) => !known.has(context.campaignOf(scope)));
  });
  result.inserted += joined.length;
  result.deleted += withdrawn.filter(({ stored }) => stored.counted).length;
}

async function authorStates(client: PoolClient, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await client.query<{ id: number; state: number }>(
    'select p.id, a.state from post p join author a on a.id = p.author_id where p.id = any($1::bigint[])',
    [ids],
  );
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** Figures that a source shows beside a post. */
async function readEngagement({ client, batch }: Context, events: readonly MatchedPost[]): Promise<void> {
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
    const basis = post.platform === 'bluesky' || post.atHome ? ('own' as const) : ('seen' as const);
    return [{ postId, figures: post.engagement, basis, asOf: post.readAt ?? post.seenAt }];
  });
  await applyReadings(client, readings, batch.live ? 'refresh' : 'import');
}
