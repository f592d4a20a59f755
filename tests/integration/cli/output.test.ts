import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileWhole } from '../../../src/cli/output.ts';
import { ownFolder } from './run.ts';

const never = new AbortController().signal;

test('a file that could not be finished leaves nothing, and what it was to replace stays', async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, 'a.csv');
  await writeFile(path, 'old');
  async function* broken() {
    yield Buffer.from('new');
    throw new Error('the database went away');
  }
  await expect(writeFileWhole(path, broken(), true, never)).rejects.toThrow('the database went away');
  expect([await readdir(folder.path), await readFile(path, 'utf8')]).toEqual([['a.csv'], 'old']);
});

test('a file that somebody else made meanwhile is not overwritten', async () => {
  await using folder = await ownFolder();
  const path = join(folder.path, 'a.csv');
  async function* slow() {
    await writeFile(path, 'theirs');
    yield Buffer.from('ours');
  }
  await expect(writeFileWhole(path, slow(), false, never)).rejects.toThrow(/exists already; add --force/);
  expect([await readdir(folder.path), await readFile(path, 'utf8')]).toEqual([['a.csv'], 'theirs']);
});

test('an interruption leaves nothing', async () => {
  await using folder = await ownFolder();
  const interrupted = new AbortController();
  async function* endless() {
    for (let n = 0; ; n++) {
      yield Buffer.alloc(1000);
      if (n === 3) interrupted.abort(new Error('enough'));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  await expect(writeFileWhole(join(folder.path, 'a.csv'), endless(), false, interrupted.signal)).rejects.toThrow();
  expect(await readdir(folder.path)).toEqual([]);
});
