import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readEnvironment } from '../../src/config/environment.ts';
import { roleNames } from '../../src/roles.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const trackedFiles = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

/** Which rooms a room may import: only those below it. `biome.json` says the same room by room. */
const base = ['errors', 'log', 'metrics'];
const edges = [...base, 'domain', 'config', 'net', 'store', 'queue'];
const direction: Record<string, string[]> = {
  errors: base,
  log: base,
  metrics: base,
  domain: ['errors'],
  config: [...base, 'domain'],
  net: [...base, 'domain'],
  store: [...base, 'domain'],
  queue: [...base, 'domain'],
  dashboards: ['errors', 'domain'],
  exports: [...base, 'domain', 'store'],
  sources: [...base, 'domain', 'net'],
  app: edges,
  workers: [...edges, 'sources', 'app'],
  web: [...edges, 'exports', 'dashboards', 'app'],
  roles: [...base, 'domain', 'config', 'app', 'workers', 'web'],
  cli: [...edges, 'exports', 'sources', 'app', 'roles', 'workers', 'simulator'],
  simulator: [],
};
const singleFiles = [...base, 'app', 'roles'];
const outside = ['dashboards', 'workers'];
const isFile = (room: string) => singleFiles.includes(room);

const copies: string[] = [];
afterAll(() => {
  for (const copy of copies) rmSync(copy, { recursive: true, force: true });
});

