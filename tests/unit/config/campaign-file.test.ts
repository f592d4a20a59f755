import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  campaignJsonSchema,
  parseCampaign,
  readCampaignFile,
  readCampaignFolder,
} from '../../../src/config/campaign-file.ts';

const least = 'slug: a\nname: A\nsince: 2026-01-01\ntags: [keep4o]\n';
const refuse = (text: string) => expect(() => parseCampaign(text, 'a.yaml'));

test('slug, name, since and tags are enough; the rest has defaults', () => {
  expect(parseCampaign(least, 'a.yaml')).toEqual({
    slug: 'a',
    name: 'A',
    since: '2026-01-01',
    timezone: 'UTC',
    tags: [{ tag: 'keep4o', variants: [], rejected: [] }],
    phrases: [],
    arguments: {},
    targets: [],
    notes: [],
    exclude: { authors: [], words: [], languages: [], bots: false },
    sources: { bluesky: { stream: true }, mastodon: { servers: [] } },
  });
});

test.each([
  ['tags:\n  - #keep4o\n', 'a tag starting with # needs quotes, or leave the # out'],
  ['tags: ["#keep4o"]\n', 'leave the # out'],
  ['tags: []\n', "'tags'"],
  ['tags: [keep4o, Keep4O]\n', 'keep4o'],
  ['slug: A b\n', 'lower-case letters, digits and hyphens only'],
  ['timezone: Europe/Nowhere\n', 'not an IANA time zone'],
  ['since: yesterday\n', "'since'"],
  ['colour: red\n', 'colour'],
  ['name: "a\\u0007b"\n', 'control characters'],
  ['sources: {mastodon: {servers: ["ftp://a.example"]}}\n', 'sources.mastodon.servers.0'],
])('%j is refused with the file, the line and the mend', (lines, words) => {
  const key = lines.slice(0, lines.indexOf(':'));
  const rest = least.split('\n').filter((line) => !line.startsWith(`${key}:`));
  refuse([lines, ...rest].join('\n')).toThrow(words);
  refuse([lines, ...rest].join('\n')).toThrow(/^a\.yaml: [^\n]+$/);
});

test('a key twice, an anchor bomb, a huge file: refused in one sentence', () => {
  refuse(`${least}name: B\n`).toThrow(/^a\.yaml: line 5: [^\n]*unique/);
  const bomb = [
    'a: &a [x, x, x, x, x, x, x, x, x]',
    'b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]',
    'c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]',
  ];
  refuse(`${bomb.join('\n')}\nd: [*c, *c, *c, *c]\n${least}`).toThrow('aliases');
  refuse(`${least}# ${'x'.repeat(300_000)}`).toThrow('larger than 256 KB');
});

test('a file that is not there is named', async () => {
  await expect(readCampaignFile('/nowhere/a.yaml')).rejects.toThrow('/nowhere/a.yaml cannot be read: ENOENT');
});

test('a folder gives its campaigns in order of file names; one slug in two files is refused with both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gs-campaigns-'));
  try {
    await writeFile(join(folder, 'b.yml'), least.replace('slug: a', 'slug: b'));
    await writeFile(join(folder, 'a.yaml'), least);
    await writeFile(join(folder, 'notes.txt'), 'no campaign');
    await mkdir(join(folder, 'old'));
    expect((await readCampaignFolder(folder)).map(({ slug }) => slug)).toEqual(['a', 'b']);
    await writeFile(join(folder, 'c.yaml'), least);
    await expect(readCampaignFolder(folder)).rejects.toThrow("c.yaml: has the slug 'a' of a.yaml");
    expect(await readCampaignFolder(join(folder, 'none'))).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const schemaFile = resolve('config/campaign.schema.json');

test('the published schema is what the code reads (`npm test -- tests/unit/config -u` writes it anew)', async () => {
  await expect(`${JSON.stringify(campaignJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(schemaFile);
});

test('the campaign that comes along has the 14 tags of the first campaign and fits the published schema', async () => {
  const path = resolve('config/campaigns/keep4o.yaml');
  const campaign = await readCampaignFile(path);
  expect(campaign.tags.map(({ tag }) => tag).join(' ')).toBe(
    'keep4o keep4oAPl keep4oforever keep41 MyModelMyChoice keep51 StopAlPaternalism OpenSource4o OpenSource41 4oforever CancelOpenAl FireSamAltman GPT4o Free4o',
  );
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv);
  const fits = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')) as object);
  expect([fits(parse(readFileSync(path, 'utf8'))), fits.errors]).toEqual([true, null]);
  expect(fits({ ...campaign, colour: 'red' })).toBe(false);
});
