import type { LightMyRequestResponse } from 'fastify';
import { readEnvironment } from '../../../src/config/environment.ts';
import { Metrics } from '../../../src/metrics.ts';
import { postgresBackend } from '../../../src/queue/backend.ts';
import { JobQueue } from '../../../src/queue/queue.ts';
import { applyCampaign, sourcesOf } from '../../../src/store/campaigns.ts';
import { ensureWatchSet } from '../../../src/store/coverage.ts';
import { Ingest } from '../../../src/store/ingest/ingest.ts';
import { buildServer } from '../../../src/web/server.ts';
import { freshDatabase, quiet } from '../../support/database.ts';
import { makeBatch, makeCampaign, makePost, matched } from '../../support/make.ts';

export const token = 'a-token-of-the-tests';
export const now = Date.parse('2026-02-03T00:00:00Z');
export const window = 'from=2026-02-02T00:00:00Z&to=2026-02-03T00:00:00Z';
export const campaign = makeCampaign({ timezone: 'UTC' });

type PostLike = Parameters<typeof makePost>[0] & { id?: string; handle?: string; name?: string; optOuts?: string[] };

/** A post of an account with a name; say only what matters. */
export function makeNamedPost({
  id = '1',
  handle = 'alice.example',
  name = 'Alice',
  optOuts = [],
  ...over
}: PostLike = {}) {
  const claimedAt = over.claimedAt ?? Date.parse('2026-02-02T10:05:00Z');
  const post = makePost({
    uri: `at://did:plc:alice/app.bsky.feed.post/${id}`,
    claimedAt,
    seenAt: claimedAt + 1000,
    ...over,
  });
  return { ...post, author: { ...post.author, handle, displayName: name, optOuts: optOuts as never } };
}

/** A database with a campaign and the server on it, not listening. */
export async function openWeb() {
  const fresh = await freshDatabase();
  const config = { ...readEnvironment({ ADMIN_TOKEN: token }, '/nowhere'), POLL_SECONDS: 60 };
  await applyCampaign(fresh.db, campaign, sourcesOf(campaign, null), 'file', Date.parse('2026-01-01'));
  const queue = new JobQueue(postgresBackend(fresh.connection, 1, quiet), quiet);
  const app = {
    db: fresh.db,
    connection: fresh.connection,
    config,
    log: quiet,
    metrics: new Metrics(),
    queue,
    version: '0.0.0',
    demo: false,
    now: () => now,
    ingest: new Ingest(fresh.db),
    brake: { pauses: [], id: null, released: async () => undefined },
  };
  const { server } = await buildServer(app);
  const { ingest } = app;
  return {
    ...fresh,
    app,
    server,
    write: (posts: ReturnType<typeof makePost>[]) =>
      ingest.write(makeBatch({ events: posts.map((post) => matched(post, campaign)) })),
    /** Says that the stream was watched for a stretch. */
    cover: async (from: string, to: string) => {
      const set = await ensureWatchSet(fresh.db, 'bluesky', ['keep4o', 'opensource4o'], now);
      await fresh.db.$client.query(
        'insert into coverage (set_id, during, run, events, matched) values ($1, tstzrange($2, $3), $4, 1, 1)',
        [set.id, from, to, 'r'],
      );
    },
    ask: (query: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> =>
      server.inject({ url: `/api/v1/campaigns/keep4o/export?${query}`, headers }),
    admin: { authorization: `Bearer ${token}` },
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await queue[Symbol.asyncDispose]();
      await fresh[Symbol.asyncDispose]();
    },
  };
}
