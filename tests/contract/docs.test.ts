import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parseCampaign } from '../../src/config/campaign-file.ts';
import { settingNames } from '../../src/config/environment.ts';
import { methodVersion } from '../../src/domain/method.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(root, 'src/cli/bin.js');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const decisions = readdirSync(join(root, 'docs/decisions')).toSorted();
const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md'],
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...decisions.map((name) => `docs/decisions/${name}`),
];
const readme = read('README.md');
const everything = pages.map(read).join('\n');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** Code blocks of a language. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code]) => code ?? '');

function run(args: readonly string[], cwd: string, env: Record<string, string> = {}) {
  return spawnSync(process.execPath, [bin, ...args], {
    cwd,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_FORMAT: 'json', ...env },
  });
}

/** Names of the commands that a help text lists. */
function commandsOf(...args: string[]): string[] {
  const { stdout } = run([...args, '--help'], root);
  const list = stdout.split('Commands:\n')[1] ?? '';
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name ?? '').filter((name) => name !== 'help');
}

test('every setting has a line in the README, and every line is a setting', () => {
  const table = readme.slice(readme.indexOf('### Settings'), readme.indexOf('## Run it on a server'));
  const named = [...table.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names]) => names?.match(/[A-Z_]+/g) ?? []);
  expect(named.toSorted()).toEqual([...settingNames].toSorted());
});

test('every command and sub-command is in the README, and nothing else', () => {
  const table = readme.slice(readme.indexOf('### Commands'), readme.indexOf('### Settings'));
  const named = [...table.matchAll(/^\| `groundswell ([a-z]+)` \|/gm)].map(([, name]) => name ?? '');
  const commands = commandsOf();
  expect(named.toSorted()).toEqual(commands.toSorted());
  for (const name of commandsOf('campaign')) expect(table).toContain(`\`${name}\``);
  const used = [...everything.matchAll(/(?<=`|npx )groundswell ([a-z]+)\b/g)].map(([, name]) => name ?? '');
  const notYet = ['backup'];
  expect(used.filter((name) => ![...commands, ...notYet].includes(name))).toEqual([]);
});

test('every script is in the README or CONTRIBUTING, and every script named there exists', () => {
  const told = `${readme}\n${read('CONTRIBUTING.md')}`;
  const call = (name: string) => (['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`);
  expect(Object.keys(scripts).filter((name) => !new RegExp(`${call(name)}(?![:\\w])`).test(told))).toEqual([]);
  const named = [...everything.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name ?? '');
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

describe.each(pages)('%s', (page) => {
  const text = read(page);

  test('names only paths that exist', () => {
    const paths = [...text.matchAll(/`((?:src|workers|dashboards|tests|docs|config|migrations|\.ci)\/[\w./-]*)`/g)];
    const notYet = /^config\/(campaigns\/FILE|server\/(app|postgres)\.env)/;
    const missing = paths
      .map(([, path]) => path ?? '')
      .filter((path) => !existsSync(join(root, path)) && !notYet.test(path));
    expect(missing).toEqual([]);
  });

  test('links only to what is there', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? '').filter((to) => !/^https?:/.test(to));
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
      title?.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
    );
    const broken = links.filter((to) =>
      to.startsWith('#') ? !headings.includes(to.slice(1)) : !existsSync(join(root, dirname(page), to)),
    );
    expect(broken).toEqual([]);
  });

  test('is plain: lines end, and no folder or host of a machine is named', () => {
    expect(text.endsWith('\n')).toBe(true);
    expect(text).not.toMatch(/[ \t]$/m);
    expect(text).not.toMatch(/\/(home|work|Users)\/\w/);
  });
});

test('where to look: every question has one file', () => {
  const rows = read('docs/where-to-look.md')
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| **') && !/^\|( question|---)/.test(line));
  expect(rows.length).toBeGreaterThan(40);
  for (const row of rows) expect(row).toMatch(/^\| .+\? \| `[\w./-]+` \|$/);
});

test('ten invariants, each with a test', () => {
  const rules = read('docs/invariants.md')
    .split(/^\d+\. /m)
    .slice(1);
  expect(rules.length).toBe(10);
  for (const rule of rules) expect(rule).toMatch(/`tests\/[\w./-]+\.test\.ts`/);
});

test('decisions are numbered without a hole and say what was rejected and what it costs', () => {
  expect(decisions.map((name) => Number(name.slice(0, 4)))).toEqual(decisions.map((_, i) => i + 1));
  for (const name of decisions) {
    const text = read(`docs/decisions/${name}`);
    expect(text).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
    for (const part of ['Context', 'Decision', 'Rejected', 'Costs']) expect(text, name).toContain(`**${part}.**`);
    expect(text.split('\n').length, name).toBeLessThanOrEqual(26);
  }
});

test('one method version everywhere', () => {
  expect(read('docs/method.md')).toContain(`**Method version ${methodVersion}.**`);
});

test('the campaign of the README is one', () => {
  const [campaign = ''] = blocks(readme, 'yaml');
  expect(parseCampaign(campaign, 'README.md').tags.map(({ tag }) => tag)).toEqual(['SaveTheTrees', 'OldTrees']);
});

test('the picture is there, 1280 wide, and loads fast', () => {
  const path = join(root, 'docs/images/overview.png');
  expect(readFileSync(path).readUInt32BE(16)).toBe(1280);
  expect(statSync(path).size).toBeLessThan(200 * 1024);
});

test('the test command stands in a block of its own', () => {
  expect(blocks(readme.slice(readme.indexOf('## Tests')), 'sh')[0]).toBe('npm ci && npm test\n');
});

test('the commands of the README run, and say what it says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gs-docs-'));
  try {
    for (const name of ['config', 'tests']) symlinkSync(join(root, name), join(folder, name));
    const lines = blocks(readme, 'sh').flatMap((code) => [...code.matchAll(/^npx groundswell (.+)$/gm)]);
    expect(lines.length).toBeGreaterThan(5);
    for (const [, line = ''] of lines) {
      const { status, stdout, stderr } = run(line.split(' '), folder, { DATA_DIR: join(folder, 'data') });
      expect([line, status, status === 0 ? '' : stderr]).toEqual([line, 0, '']);
      if (line.startsWith('import')) expect(readme).toContain(`\`${stdout.trim()}\``);
      if (line.includes('--what series')) {
        const lasting = stdout.split('\n').filter((said) => !/^# (asOf|query)/.test(said));
        for (const said of lasting.slice(0, 6)) expect(readme).toContain(`\n${said}\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
