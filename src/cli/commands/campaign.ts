import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import type { App } from '../../app.ts';
import { processEnvironment } from '../../config/environment.ts';
import { campaignFloor } from '../../domain/time/counted.ts';
import { GroundswellError } from '../../errors.ts';
import {
  applyCampaign,
  findCampaign,
  findCampaigns,
  listCampaigns,
  removeCampaign,
  type StoredCampaign,
  sourcesOf,
} from '../../store/campaigns.ts';
import { sumScopes } from '../../store/queries/figures.ts';
import { findScopes } from '../../store/queries/question.ts';
import { changesOf } from '../campaign-changes.ts';
import { checkCampaignFile, findCampaignFile, isSameFile } from '../campaign-files.ts';
import { describeCampaign, listLines, plain, toYaml } from '../campaign-text.ts';
import { applyFolder, serversForCommand } from '../campaigns.ts';
import { openForCommand } from '../open.ts';

const say = (...lines: string[]) => process.stdout.write(`${lines.join('\n')}\n`);
const sayJson = (value: unknown) => say(JSON.stringify(value, null, 2));

/** Posts that a campaign counts now. */
async function countPosts({ db, now }: App, { id, config }: StoredCampaign): Promise<number> {
  const scopes = [...(await findScopes(db, id, 'all')).values()];
  const window = { from: campaignFloor(config), to: now() + 86_400_000 };
  const sums = await sumScopes(db, scopes, window, config.timezone, null);
  return [...sums.values()].reduce((sum, { posts }) => sum + posts, 0);
}

const toJson = async (app: App, campaign: StoredCampaign) => ({
  ...campaign.config,
  origin: campaign.origin,
  appliedAt: new Date(campaign.appliedAt).toISOString(),
  posts: await countPosts(app, campaign),
});

async function list({ json }: { json?: boolean }): Promise<void> {
  await using app = await openForCommand();
  const stored = await listCampaigns(app.db);
  const campaigns = await Promise.all(stored.map((campaign) => toJson(app, campaign)));
  if (json) return void sayJson({ campaigns });
  if (campaigns.length > 0) return void say(...listLines(campaigns));
  say(`No campaign yet; put a file into ${app.config.CAMPAIGNS_DIR} or run \`groundswell campaign apply FILE\`.`);
}

async function show(slug: string, { json }: { json?: boolean }): Promise<void> {
  await using app = await openForCommand();
  const campaign = await findCampaign(app.db, slug);
  const described = await toJson(app, campaign);
  if (json) return void sayJson(described);
  const origin =
    campaign.origin === 'file' ? 'from a file of CAMPAIGNS_DIR' : 'kept in the database by `campaign apply`';
  say(
    `# ${described.posts} posts counted; ${origin}, last changed ${described.appliedAt}`,
    toYaml(campaign.base).trimEnd(),
  );
}

async function check(path: string): Promise<void> {
  const campaign = await checkCampaignFile(path, processEnvironment());
  say(...describeCampaign(campaign), `${path} is a campaign that can be applied.`);
}

async function apply(path: string): Promise<void> {
  const campaign = await checkCampaignFile(path, processEnvironment());
  const { slug } = campaign;
  await using app = await openForCommand({ folder: false });
  const { db, config } = app;
  const [before] = await findCampaigns(db.$client, [slug]);
  const standing = await findCampaignFile(config.CAMPAIGNS_DIR, slug);
  const isOfFolder = standing !== null && (await isSameFile(standing, path));
  await applyFolder(app);
  if (!isOfFolder)
    await applyCampaign(db, campaign, sourcesOf(campaign, await serversForCommand(app)), 'apply', app.now());
  const changes = changesOf(before?.base ?? null, campaign);
  say(...(changes.length > 0 ? changes.map((change) => `${slug}: ${change}`) : [`${slug}: nothing changed`]));
  if (config.MASTODON_SERVERS)
    say(`MASTODON_SERVERS is set and replaces the campaign's servers: ${config.MASTODON_SERVERS.join(', ')}`);
  if (standing !== null && !isOfFolder) {
    process.stderr.write(
      `${slug} stands in ${standing} too, which wins at the next start or command; change that file instead.\n`,
    );
  }
}

/** Asks on a terminal; elsewhere only `--yes` will do. @throws GroundswellError `usage` */
async function confirm(slug: string, posts: number): Promise<boolean> {
  if (process.stdin.isTTY !== true)
    throw new GroundswellError(
      'usage',
      `This removes ${slug} and its ${posts} posts for ever; add --yes if that is meant.`,
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (
      (
        await terminal.question(`This removes ${slug} and its ${posts} posts for ever. Type ${slug} to go on: `)
      ).trim() === slug
    );
  } finally {
    terminal.close();
  }
}

async function remove(slug: string, { yes }: { yes?: boolean }): Promise<void> {
  await using app = await openForCommand({ folder: false });
  const campaign = await findCampaign(app.db, slug);
  if (!yes && !(await confirm(slug, await countPosts(app, campaign))))
    throw new GroundswellError('usage', 'Nothing was removed.');
  const standing = await findCampaignFile(app.config.CAMPAIGNS_DIR, slug);
  const posts = await removeCampaign(app.db, slug);
  say(
    plain(
      `Removed ${slug} (${campaign.config.name}): ${posts} posts went; posts that other campaigns count too stay theirs.`,
    ),
  );
  if (standing !== null)
    process.stderr.write(
      `${slug} stands in ${standing} and comes back, without its posts, at the next start or command; delete that file too.\n`,
    );
}

/** `groundswell campaign`: campaigns as code. */
export function campaignCommand(): Command {
  const command = new Command('campaign').description('list, show, check, apply and remove campaigns');
  command.command('list').description('all campaigns').option('--json', 'as JSON').action(list);
  command
    .command('show')
    .description('one campaign, as a file that can be applied')
    .argument('<slug>')
    .option('--json', 'as JSON')
    .action(show);
  command
    .command('check')
    .description('what a campaign file would watch; needs no database')
    .argument('<file>')
    .action(check);
  command
    .command('apply')
    .description('keep a campaign file in the database; a running instance takes it at once')
    .argument('<file>')
    .action(apply);
  command
    .command('remove')
    .description('a campaign and its posts, for ever')
    .argument('<slug>')
    .option('--yes', 'do not ask')
    .action(remove);
  return command;
}
