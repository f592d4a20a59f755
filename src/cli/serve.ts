import closeWithGrace from 'close-with-grace';
import { type App, openApp } from '../app.ts';
import { type Environment, secretsOf } from '../config/environment.ts';
import { openLog } from '../log.ts';
import { type RoleName, roleNames, startRoles } from '../roles.ts';
import { listCampaigns } from '../store/campaigns.ts';
import { findActiveSources } from '../store/sources.ts';
import { applyAtStart } from './campaigns.ts';
import { checkSources } from './check-sources.ts';
import { version } from './version.ts';

const stopMs = 4500;

export interface ServeOptions {
  config: Environment;
  roles: readonly RoleName[];
  /** A whole `start`: the only one on its data. */
  exclusive: boolean;
  demo?: boolean;
  /** Runs after the database is open and before the roles start. */
  prepare?: (app: App) => Promise<void>;
  /** Runs after everything else has ended. */
  finish?: () => Promise<void>;
}

/** Runs roles until a signal comes. Gives the exit code. */
export async function serve({
  config,
  roles,
  exclusive,
  demo = false,
  prepare,
  finish,
}: ServeOptions): Promise<number> {
  const onTerminal = process.stdout.isTTY === true;
  const log = openLog({
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT ?? (onTerminal ? 'pretty' : 'json'),
    fd: 1,
    secrets: secretsOf(config),
  });
  const app = await openApp(config, { log, exclusive, demo, version });
  let running: Awaited<ReturnType<typeof startRoles>> | null = null;
  try {
    await applyAtStart(app);
    checkSources(config, await listCampaigns(app.db), roles);
    await prepare?.(app);
    running = await startRoles(app, roles);
  } catch (error) {
    await running?.[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
    await finish?.();
    throw error;
  }
  log.info({ roles }, 'started'); // every line has the pid
  await greet(app, roles, running);
  return new Promise((resolve) => {
    const end = async (code: number) => {
      await running[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
      await finish?.();
      log.info('stopped');
      resolve(code);
    };
    const grace = closeWithGrace(
      { delay: stopMs, skip: ['uncaughtException', 'unhandledRejection'] },
      async ({ signal }) => {
        log.info({ signal }, 'stopping');
        await end(0);
      },
    );
    void app.lost.then((error) => {
      log.error({ err: error.message }, 'the hold on the database was lost');
      grace.close();
    });
  });
}

async function greet(
  app: App,
  roles: readonly RoleName[],
  running: { address?: { host: string; port: number }; freshToken?: string | null },
): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const sources = await findActiveSources(app.db);
  say(
    `Groundswell ${app.version}, pid ${process.pid}, roles ${roles.length === roleNames.length ? 'all' : roles.join(', ')}`,
  );
  if (running.address) {
    const { host, port } = running.address;
    say(`Open http://${host.includes(':') ? `[${host}]` : host}:${port}`);
  }
  say(
    `Watching ${sources.length === 0 ? 'nothing: no campaign has a source' : sources.map(({ name }) => name).join(', ')}`,
  );
  if (running.freshToken) say(`Admin token, shown this once: ${running.freshToken}`);
  if (sources.length > 0 && roles.includes('aggregate')) announceFirstPost(app, say);
}

/** Says which post was the first to be counted: then everything works. */
function announceFirstPost(app: App, say: (line: string) => void): void {
  const since = app.now();
  const timer = setInterval(() => {
    void app.db.$client
      .query<{ uri: string; counted_at: Date }>(
        'select uri, counted_at from post where counted and seen_at >= $1 order by id limit 1',
        [new Date(since - 60_000)],
      )
      .then(({ rows: [post] }) => {
        if (!post) return;
        clearInterval(timer);
        say(`First post counted: ${post.uri} (${post.counted_at.toISOString()})`);
      })
      .catch(() => clearInterval(timer));
  }, 1000);
  timer.unref();
}
