import { Command } from 'commander';
import { resolveWindow } from '../../domain/time/window.ts';
import { answerSuggestions, suggestedFamily } from '../../store/answers/suggestions.ts';
import { findCampaign, findDecisions } from '../../store/campaigns.ts';
import { countsBackwards, decideSpelling, undoDecision } from '../../store/decisions.ts';
import { plain } from '../campaign-text.ts';
import { openForCommand } from '../open.ts';

const say = (...lines: string[]) => process.stdout.write(`${lines.map(plain).join('\n')}\n`);
const sayJson = (value: unknown) => say(JSON.stringify(value, null, 2));
const percent = (share: number) => `${Math.round(share * 100)} %`;

async function list(slug: string, { json }: { json?: boolean }): Promise<void> {
  await using app = await openForCommand();
  const campaign = await findCampaign(app.db, slug);
  const context = { db: app.db, now: app.now(), pollSeconds: app.config.POLL_SECONDS ?? null };
  const window = resolveWindow({}, { now: app.now(), tz: campaign.config.timezone });
  const [{ suggestions, related }, decided] = await Promise.all([
    answerSuggestions(context, campaign, window),
    findDecisions(app.db.$client, slug),
  ]);
  if (json) return void sayJson({ suggestions, related, decided });
  say(
    ...suggestions.flatMap((s) => [
      `#${s.tag} may be #${s.family} (${s.kind}, score ${s.score.toFixed(2)}): ${s.posts} posts by ${s.authors} accounts in 28 days, ${percent(s.withFamily)} of them with the family too`,
      ...(s.warning === null ? [] : [`  ${s.warning}`]),
      ...s.examples.map((uri) => `  ${uri}`),
    ]),
    ...decided.map((d) => `#${d.spelling} was ${d.accepted ? 'accepted into' : 'rejected from'} #${d.family}`),
    ...(suggestions.length + decided.length === 0 ? ['No spelling is suggested now, and none was decided on.'] : []),
  );
}

async function decide(
  slug: string,
  tag: string,
  accepted: boolean,
  options: { family?: string; json?: boolean },
): Promise<void> {
  await using app = await openForCommand();
  const campaign = await findCampaign(app.db, slug);
  const context = { db: app.db, now: app.now(), pollSeconds: app.config.POLL_SECONDS ?? null };
  const family = options.family ?? (await suggestedFamily(context, campaign, tag));
  const deciding = { db: app.db, ingest: app.ingest, now: app.now() };
  const changed = await decideSpelling(deciding, slug, { family, spelling: tag, accepted });
  if (options.json) return void sayJson({ tag, family, decision: accepted ? 'accept' : 'reject', changed });
  say(
    accepted
      ? `#${tag} counts as #${family} now, ${changed} stored posts with it. ${countsBackwards}`
      : `#${tag} is not #${family}, and is not offered again; ${changed} stored posts changed their place.`,
  );
}

async function undo(slug: string, tag: string, options: { json?: boolean }): Promise<void> {
  await using app = await openForCommand();
  const spelling = tag.replace(/^[#＃]/, '');
  const { family, changed } = await undoDecision({ db: app.db, ingest: app.ingest, now: app.now() }, slug, spelling);
  if (options.json) return void sayJson({ tag: spelling, family, decision: 'none', changed });
  say(`What was decided on #${spelling} is taken back; ${changed} stored posts changed their place.`);
}

/** `groundswell variants`: a person's word on spellings that look like a family's. */
export function variantsCommand(): Command {
  const command = new Command('variants').description('spellings that may belong to a tag: list, accept, reject, undo');
  command
    .command('list')
    .description('what is suggested, with its evidence, and what was decided')
    .argument('<slug>')
    .option('--json', 'as JSON')
    .action(list);
  const deciding = [
    ['accept', 'count a spelling, backwards over what is stored', true],
    ['reject', 'never offer a spelling again, nor count it as a look-alike', false],
  ] as const;
  for (const [name, description, accepted] of deciding) {
    command
      .command(name)
      .description(description)
      .argument('<slug>')
      .argument('<tag>')
      .option('--family <tag>', 'the family that is meant; by default the one it is suggested for')
      .option('--json', 'as JSON')
      .action((slug: string, tag: string, options) => decide(slug, tag.replace(/^[#＃]/, ''), accepted, options));
  }
  command
    .command('undo')
    .description('take back what was decided; the figures are as before')
    .argument('<slug>')
    .argument('<tag>')
    .option('--json', 'as JSON')
    .action(undo);
  return command;
}
