import { Command, CommanderError } from 'commander';
import { GroundswellError } from '../errors.ts';
import { version } from './version.ts';

const exitCodes = { ok: 0, failed: 1, usage: 2 };

/** Each command's file, read only when it is asked for: they bring much along. */
const commands: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).startCommand(),
  demo: async () => (await import('./commands/demo.ts')).demoCommand(),
  campaign: async () => (await import('./commands/campaign.ts')).campaignCommand(),
  variants: async () => (await import('./commands/variants.ts')).variantsCommand(),
  import: async () => (await import('./commands/import.ts')).importCommand(),
  export: async () => (await import('./commands/export.ts')).exportCommand(),
  forget: async () => (await import('./commands/forget.ts')).forgetCommand(),
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand(),
  seed: async () => (await import('./commands/seed.ts')).seedCommand(),
};

/** The program with the command that is asked for; with all of them where none is, so that help can list them. */
async function buildProgram([asked = '']: readonly string[]): Promise<Command> {
  const program = new Command('groundswell')
    .description('Counts what carries a campaign’s hashtags on Bluesky and Mastodon, and says how sure it is.')
    .version(version)
    .showHelpAfterError('(add --help for more)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });
  const one = Object.hasOwn(commands, asked) ? commands[asked] : undefined;
  const wanted = one ? [one] : /^(-V|--version)$/.test(asked) ? [] : Object.values(commands);
  for (const make of wanted) program.addCommand(inherit(await make()));
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
    const program = await buildProgram(args);
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
