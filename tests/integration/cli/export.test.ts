import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCsv } from '../exports/csv-reader.ts';
import { makeNamedPost, openWeb } from '../exports/support.ts';
import { bin, groundswell, ownFolder, run, urlOf } from './run.ts';

const window = ['--from', '2026-02-02', '--to', '2026-02-03'];

async function prepared() {
  const [folder, web] = await Promise.all([ownFolder(), openWeb()]);
  await web.write([
    makeNamedPost({ text: 'open words #keep4o' }),
    makeNamedPost({ id: '2', author: 'did:plc:b', text: 'shy words #keep4o', optOuts: ['noText'] }),
  ]);
  const env = { DATABASE_URL: urlOf(web.connection) };
  return {
    ...folder,
    web,
    ask: (...args: string[]) => groundswell(folder, ['export', 'keep4o', ...window, ...args], env),
    env: { ...folder.env, ...env },
    [Symbol.asyncDispose]: async () => {
      await web[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('the command writes the file that the API sends', async () => {
  await using cli = await prepared();
  const { code, stdout, stderr } = await cli.ask();
  expect([code, stderr]).toEqual([0, '']);
  const sent = await cli.web.ask('from=2026-02-02T00:00:00Z&to=2026-02-03T00:00:00Z');
  expect(readCsv(stdout).rows).toEqual(readCsv(sent.body).rows);
  const series = await cli.ask(
    '--what',
    'series',
    '--format',
    'ndjson',
    '--bucket',
    'day',
    '--group-by',
    'tag',
    '--metric',
    'authors',
  );
  const answer = await cli.web.ask(
    'what=series&format=ndjson&metric=authors&bucket=day&groupBy=tag&from=2026-02-02&to=2026-02-03',
  );
  const figures = (text: string) => text.split('\n').slice(1);
  expect(figures(series.stdout)).toEqual(figures(answer.body));
});

test('text comes only when asked for, and never of those who opted out', async () => {
  await using cli = await prepared();
  expect((await cli.ask('--format', 'ndjson')).stdout).not.toMatch(/words|alice\.example|Alice/);
  const { stdout } = await cli.ask('--format', 'ndjson', '--with-text');
  expect([stdout.includes('open words'), stdout.includes('shy words')]).toEqual([true, false]);
});

test('a file is its owner’s alone, is never overwritten by itself, and is whole or not there', async () => {
  await using cli = await prepared();
  const path = join(cli.path, 'out', 'a.csv');
  await mkdir(join(cli.path, 'out'));
  const first = await cli.ask('-o', path);
  expect([first.code, first.stdout]).toEqual([0, '']);
  expect(first.stderr).toMatch(/^Wrote .*a\.csv, sha-256=:[\w+/]{43}=:\n$/);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  await writeFile(path, 'mine');
  const nowhere = { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' }; // it is refused before the work, not after it
  const second = await groundswell(cli, ['export', 'keep4o', '-o', path], nowhere);
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('exists already; add --force')]);
  expect(await readFile(path, 'utf8')).toBe('mine');
  expect((await cli.ask('-o', path, '--tag', 'cats', '--force')).code).toBe(2);
  expect(await readFile(path, 'utf8')).toBe('mine');
  expect((await cli.ask('-o', path, '--force')).code).toBe(0);
  expect(await readFile(path, 'utf8')).toMatch(/^# method/);
  expect(await readdir(join(cli.path, 'out'))).toEqual(['a.csv']);
});

test('a link is not followed, a folder is no file, and a missing folder is said', async () => {
  await using cli = await prepared();
  const [target, path] = [join(cli.path, 'target'), join(cli.path, 'link')];
  await writeFile(target, 'mine');
  await symlink(target, path);
  expect((await cli.ask('-o', path)).code).toBe(1);
  expect((await cli.ask('-o', path, '--force')).code).toBe(0);
  expect(await readFile(target, 'utf8')).toBe('mine');
  expect((await cli.ask('-o', cli.path, '--force')).stderr).toMatch(/is a folder/);
  expect((await cli.ask('-o', join(cli.path, 'no', 'such', 'a.csv'))).stderr).toMatch(/cannot be written: ENOENT/);
});

test('a reader that has had enough ends it quietly', async () => {
  await using cli = await prepared();
  await cli.web.db.$client.query(
    `insert into post (uri, author_id, platform, kind, flags, lang, rev, seen_at, counted_at, counted, scopes, days)
     select 'at://' || repeat('x', 200) || n, author_id, platform, kind, flags, lang, rev, seen_at, counted_at, counted, scopes, days from post, generate_series(1, 20000) n where uri like '%/1'`,
  );
  const line = `"${process.execPath}" "${bin}" export keep4o ${window.join(' ')} | head -1; echo "\${PIPESTATUS[0]}"`;
  const { stdout, stderr } = await run('bash', ['-c', line], cli);
  expect(stdout).toBe('# method: 1.0\n0\n');
  expect(stderr).not.toMatch(/EPIPE|unforeseen/);
});

test('wrong usage is said in a sentence', async () => {
  await using cli = await prepared();
  const cases: [string[], RegExp][] = [
    [['--format', 'xlsx'], /^--format takes csv or ndjson; found 'xlsx'/],
    [['--what', 'links'], /^--what takes posts or series; found 'links'/],
    [['--from', 'yesterday'], /^--from must be a time/],
    [['--metric', 'toString'], /^--metric takes posts, authors/],
    [['--tag', 'cats'], /no tag of this campaign/],
    [['--what', 'series', '--with-text'], /--with-text goes with --what posts/],
  ];
  for (const [args, says] of cases) {
    const { code, stdout, stderr } = await cli.ask(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  }
});
