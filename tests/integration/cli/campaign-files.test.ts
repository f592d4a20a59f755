import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkCampaignFile, findCampaignFile } from '../../../src/cli/campaign-files.ts';
import { ownFolder } from './run.ts';

const closed = { ALLOW_PRIVATE_NETWORK: false };
const cats = (base: string) =>
  `slug: cats\nname: Cats\nsince: 2026-01-01\ntags: [cats]\nsources: {mastodon: {servers: ["${base}"]}}\n`;

async function fileOf(folder: { path: string }, text: string, name = 'cats.yaml'): Promise<string> {
  const file = join(folder.path, name);
  await writeFile(file, text);
  return file;
}

const local = [
  'http://127.0.0.1:3000',
  'http://0x7f.1',
  'http://127.1',
  'http://①②⑦.0.0.1',
  'http://[::ffff:7f00:1]',
  'http://[::]',
  'http://localhost.',
  'http://169.254.169.254',
  'http://[fd00::1]',
  'http://[64:ff9b::7f00:1]',
];
test.each(local)('%s is no server to ask', async (base) => {
  await using folder = await ownFolder();
  const file = await fileOf(folder, cats(base));
  await expect(checkCampaignFile(file, closed)).rejects.toThrow(/^cats\.yaml: .* is not in the public internet/);
  await expect(checkCampaignFile(file, { ALLOW_PRIVATE_NETWORK: true })).resolves.toMatchObject({ slug: 'cats' });
});

test.each(['https://me:secret@a.example', 'https://a.example/about', 'https://a.example?x', 'https://a.example/#x'])(
  '%s is no base of a server',
  async (base) => {
    await using folder = await ownFolder();
    const checked = checkCampaignFile(await fileOf(folder, cats(base)), closed);
    await expect(checked).rejects.toThrow(
      'cats.yaml: a server is a base such as https://mastodon.social, without name, path or query.',
    );
  },
);

test('a campaign is found by its slug, beside files that are none', async () => {
  await using folder = await ownFolder();
  await fileOf(folder, 'nonsense: [', 'a.yaml');
  const file = await fileOf(folder, cats('https://a.example'), 'b.yml');
  expect(await findCampaignFile(folder.path, 'cats')).toBe(file);
  expect(await findCampaignFile(folder.path, 'dogs')).toBeNull();
  expect(await findCampaignFile(join(folder.path, 'nowhere'), 'cats')).toBeNull();
});