/** A folder with our settings of the tools and these files. */
function plant(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'gs-house-'));
  copies.push(folder);
  for (const name of ['biome.json', '.oxlintrc.json', 'knip.json', 'tsconfig.json', '.gitignore', 'package.json']) {
    cpSync(join(root, name), join(folder, name));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function runTool(folder: string, name: string, args: readonly string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(join(root, 'node_modules/.bin', name), args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  return { status, said: stdout + stderr };
}

test('lint knows every room, and a new room is placed before it is used', () => {
  const rooms = readdirSync(join(root, 'src'), { withFileTypes: true }).map(({ name }) => name.replace(/\.ts$/, ''));
  expect([...rooms, ...outside].toSorted()).toEqual(Object.keys(direction).toSorted());
});

test('lint refuses exactly the imports that point the wrong way, from the top and from the depth of each room', () => {
  const rooms = Object.keys(direction);
  const home = (room: string) => (outside.includes(room) ? room : `src/${room}`);
  const target = (room: string) => (isFile(room) ? `src/${room}.ts` : `${home(room)}/thing.ts`);
  const planted: Record<string, string> = {};
  for (const room of rooms) {
    const places = isFile(room) ? [`src/${room}.ts`] : [`${home(room)}/zz.ts`, `${home(room)}/deep/er/zz.ts`];
    for (const place of places) {
      const up = '../'.repeat(place.split('/').length - 1);
      planted[place] = rooms.map((other) => `import '${up}${target(other)}';\n`).join('');
    }
  }
  const folder = plant(planted);
  const { said } = runTool(folder, 'biome', [
    'lint',
    '--only=style/noRestrictedImports',
    '--reporter=github',
    '--max-diagnostics=none',
    '.',
  ]);
  const refused = [...said.matchAll(/noRestrictedImports,file=([^,]+),line=(\d+)/g)].map(
    ([, file = '', line]) => `${file.replace(`${folder}/`, '')} -> ${rooms[Number(line) - 1]}`,
  );
  const roomOf = (file: string) => rooms.find((room) => file === `src/${room}.ts` || file.startsWith(`${home(room)}/`));
  const wrong = Object.keys(planted).flatMap((file) => {
    const room = roomOf(file) ?? '';
    const barred = rooms.filter((other) => other !== room && !direction[room]?.includes(other));
    return barred.map((other) => `${file} -> ${other}`);
  });
  expect(refused.toSorted()).toEqual(wrong.toSorted());
});

test.each([
  ['domain/zz.ts', "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;\n", 'noRestrictedImports'],
  ['domain/zz.ts', "export const a = () => fetch('https://a.example');\n", 'noRestrictedGlobals'],
  ['sources/zz.ts', "import { request } from 'undici';\nexport const a = request;\n", 'noRestrictedImports'],
  ['store/zz.ts', 'export const a = process.env.HOME;\n', 'noProcessEnv'],
  ['domain/zz.ts', 'export const a = (b?: string) => b!.length;\n', 'noNonNullAssertion'],
  ['domain/zz.ts', 'export default 1;\n', 'noDefaultExport'],
])('lint refuses in src/%s: %j', (path, text, rule) => {
  const { status, said } = runTool(plant({ [`src/${path}`]: text }), 'biome', ['lint', '.']);
  expect(said).toContain(rule);
  expect(status).not.toBe(0);
});

test('lint refuses two files that import each other', () => {
  const folder = plant({
    'src/domain/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
    'src/domain/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
  });
  expect(runTool(folder, 'biome', ['lint', '.']).said).toContain('noImportCycles');
});

test('oxlint sees a promise that nobody waits for', () => {
  const folder = plant({ 'src/zz.ts': 'const later = async () => 1;\nlater();\nexport { later };\n' });
  const { status, said } = runTool(folder, 'oxlint', ['--type-aware', '--deny-warnings', 'src']);
  expect(said).toContain('no-floating-promises');
  expect(status).not.toBe(0);
});

test('knip sees code that nobody uses', () => {
  const folder = plant({
    'src/cli/bin.js': "import { used } from './used.ts';\nused();\n",
    'src/cli/main.ts': 'export const main = 1;\nconsole.log(main);\n',
    'src/cli/used.ts': 'export const used = () => 1;\nexport const deadExport = 2;\n',
    'src/cli/dead-file.ts': 'export const a = 1;\n',
  });
  const { status, said } = runTool(folder, 'knip', ['--include', 'files,exports']);
  expect(said).toContain('dead-file.ts');
  expect(said).toContain('deadExport');
  expect(status).not.toBe(0);
});

test('domain asks no clock and rolls no dice', () => {
  const files = trackedFiles.filter((path) => path.startsWith('src/domain/') && path.endsWith('.ts'));
  const asks = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bTemporal\.Now\b/;
  expect(files.filter((path) => asks.test(read(path)))).toEqual([]);
});

test('files are named in kebab-case, and every room says what it owns', () => {
  const sources = trackedFiles.filter((path) => /^(src|workers|dashboards|tests)\/.*\.(ts|js|css)$/.test(path));
  expect(sources.filter((path) => !/^[a-z0-9/-]+(\.(test|browser\.test))?\.(ts|js|css)$/.test(path))).toEqual([]);
  const rooms = Object.keys(direction).filter((room) => !isFile(room));
  for (const room of rooms) {
    const text = read(`${outside.includes(room) ? '' : 'src/'}${room}/README.md`);
    expect(text, room).toMatch(/owns/i);
    expect(text, room).toMatch(/start here/i);
    expect(text.trim().split('\n').length, room).toBeLessThanOrEqual(14);
  }
});

test('every planted bug still fits the sources, and names tests that are there', () => {
  const patches = trackedFiles.filter((path) => /^tests\/mutants\/.*\.patch$/.test(path));
  expect(patches.length).toBeGreaterThan(5);
  for (const patch of patches) {
    expect(spawnSync('git', ['apply', '--check', patch], { cwd: root, encoding: 'utf8' }).stderr, patch).toBe('');
    const tests = [...read(patch).matchAll(/^Test: (\S+)$/gm)].map(([, path]) => path ?? '');
    expect(tests.length, patch).toBeGreaterThan(0);
    expect(trackedFiles, patch).toEqual(expect.arrayContaining(tests));
  }
});

const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

test('package.json has the scripts that people look for', () => {
  const wanted =
    'start demo dev test test:unit test:integration test:faults test:e2e mutants bench check lint types unused fix db:generate db:studio';
  expect(Object.keys(manifest.scripts)).toEqual(expect.arrayContaining(wanted.split(' ')));
  const { check = '' } = manifest.scripts;
  for (const part of ['lint', 'types', 'unused']) expect(check).toContain(`npm run ${part}`);
});

const lock = JSON.parse(read('package-lock.json')) as {
  lockfileVersion: number;
  packages: Record<
    string,
    { version?: string; license?: string; resolved?: string; integrity?: string; link?: boolean }
  >;
};
const allowed = new Set(
  'MIT ISC 0BSD BSD-2-Clause BSD-3-Clause Apache-2.0 MPL-2.0 PostgreSQL OFL-1.1 BlueOak-1.0.0 CC0-1.0 Unlicense Python-2.0'.split(
    ' ',
  ),
);

test('every package of the lockfile has a licence that we may pass on', () => {
  const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
  expect(packages.length).toBeGreaterThan(100);
  const exceptions = packages
    .filter(
      ([, { license = 'none' }]) =>
        !license
          .replace(/[()]/g, '')
          .split(' OR ')
          .some((one) => allowed.has(one)),
    )
    .map(([path, { version, license }]) => `${path}@${version}: ${license ?? 'none'}`);
  expect(exceptions).toEqual([]);
});

test('the lockfile pins by content, and names no registry', () => {
  expect(lock.lockfileVersion).toBe(3);
  const packages = Object.entries(lock.packages).filter(([path, { link }]) => path !== '' && link !== true);
  expect(packages.filter(([, { resolved, integrity }]) => resolved !== undefined || !integrity)).toEqual([]);
  expect(read('.npmrc')).not.toMatch(/registry|:\/\//);
});

test('tracked files name no folder of a machine', () => {
  const texts = trackedFiles.filter(
    (path) => !/^(tests\/data|docs\/images)\//.test(path) && !path.endsWith('.test.ts'),
  );
  const named = new RegExp(['', 'work', '(main|shared)'].join('/'));
  expect(texts.filter((path) => named.test(readFileSync(join(root, path), 'utf8')))).toEqual([]);
});

// The shape that we need of a Compose file; the file was also checked against the published schema once, see docs/operate.md.
const words = z.union([z.string(), z.array(z.string())]);
const healthcheck = z.strictObject({
  test: z.array(z.string()).min(2),
  interval: z.string().regex(/^\d+s$/),
  timeout: z.string().regex(/^\d+s$/),
  retries: z.int(),
  start_period: z.string().optional(),
});
const service = z.strictObject({
  build: z.string().optional(),
  image: z.string().regex(/^[a-z0-9/]+:[\w.-]+$/),
  user: z.string().optional(),
  command: z.array(z.string()),
  env_file: words.optional(),
  environment: z.record(z.string(), z.string()).optional(),
  init: z.boolean().optional(),
  read_only: z.literal(true),
  tmpfs: z.array(z.string()),
  shm_size: z.string().optional(),
  cap_drop: z.tuple([z.literal('ALL')]),
  security_opt: z.tuple([z.literal('no-new-privileges:true')]),
  restart: z.literal('unless-stopped'),
  stop_grace_period: z.string().optional(),
  networks: z.array(z.enum(['inside', 'outside'])),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })).optional(),
  healthcheck: healthcheck.optional(),
  logging: z.strictObject({ driver: z.string(), options: z.record(z.string(), z.string()) }),
});
const composeSchema = z.strictObject({
  name: z.string(),
  'x-app': z.unknown(),
  services: z.record(z.string().regex(/^[a-z0-9_-]+$/), service),
  networks: z.record(z.string(), z.strictObject({ internal: z.boolean().optional() })),
  volumes: z.record(z.string(), z.strictObject({})),
});

