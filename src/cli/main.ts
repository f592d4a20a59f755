import { Command, CommanderError } from 'commander';
import { GroundswellError } from '../errors.ts';
import { campaignCommand } from './commands/campaign.ts';
import { demoCommand } from './commands/demo.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { forgetCommand } from './commands/forget.ts';
import { importCommand } from './commands/import.ts';
import { seedCommand } from './commands/seed.ts';
import { simulateCommand } from './commands/simulate.ts';
import { startCommand } from './commands/start.ts';
import { version } from './version.ts';

const exitCodes = { ok: 0, failed: 1, usage: 2 };

function buildProgram(): Command {
  const program = new Command('groundswell')
    .description('Counts what carries a campaign’s hashtags on Bluesky and Mastodon, and says how sure it is.')
    .version(version)
    .showHelpAfterError('(add --help for more)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });
  for (const command of [
    startCommand(),
    demoCommand(),
    campaignCommand(),
    importCommand(),
    exportCommand(),
    forgetCommand(),
    doctorCommand(),
    simulateCommand(),
    seedCommand(),
  ]) {
    program.addCommand(inherit(command));
  }
  return program;
}

/** Sub-commands do not inherit these by themselves. */
function inherit(command: Command): Command {
  command.exitOverride().showHelpAfterError('(add --help for more)');
  for (const child of command.commands) inherit(child);
  return command;
}

/** Sentence for whoever typed the command; the stack only for who asks for it. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const isOurs = error instanceof GroundswellError;
  const sentence = isOurs ? error.message : `Something unforeseen went wrong: ${(error as Error).message}`;
  console.error(sentence.replaceAll(/[^\P{Cc}\n]/gu, ' '));
  // biome-ignore lint/style/noProcessEnv: the settings may be what could not be read
  if (process.env.LOG_LEVEL === 'debug') console.error(error);
  return isOurs && error.code === 'usage' ? exitCodes.usage : exitCodes.failed;
}

/**
 * Runs a command line.
 * @returns the exit code: 0 ok, 1 failed, 2 wrong usage
 */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const program = buildProgram();
    if (args.length === 0) {
      program.outputHelp();
      return exitCodes.usage;
    }
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.ok);
  } catch (error) {
    return report(error);
  }
}
