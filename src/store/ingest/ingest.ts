import type { PoolClient } from 'pg';
import type { Batch, IngestResult, MatchedEvent } from '../../domain/batch.ts';
import { findCampaigns, noteRematch, type StoredCampaign } from '../campaigns.ts';
import { stateCode } from '../codes.ts';
import { recordCoverage } from '../coverage.ts';
import { type Database, isAboutValues, transaction } from '../database.ts';
import { ScopeRegistry } from '../scopes.ts';
import { lockWriters } from '../writer-lock.ts';
import { applyAccountStates, applyProfiles } from './authors.ts';
import { change } from './change.ts';
import { type Context, loadScopes, scopeNames } from './context.ts';
import { deletePosts, moveAccountPosts } from './deletions.ts';
import { applyReactions, moveEngagement, undoReactions } from './engagement.ts';
import { withoutForgotten } from './forgotten.ts';
import { writeInHalves } from './halves.ts';
import { judgeKept } from './judge-kept.ts';
import { loadKept } from './kept.ts';
import type { ReactionStep } from './reaction-steps.ts';
import { toWaves } from './waves.ts';
import { writePosts } from './write-posts.ts';

/** Every batch asks the same of lists of all lengths: one plan serves them all, and planning anew costs as much as the work. */
const begin = 'begin; set local plan_cache_mode = force_generic_plan';
/** Posts matched anew in one transaction. */
const rematchSize = 500;

const nothing = (): IngestResult => ({ matched: 0, inserted: 0, duplicate: 0, deleted: 0, invalid: [], campaigns: [] });

/** Writes batches: one transaction each, one at a time, the same figures however often and in whatever order they come. */
export class Ingest {
  readonly #db: Database;
  readonly #scopes = new ScopeRegistry();

  constructor(db: Database) {
    this.#db = db;
  }

  /**
   * Writes a batch with its counts and the stretch that it covers, or nothing of it. An event whose values the database
   * refuses is left out and named in the result.
   * @throws the database's error after five tries
   */
  async write(given: Batch): Promise<IngestResult> {
    try {
      return await this.#writeOnce(given);
    } catch (error) {
      if (!isAboutValues(error) || given.events.length === 0) throw error;
      return writeInHalves(given, (part) => this.#writeOnce(part));
    }
  }

  async #writeOnce(given: Batch): Promise<IngestResult> {
    const result = nothing();
    const commit = await transaction(
      this.#db,
      async (client) => {
        const events = await withoutForgotten(client, given.events);
        Object.assign(result, nothing());
        await lockWriters(client);
        const campaigns = await findCampaigns(client, given.campaigns);
        const batch: Batch = { ...given, events: onlyOf(events, campaigns, given) };
        const { context, commit } = await this.#open(client, batch, campaigns, result);
        const steps: ReactionStep[] = [];
        for (const wave of toWaves(batch.events)) steps.push(...(await writeWave(context, wave)));
        await moveEngagement(client, steps);
        if (steps.length > 0) context.changed.reactions = true;
        for (const { config } of campaigns.filter((campaign) => isOutdated(batch, campaign)))
          await noteRematch(client, config.slug);
        await recordCoverage(client, batch.run, batch.covers, batch.read, result.matched);
        const changed = context.changed.posts ? [...context.campaigns.keys()] : [];
        result.campaigns = changed;
        await notify(context, changed);
        return commit;
      },
      begin,
    );
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
        await lockWriters(client);
        const [campaign] = await findCampaigns(client, [slug]);
        if (!campaign) return null;
        const kept = await loadKept(client, campaign, norms, after, rematchSize);
        if (kept.length === 0) return null;
        const events = kept.map(({ event }) => event);
        const batch = { source: '', run: '', live: true, campaigns: [slug], events, covers: [], read: 0 };
        const { context, commit } = await this.#open(client, batch, [campaign], nothing());
        await loadScopes(context, new Map(kept.map(({ stored }) => [stored.uri, stored])));
        const moving = judgeKept(context, kept);
        await change(context, moving.changes, moving.withdrawn);
        const count = moving.changes.length + moving.withdrawn.length;
        if (count > 0) await notify(context, [slug]);
        return { commit, last: kept.at(-1)?.stored.id ?? after, count };
      });
      if (step === null) return changed;
      step.commit();
      changed += step.count;
      after = step.last;
    }
  }

  /** What the writing of a batch shares; `commit` must be called once its transaction has committed. */
  async #open(client: PoolClient, batch: Batch, campaigns: readonly StoredCampaign[], result: IngestResult) {
    const known = new Map(campaigns.map((campaign) => [campaign.config.slug, campaign]));
    const scopes = await this.#scopes.ensure(client, scopeNames(batch, known));
    const context: Context = {
      client,
      batch,
      campaigns: known,
      scopeId: scopes.id,
      campaignOf: scopes.campaignOf,
      result,
      changed: { posts: false, reactions: false },
    };
    return { context, commit: scopes.commit };
  }

  /** Forgets ids of scopes, after a campaign was removed. */
  forget(): void {
    this.#scopes.clear();
  }
}

/** Events without what they match in campaigns that were removed since: nothing of those is kept. */
function onlyOf(events: readonly MatchedEvent[], campaigns: readonly StoredCampaign[], given: Batch): MatchedEvent[] {
  if (campaigns.length === given.campaigns.length) return [...events];
  const slugs = new Set(campaigns.map(({ config }) => config.slug));
  return events.map((event) =>
    event.type === 'post' ? { ...event, matches: event.matches.filter(({ campaign }) => slugs.has(campaign)) } : event,
  );
}

/** Whether posts were matched against a campaign that has changed since: who matches stored posts anew may have been here before. */
function isOutdated({ versions = {}, events }: Batch, { config: { slug }, appliedAt }: StoredCampaign): boolean {
  if (!Object.hasOwn(versions, slug) || versions[slug] === appliedAt) return false;
  return events.some((event) => event.type === 'post' && event.matches.some(({ campaign }) => campaign === slug));
}

async function notify({ client, batch, changed }: Context, slugs: readonly string[]): Promise<void> {
  const said = { counts: slugs, covers: batch.covers.length > 0 };
  await client.query({
    name: 'clock',
    text: `with ticked as (update clock set as_of = greatest(as_of, clock_timestamp()), seq = seq + 1, posts = posts + $2, reactions = reactions + $3)
      select pg_notify('gs', $1) where $1 is not null`,
    values: [
      slugs.length > 0 || said.covers ? JSON.stringify(said) : null,
      Number(changed.posts),
      Number(changed.reactions),
    ],
  });
}

/** Gives what reactions change, to be written with those of the other waves. */
async function writeWave(context: Context, wave: readonly MatchedEvent[]): Promise<ReactionStep[]> {
  const { client, result, changed } = context;
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
  const told = await applyProfiles(client, wave);
  if (deleted.length + moved.length + told > 0) changed.posts = true;
  const came = await applyReactions(
    client,
    wave.filter((event) => event.type === 'reaction'),
  );
  const went = await undoReactions(
    client,
    wave.filter((event) => event.type === 'undo'),
  );
  return [...came, ...went];
}
