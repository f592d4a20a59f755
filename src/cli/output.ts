import { randomBytes } from 'node:crypto';
import { link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { GroundswellError } from '../errors.ts';

type Chunks = AsyncIterable<Buffer>;

const failed = (path: string, why: string, cause?: unknown) =>
  new GroundswellError('file-unreadable', `${path} ${why}`, { cause });
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown reason';

/** Writes to standard output. A reader that has had enough, such as `head`, ends it quietly. */
export async function writeOut(chunks: Chunks, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(chunks, process.stdout, { end: false, signal });
  } catch (error) {
    if (codeOf(error) !== 'EPIPE') throw error;
    process.stdout.on('error', () => undefined);
  }
}

/**
 * Refuses a path that may not be written to: before the work, not after it.
 * @throws GroundswellError `file-unreadable`
 */
export async function checkTarget(path: string, force: boolean): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found?.isDirectory()) throw failed(path, 'is a folder; name a file in it.');
  if (found && !force) throw failed(path, 'exists already; add --force to replace it.');
}

/** Gives a finished file its name; without force only if nobody else has it by now. */
async function settle(part: string, target: string, force: boolean): Promise<void> {
  if (force) return rename(part, target);
  try {
    await link(part, target);
    await rm(part);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw failed(target, 'exists already; add --force to replace it.', error);
    await checkTarget(target, false); // a file system without links
    await rename(part, target);
  }
}

/**
 * Writes a file that only its owner may read, all of it or nothing.
 * @throws GroundswellError `file-unreadable` if it exists (without `force`) or cannot be written
 */
export async function writeFileWhole(path: string, chunks: Chunks, force: boolean, signal: AbortSignal): Promise<void> {
  const target = resolve(path);
  const part = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomBytes(6).toString('hex')}.part`);
  const file = await open(part, 'wx', 0o600).catch((error: unknown) => {
    throw failed(path, `cannot be written: ${codeOf(error)}.`, error);
  });
  try {
    await pipeline(chunks, file.createWriteStream({ flush: true }), { signal });
    await settle(part, target, force);
  } catch (error) {
    await rm(part, { force: true });
    if (error instanceof GroundswellError || !/^E[A-Z]+$/.test(codeOf(error))) throw error;
    throw failed(path, `cannot be written: ${codeOf(error)}.`, error);
  } finally {
    await file.close().catch(() => undefined);
  }
}
