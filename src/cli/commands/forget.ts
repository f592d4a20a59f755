import { Command } from 'commander';
import { forgetAuthor } from '../../store/forget.ts';
import { openForCommand } from '../open.ts';

/** `groundswell forget AUTHOR`: removes an account's text, handle and key; counts stay. */
export function forgetCommand(): Command {
  return new Command('forget')
    .description("remove an account's text, handle and key at once and for ever; counts stay")
    .argument('<author>', 'DID, handle, or address of the account')
    .option('--json', 'the result as JSON')
    .action(async (author: string, { json }: { json?: boolean }) => {
      await using app = await openForCommand();
      const forgotten = await forgetAuthor(app.db, author);
      process.stdout.write(
        json
          ? `${JSON.stringify(forgotten)}\n`
          : `Forgotten: ${forgotten.accounts} account, with the text and addresses of ${forgotten.posts} posts. They stay in the counts.\n`,
      );
    });
}
