import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { GroundswellError } from '../../errors.ts';

/** How to run a program that refuses uid 0: the command to put before it, and the options of spawn. */
export interface Launch {
  prefix: string[];
  options: Pick<SpawnOptions, 'uid' | 'gid'>;
}

const asMyself: Launch = { prefix: [], options: {} };
const inUserNamespace: Launch = {
  prefix: ['unshare', '-U', '--map-user=65534', '--map-group=65534'],
  options: {},
};

async function works(command: string, args: string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: 'ignore' });
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code === 0;
  } catch {
    return false;
  }
}

/**
 * How to start PostgreSQL, which refuses to run as root. As root it runs in a user namespace that shows it another uid:
 * no user is made and no file changes hands. A cluster that belongs to somebody else already runs as its owner.
 * @param cluster folder of an existing cluster, or one that is not there yet
 * @throws GroundswellError `database-unavailable` if root may not make user namespaces here
 */
export async function findLaunch(cluster: string): Promise<Launch> {
  if (process.getuid?.() !== 0) return asMyself;
  const owner = await stat(cluster).catch(() => null);
  if (owner && owner.uid !== 0) return { prefix: [], options: { uid: owner.uid, gid: owner.gid } };
  if (await works('unshare', [...inUserNamespace.prefix.slice(1), 'true'])) return inUserNamespace;
  throw new GroundswellError(
    'database-unavailable',
    'PostgreSQL does not run as root and this machine allows no user namespaces; start Groundswell as a normal user, or set DATABASE_URL.',
  );
}
