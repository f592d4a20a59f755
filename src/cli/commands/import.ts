import { Command } from 'commander';
import { Importer, type ImportFormat, type ImportOptions, importFormats } from '../../../workers/import/import.ts';
import { readItems, readLines, sizeOf } from '../../../workers/import/records.ts';
import { GroundswellError } from '../../errors.ts';
import { openForCommand } from '../open.ts';
import { progressBar } from '../progress.ts';

interface Flags {
  format: string;
  campaign?: string;
  covers?: string;
  server?: string;
  json?: boolean;
}

/** Reads `FROM/TO`. @throws GroundswellError `usage` */
function parseCovers(text: string): { from: number; to: number } {
  const [from = '', to = '', more] = text.split('/');
  const stretch = { from: Date.parse(from), to: Date.parse(to) };
  if (more === undefined && stretch.from < stretch.to) return stretch;
  throw new GroundswellError(
    'usage',
    `--covers takes FROM/TO, two times such as 2026-01-01T00:00:00Z; found '${text}'.`,
  );
}

function parseFlags({ format, campaign, covers, server }: Flags): ImportOptions {
  const known = importFormats.find((one) => one === format);
  if (!known) throw new GroundswellError('usage', `--format takes ${importFormats.join(', ')}; found '${format}'.`);
  if (server !== undefined && !/^https?:\/\/[^/\s]+/.test(server)) {
    throw new GroundswellError(
      'usage',
      `--server takes the base of a server such as https://mastodon.social; found '${server}'.`,
    );
  }
  return { format: known, campaign, covers: covers === undefined ? undefined : parseCovers(covers), server };
}

async function importFile(
  importer: Importer,
  format: ImportFormat,
  path: string,
  tick: (bytes: number) => void,
): Promise<void> {
  if (format === 'jetstream') {
    for await (const line of readLines(path)) {
      await importer.frame(line);
      tick(line.length + 1);
    }
    return;
  }
  for await (const item of readItems(path)) {
    await importer.item(item);
    tick(0);
  }
}

/** `groundswell import`: recorded data through the same way as live data. */
export function importCommand(): Command {
  return new Command('import')
    .description('recorded data into the counts; safe to repeat')
    .argument('<files...>', '.ndjson, .json, .gz, .zst, or - for standard input')
    .requiredOption('--format <format>', importFormats.join(', '))
    .option('--campaign <slug>', 'only for this campaign')
    .option('--covers <from/to>', 'the stretch that the records cover without a hole')
    .option('--server <base>', 'the Mastodon server that was asked')
    .option('--json', 'a summary as JSON on standard output')
    .action(async (files: string[], flags: Flags) => {
      const options = parseFlags(flags);
      const sizes = await Promise.all(files.map(sizeOf));
      await using app = await openForCommand();
      await app.brake.start(['import']);
      const importer = await Importer.open(app, options);
      const bar = progressBar(process.stderr, sizes);
      for (const file of files) {
        await importFile(importer, options.format, file, (bytes) =>
          bar.add(bytes, `${importer.summary.read} read, ${importer.summary.inserted} inserted`),
        );
      }
      const summary = await importer.finish();
      bar.end();
      if (flags.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
      else {
        const { read, matched, inserted, duplicate, deleted, invalid } = summary;
        process.stdout.write(
          `Read ${read}, matched ${matched}: ${inserted} inserted, ${duplicate} known already, ${deleted} deleted, ${invalid} not readable.\n`,
        );
      }
    });
}
