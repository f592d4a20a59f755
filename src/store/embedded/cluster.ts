import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { access, chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GroundswellError } from '../../errors.ts';
import type { Binaries } from './binaries.ts';
import { findLaunch } from './launch.ts';

/** Name of the cluster's folder: the major version, so that a later one never opens it by mistake. */
export const clusterName = 'pg18';
const passwordFile = 'groundswell.password';

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

async function initdb(binaries: Binaries, folder: string, password: string): Promise<void> {
  const pwfile = `${folder}.password`;
  await writeFile(pwfile, password, { mode: 0o600 });
  const launch = await findLaunch(folder);
  const [command = binaries.initdb, ...args] = [
    ...launch.prefix,
    binaries.initdb,
    ...['-D', folder, '-U', 'groundswell', `--pwfile=${pwfile}`, '--auth=scram-sha-256', '--encoding=UTF8'],
    ...['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions', '--no-sync'],
  ];
  const child = spawn(command, args, { ...launch.options, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  await rm(pwfile, { force: true });
  if (code !== 0) {
    throw new GroundswellError(
      'database-unavailable',
      `The embedded PostgreSQL could not make its database folder: ${said.trim().split('\n').at(-1) ?? `initdb ended with ${code}`}`,
    );
  }
  await writeFile(join(folder, passwordFile), password, { mode: 0o600 });
}

/**
 * Makes the cluster below `dataDir` unless it is there. Made under another name and renamed, so that of several
 * processes at once one wins and none sees half a cluster.
 * @returns folder of the cluster and the password of its only user
 */
export async function ensureCluster(
  binaries: Binaries,
  dataDir: string,
): Promise<{ folder: string; password: string }> {
  const folder = join(dataDir, clusterName);
  if (!(await exists(join(folder, passwordFile)))) {
    await mkdir(dataDir, { recursive: true });
    await chmod(dataDir, 0o700).catch(() => undefined); // a folder of somebody else's: PostgreSQL itself checks its own
    const own = join(dataDir, `.init-${process.pid}-${randomBytes(4).toString('hex')}`);
    try {
      await initdb(binaries, own, randomBytes(24).toString('base64url'));
      await rename(own, folder);
    } catch (error) {
      await rm(own, { recursive: true, force: true });
      if (!(await exists(join(folder, passwordFile)))) throw error;
    }
  }
  return { folder, password: await readFile(join(folder, passwordFile), 'utf8') };
}
