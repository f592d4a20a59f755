import { Command } from 'commander';
import type { App } from '../../app.ts';
import { platforms } from '../../domain/post.ts';
import { bucketSizes, groupings, metrics } from '../../domain/series.ts';
import { resolveWindow } from '../../domain/time/window.ts';
import { GroundswellError } from '../../errors.ts';
import { openExport } from '../../exports/export.ts';
import { exportKinds, findFormat, findKind, formatNames } from '../../exports/registry.ts';
import type { ExportRequest } from '../../exports/request.ts';
import { findCampaign } from '../../store/campaigns.ts';
import { openForCommand } from '../open.ts';
import { checkTarget, writeFileWhole, writeOut } from '../output.ts';

interface Flags {
  what: string;
  format: string;
  from?: string;
  to?: string;
  output?: string;
  force?: boolean;
  withText?: boolean;
  platform?: string;
  tag?: string;
  language?: string;
  argument?: string;
  metric: string;
  bucket?: string;
  groupBy: string;
  tz?: string;
}

function choose<T extends string>(option: string, values: readonly T[], found: string): T {
  const value = values.find((one) => one === found);
  if (value !== undefined) return value;
  throw new GroundswellError('usage', `--${option} takes ${values.join(', ')}; found '${found}'.`);
}

/** A value that the question does not allow is wrong usage here, named as the option that it came from. */
function asUsage(error: unknown): never {
  if (!(error instanceof GroundswellError) || error.code !== 'query-invalid') throw error;
  throw new GroundswellError('usage', error.message.replace(/^'(\w+)'(?= (?:takes|must))/, '--$1'), { cause: error });
}

/** What can be checked before the database is opened. */
function checkFlags(flags: Flags) {
  if (flags.bucket !== undefined) choose('bucket', bucketSizes, flags.bucket);
  if (flags.withText && flags.what !== 'posts')
    throw new GroundswellError('usage', '--with-text goes with --what posts only; figures have no text.');
  return {
    what: findKind(flags.what),
    format: findFormat(flags.format),
    platform: flags.platform === undefined ? undefined : choose('platform', platforms, flags.platform),
    metric: choose('metric', metrics, flags.metric),
    groupBy: choose('group-by', groupings, flags.groupBy),
    withText: flags.withText ?? false,
  };
}

async function readRequest(
  app: App,
  slug: string,
  flags: Flags,
  checked: ReturnType<typeof checkFlags>,
): Promise<ExportRequest> {
  const campaign = await findCampaign(app.db, slug);
  const window = resolveWindow(flags, { now: app.now(), tz: campaign.config.timezone });
  return { campaign, window, tag: flags.tag, language: flags.language, argument: flags.argument, ...checked };
}

/** Ends a piece of work in order on Ctrl-C, so that nothing half-made stays behind. */
function untilInterrupted(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () =>
      interrupted.abort(new GroundswellError('file-unreadable', 'The export was interrupted; nothing was kept.')),
    );
  }
  return interrupted.signal;
}

async function run(slug: string, flags: Flags): Promise<void> {
  const { output, force = false } = flags;
  const path = output === undefined || output === '-' ? null : output;
  const checked = checkFlags(flags);
  if (path !== null) await checkTarget(path, force);
  const signal = untilInterrupted();
  await using app = await openForCommand();
  const request = await readRequest(app, slug, flags, checked);
  const context = { db: app.db, now: app.now(), pollSeconds: app.config.POLL_SECONDS ?? null };
  await using file = await openExport(context, app.connection, request);
  try {
    if (path === null) return await writeOut(file.chunks, signal);
    await writeFileWhole(path, file.chunks, force, signal);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  }
  process.stderr.write(`Wrote ${path}, ${file.digest()}\n`);
}

/** `groundswell export`: posts or figures of a campaign as a file. */
export function exportCommand(): Command {
  return new Command('export')
    .description('posts or figures of a campaign as a file; posts without text and names unless asked for')
    .argument('<slug>', 'campaign')
    .option('--what <what>', exportKinds.join(', '), 'posts')
    .option('--format <format>', formatNames.join(', '), 'csv')
    .option('--from <time>', 'start, RFC 3339 or a day; 7 days before the end if not given')
    .option('--to <time>', 'end, not included; now if not given')
    .option('-o, --output <file>', 'where to write; standard output if not given')
    .option('--force', 'replace a file that is there')
    .option('--with-text', 'posts with text, handle and name, but for those who asked not to be shown')
    .option('--platform <name>', platforms.join(', '))
    .option('--tag <tag>', 'only this family')
    .option('--language <code>', 'only this language, such as de; und for unknown')
    .option('--argument <name>', 'only this argument')
    .option('--metric <metric>', `of series: ${metrics.join(', ')}`, 'posts')
    .option('--bucket <size>', `of series: ${bucketSizes.join(', ')}`)
    .option('--group-by <what>', `of series: ${groupings.join(', ')}`, 'none')
    .option('--tz <zone>', "of days and weeks: an IANA zone; the campaign's if not given")
    .action((slug: string, flags: Flags) => run(slug, flags).catch(asUsage));
}