test('docker-compose.yml: every role once, nothing open to the world, nobody root, no secret inside', () => {
  const { services, volumes } = composeSchema.parse(parse(read('docker-compose.yml'), { merge: true }));
  const roles = Object.values(services).flatMap(({ command }) =>
    command[1] === '--roles' ? (command[2] ?? '').split(',') : [],
  );
  expect(roles.toSorted()).toEqual([...roleNames].toSorted());
  expect(Object.values(services).flatMap(({ ports = [] }) => ports)).toEqual(['127.0.0.1:4040:4040']);
  for (const [name, { depends_on = {}, volumes: mounted, user, build, networks }] of Object.entries(services)) {
    for (const needed of Object.keys(depends_on)) expect(services[needed]?.healthcheck, `${name} waits`).toBeDefined();
    for (const mount of mounted) if (!mount.startsWith('./')) expect(volumes).toHaveProperty(mount.split(':')[0] ?? '');
    expect(user ?? (build === undefined ? 'root' : 'of the Dockerfile'), name).not.toMatch(/^(root|0)/);
    if (build === undefined) expect(networks, `${name} is not reachable from outside`).toEqual(['inside']);
  }
  expect(services['valkey']?.command.join(' ')).toContain('--maxmemory-policy noeviction');
  expect(read('docker-compose.yml')).not.toMatch(/PASSWORD\s*[:=]|TOKEN\s*[:=]/);
});

test('Dockerfile: exact packages, no development packages, not root; secrets stay out of the image', () => {
  const text = read('Dockerfile');
  expect(text).toContain('npm ci --omit=dev');
  expect(/^USER (\w+)$/m.exec(text)?.[1]).toBe('node');
  expect(text.lastIndexOf('\nUSER ')).toBeGreaterThan(text.lastIndexOf('\nRUN '));
  expect(read('.dockerignore')).toMatch(/^config\/server$/m);
  expect(read('.gitignore')).toMatch(/^config\/server\/\*\.env$/m);
});

test('the example of a server’s settings is refused until its secrets are changed', () => {
  const example = (text: string) =>
    Object.fromEntries([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]));
  const settings = example(read('config/server/app.env.example'));
  expect(() => readEnvironment(settings, '/nowhere.yaml')).toThrow('ADMIN_TOKEN');
  expect(readEnvironment({ ...settings, ADMIN_TOKEN: 'changed-by-an-operator' }, '/nowhere.yaml')).toMatchObject({
    REDIS_URL: 'redis://valkey:6379',
    TRUST_PROXY: ['uniquelocal'],
  });
});
