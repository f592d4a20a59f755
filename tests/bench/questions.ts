import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import { readEnvironment } from '../../src/config/environment.ts';
import { Metrics } from '../../src/metrics.ts';
import { postgresBackend } from '../../src/queue/backend.ts';
import { JobQueue } from '../../src/queue/queue.ts';
import { attachEmbedded } from '../../src/store/embedded/server.ts';
import { Ingest } from '../../src/store/ingest/ingest.ts';
import { buildServer } from '../../src/web/server.ts';
import { benchDatabase } from './database.ts';
import { median, report, timed } from './figure.ts';

const bin = new URL('../../src/cli/bin.js', import.meta.url).pathname;
const runs = 7;
const overview = '/c/keep4o';
const pageMs = 150;

/** Milliseconds allowed for each question, warm, on an idle machine. */
const questions: [name: string, path: string, mostMs: number][] = [
  ['momentum', '/api/v1/campaigns/keep4o/momentum', 300],
  ['tags', '/api/v1/campaigns/keep4o/tags', 300],
  ['arguments', '/api/v1/campaigns/keep4o/arguments', 300],
  ['languages', '/api/v1/campaigns/keep4o/languages', 300],
  ['suggestions', '/api/v1/campaigns/keep4o/tags/suggestions', 1000],
  ['links', '/api/v1/campaigns/keep4o/links', 1000],
  ['year_by_day', '/api/v1/campaigns/keep4o/series?bucket=day&from=FROM', 300],
  ['year_by_day_14_tags', '/api/v1/campaigns/keep4o/series?bucket=day&groupBy=tag&from=FROM', 300],
  ['overview_page', overview, pageMs],
];

/** The page just after a write, when what spoke of it has to be counted anew; after a post without a bar. */
const writes: [name: string, statement: string, hasBar?: boolean][] = [
  ['overview_page_after_coverage', 'update clock set seq = seq + 1'],
  ['overview_page_after_like', 'update clock set seq = seq + 1, reactions = reactions + 1'],
  ['overview_page_after_post', 'update clock set seq = seq + 1, posts = posts + 1', false],
];

async function seed(dataDir: string, posts: string): Promise<void> {
  const command = spawn(process.execPath, [bin, 'seed', '--posts', posts, '--days', '365'], {
    env: { ...process.env, DATA_DIR: dataDir, DATABASE_URL: '', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const [code] = (await once(command, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`seed ended with ${code}`);
  await attachEmbedded(dataDir); // the last command on it turns the server off
}

/**
 * Answers at size, each question as the web role answers it: warm, and the page just after a write too. On
 * `BENCH_POSTS` posts (100,000 by default) over a year, or on what `seed` left in the folder `BENCH_DATA_DIR`.
 */
export async function benchQuestions(): Promise<void> {
  const kept = process.env['BENCH_DATA_DIR'];
  await using bench = await benchDatabase(kept);
  if (kept === undefined) await seed(bench.dataDir, process.env['BENCH_POSTS'] ?? '100000');
  const log = pino({ level: 'silent' });
  const queue = new JobQueue(postgresBackend(bench.connection, 1, log), log);
  const { server } = await buildServer({
    db: bench.db,
    connection: bench.connection,
    config: readEnvironment({ DATA_DIR: bench.dataDir }, '/nowhere'),
    log,
    metrics: new Metrics(),
    queue,
    ingest: new Ingest(bench.db),
    brake: { pauses: [], id: null },
    version: '0.0.0',
    demo: false,
    now: Date.now,
  });
  const query = (text: string) => bench.db.$client.query<{ n: number }>(text);
  await query('analyze');
  const counted = await query('select count(*)::int as n from post where counted');
  const unit = `ms at ${counted.rows[0]?.n ?? 0} posts`;
  const from = new Date(Date.now() - 365 * 86_400_000).toISOString();
  let asked = 0;
  const ask = async (url: string) => {
    const remoteAddress = `10.0.0.${asked++ % 250}`; // one reader alone would be asked to slow down
    const answer = await server.inject({ url, headers: { accept: 'text/html' }, remoteAddress });
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode}`);
  };
  const measure = async (name: string, path: string, most: number, write?: string, hasBar = true) => {
    const url = path.replace('FROM', from);
    await ask(url);
    await ask(url);
    const times: number[] = [];
    for (let i = 0; i < runs; i++) {
      if (write !== undefined) await query(write);
      times.push(await timed(() => ask(url)));
    }
    const ms = median(times);
    report(
      { name: `answer_${name}`, value: ms, unit, baseline: `${most} ms`, ratio: ms / most },
      hasBar ? { most: 1 } : undefined,
    );
  };
  for (const [name, path, most] of questions) await measure(name, path, most);
  for (const [name, write, hasBar] of writes) await measure(name, overview, pageMs, write, hasBar);
  await server.close();
  await queue[Symbol.asyncDispose]();
}
