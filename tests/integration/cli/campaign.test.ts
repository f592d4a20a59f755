import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeNamedPost, openWeb } from '../exports/support.ts';
import { groundswell, ownFolder, urlOf } from './run.ts';

const cats = (over = '') =>
  `slug: cats\nname: Cats\nsince: 2026-01-01\ntags: [keep4oAPl, {tag: cats, variants: [katzen]}]\n${over}`;
const servers = (base: string) => `sources: {mastodon: {servers: ["${base}"]}}\n`;

async function prepared(text = cats()) {
  const [folder, web] = await Promise.all([ownFolder(), openWeb()]);
  const file = join(folder.path, 'cats.yaml');
  await writeFile(file, text);
  await mkdir(join(folder.path, 'campaigns'));
  return {
    ...folder,
    web,
    file,
    write: (more: string) => writeFile(file, more),
    run: (...args: string[]) => groundswell(folder, ['campaign', ...args], { DATABASE_URL: urlOf(web.connection) }),
    [Symbol.asyncDispose]: async () => {
      await web[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('check says what would be watched and touches no database', async () => {
  await using folder = await ownFolder();
  const file = join(folder.path, 'cats.yaml');
  await writeFile(file, cats(servers('https://a.example')));
  const { code, stdout, stderr } = await groundswell(folder, ['campaign', 'check', file]);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/#cats +cats, katzen +asks for cats, katzen/);
  expect(stdout).toMatch(/#keep4oAPl +keep4oAPl +asks for keep4oapl, keep4oapi/);
  expect(stdout).toMatch(/Mastodon: https:\/\/a\.example; 4 tag pages each/);
  expect(existsSync(join(folder.path, 'data'))).toBe(false);
});

test('a campaign that would ask a private address is refused, unless private networks are allowed', async () => {
  await using folder = await ownFolder();
  const file = join(folder.path, 'cats.yaml');
  await writeFile(file, cats(servers('http://2130706433')));
  for (const command of ['check', 'apply']) {
    const { code, stdout, stderr } = await groundswell(folder, ['campaign', command, file]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^cats\.yaml: .* is not in the public internet; set ALLOW_PRIVATE_NETWORK=true/);
  }
  expect((await groundswell(folder, ['campaign', 'check', file], { ALLOW_PRIVATE_NETWORK: 'true' })).code).toBe(0);
});

test('apply keeps a campaign and says what changed; show gives it back as a file', async () => {
  await using cli = await prepared();
  expect((await cli.run('apply', cli.file)).stdout).toBe('cats: new, with #keep4oAPl, #cats on Bluesky\n');
  expect((await cli.run('apply', cli.file)).stdout).toBe('cats: nothing changed\n');
  await cli.write(cats(servers('https://a.example')).replace('katzen', 'gatos').replace('Cats', 'Two Cats'));
  expect((await cli.run('apply', cli.file)).stdout.split('\n')).toEqual([
    'cats: spellings of #cats added: gatos',
    'cats: spellings of #cats removed: katzen',
    'cats: servers added: https://a.example',
    'cats: name changed',
    '',
  ]);
  const shown = await cli.run('show', 'cats');
  await cli.write(shown.stdout);
  expect((await cli.run('apply', cli.file)).stdout).toBe('cats: nothing changed\n');
  expect(JSON.parse((await cli.run('show', 'cats', '--json')).stdout)).toMatchObject({
    slug: 'cats',
    origin: 'apply',
    posts: 0,
  });
  const { campaigns } = JSON.parse((await cli.run('list', '--json')).stdout);
  expect(campaigns.map(({ slug }: { slug: string }) => slug)).toEqual(['cats', 'keep4o']);
  expect((await cli.run('list')).stdout).toMatch(
    /^cats +0 posts +applied +Two Cats\nkeep4o +0 posts +from a file +Keep GPT-4o\n$/,
  );
});

test('remove asks first, says how many posts went, and that a campaign with a file comes back', async () => {
  await using cli = await prepared();
  await cli.web.write([makeNamedPost(), makeNamedPost({ id: '2' })]);
  const asked = await cli.run('remove', 'keep4o');
  expect([asked.code, asked.stderr]).toEqual([
    2,
    'This removes keep4o and its 2 posts for ever; add --yes if that is meant.\n',
  ]);
  const removed = await cli.run('remove', 'keep4o', '--yes');
  expect([removed.code, removed.stderr]).toEqual([0, '']);
  expect(removed.stdout).toMatch(/^Removed keep4o \(Keep GPT-4o\): 2 posts went/);
  expect((await cli.run('list')).stdout).toMatch(/^No campaign yet/);
  expect((await cli.run('remove', 'keep4o', '--yes')).stderr).toMatch(/^No campaign 'keep4o'/);
  await writeFile(join(cli.path, 'campaigns', 'x.yml'), cats());
  expect((await cli.run('list')).stdout).toMatch(/cats/);
  expect((await cli.run('remove', 'cats', '--yes')).stderr).toMatch(/cats stands in .*x\.yml and comes back/);
  expect((await cli.run('list')).stdout).toMatch(/cats +0 posts +from a file/);
});

test('a campaign applied beside its file in the folder: the file wins, and that is said', async () => {
  await using cli = await prepared();
  const inFolder = join(cli.path, 'campaigns', 'x.yaml');
  await writeFile(inFolder, cats());
  expect((await cli.run('apply', inFolder)).stderr).toBe('');
  const { rows } = await cli.web.db.$client.query("select origin from campaign where slug = 'cats'");
  expect(rows).toEqual([{ origin: 'file' }]);
  await cli.write(cats().replace('katzen', 'gatos'));
  const applied = await cli.run('apply', cli.file);
  expect(applied.stdout).toMatch(/spellings of #cats added: gatos/);
  expect(applied.stderr).toMatch(/stands in .*x\.yaml too, which wins/);
  expect((await cli.run('show', 'cats')).stdout).toMatch(/katzen/);
});

test('a name that turns the line around or moves the cursor does neither', async () => {
  await using cli = await prepared(cats().replace('name: Cats', 'name: "Ca\\u202ets"'));
  expect((await cli.run('check', cli.file)).stdout).not.toContain('\u202e');
  await cli.run('apply', cli.file);
  for (const args of [['list'], ['show', 'cats']]) expect((await cli.run(...args)).stdout).not.toContain('\u202e');
  await cli.write((await cli.run('show', 'cats')).stdout);
  expect((await cli.run('apply', cli.file)).stdout).toBe('cats: nothing changed\n');
});

test('on embedded PostgreSQL, with nothing set up', async () => {
  await using folder = await ownFolder();
  const file = join(folder.path, 'cats.yaml');
  await writeFile(file, cats());
  expect((await groundswell(folder, ['campaign', 'apply', file])).stdout).toMatch(/^cats: new/);
  expect((await groundswell(folder, ['export', 'cats'])).stdout).toMatch(/^# method: 1\.0\n/);
});
