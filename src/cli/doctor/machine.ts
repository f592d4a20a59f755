import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskLimit } from '../../domain/brake.ts';
import { type Finding, fail, ok, reasonOf, warn } from './finding.ts';

const neededNode = 26;
const megabyte = 1024 * 1024;
const fewBytes = 1024 * megabyte;
const tooFewBytes = diskLimit(0);

/** @param version such as `v26.10.0` */
export function checkNode(version: string): Finding {
  const major = Number(/^v(\d+)\./.exec(version)?.[1] ?? 0);
  if (major >= neededNode) return ok('node', version);
  return fail(
    'node',
    `${version} is too old`,
    `Run \`npm ci\` in Groundswell's folder, which brings Node ${neededNode} along.`,
  );
}

/** How much is free for the data. @param free bytes */
export function judgeDisk(free: number): Finding {
  const said =
    free >= 10 * fewBytes ? `${Math.floor(free / fewBytes)} GB free` : `${Math.floor(free / megabyte)} MB free`;
  const mend = 'Free some space, or let DATA_DIR point to a larger disk.';
  if (free < tooFewBytes)
    return fail('disk', `only ${said}; collection pauses below ${tooFewBytes / megabyte} MB`, mend);
  return free < fewBytes ? warn('disk', said, mend) : ok('disk', said);
}

/** The folder itself, or the nearest one above it that exists. */
async function nearest(folder: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  return found || dirname(folder) === folder ? folder : nearest(dirname(folder));
}

/** Whether the data directory is there, may be written to, and has room. */
export async function checkDataDir(folder: string): Promise<Finding[]> {
  const there = await nearest(folder);
  const mend = 'Let DATA_DIR point to a folder that this user may write to.';
  if (!(await stat(there)).isDirectory()) return [fail('data', `${there} is no folder`, mend)];
  try {
    await access(there, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    return [fail('data', `${there} cannot be written to: ${reasonOf(error)}`, mend)];
  }
  const { bavail, bsize } = await statfs(there);
  const said =
    there === folder ? ok('data', folder) : ok('data', `${folder} is not there yet; the first start makes it`);
  return [said, judgeDisk(bavail * bsize)];
}
