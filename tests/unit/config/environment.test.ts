import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readEnvironment, secretsOf, settingNames } from '../../../src/config/environment.ts';

const folder = mkdtempSync(join(tmpdir(), 'gs-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

const none = join(folder, 'none.yaml');
const read = (variables: NodeJS.ProcessEnv) => readEnvironment(variables, none);
function fileOf(text: string): string {
  const path = join(folder, `${Math.random()}.yaml`);
  writeFileSync(path, text);
  return path;
}

test('without any setting it runs on its own database, on loopback', () => {
  expect(read({})).toMatchObject({
    PORT: 4040,
    HOST: '127.0.0.1',
    DATA_DIR: resolve('data'),
    CAMPAIGNS_DIR: resolve('config/campaigns'),
    BLUESKY_STREAM_ENGAGEMENT: false,
    ALLOW_PRIVATE_NETWORK: false,
    RETAIN_TEXT_DAYS: 90,
    CLAIM_SECONDS: 1200,
    LOG_LEVEL: 'info',
  });
  const { DATABASE_URL, REDIS_URL, MASTODON_SERVERS, ADMIN_TOKEN, LOG_FORMAT } = read({});
  expect([DATABASE_URL, REDIS_URL, MASTODON_SERVERS, ADMIN_TOKEN, LOG_FORMAT]).toEqual(Array(5).fill(undefined));
  expect(read({}).BLUESKY_JETSTREAM_URLS.length).toBeGreaterThan(1);
});

test('an empty value is the same as none', () => {
  expect(read(Object.fromEntries(settingNames.map((name) => [name, ''])))).toEqual(read({}));
});

test('the environment wins over the settings file, and what is in neither has its default', () => {
  const file = fileOf('PORT: 5000\nHOST: 0.0.0.0\nMASTODON_SERVERS: [https://a.example, https://b.example]\n');
  expect(readEnvironment({ PORT: '6000' }, file)).toMatchObject({
    PORT: 6000,
    HOST: '0.0.0.0',
    MASTODON_SERVERS: ['https://a.example', 'https://b.example'],
    CLAIM_SECONDS: 1200,
  });
});

test('the settings file that comes along is an example: every line of it is a comment', () => {
  expect(readEnvironment({}, resolve('config/groundswell.yaml'))).toEqual(read({}));
});

test.each([
  [{ PORT: '70000' }, "PORT does not allow '70000': it takes a whole number from 0 to 65535."],
  [{ ALLOW_PRIVATE_NETWORK: 'maybe' }, "ALLOW_PRIVATE_NETWORK does not allow 'maybe': it takes true or false."],
  [{ BLUESKY_JETSTREAM_URLS: 'wss://a.example/subscribe' }, 'without a path'],
  [{ BLUESKY_JETSTREAM_URLS: 'wss://a.example,https://b.example' }, "(found 'https://b.example')"],
  [{ MASTODON_SERVERS: 'mastodon.social' }, 'http:// or https://'],
  [{ MASTODON_SERVERS: 'https://me:secret@a.example' }, 'without name, password or query'],
  [{ TRUST_PROXY: 'my-proxy' }, 'addresses or networks'],
  [{ TRUST_PROXY: '1' }, 'addresses or networks'],
  [{ ADMIN_TOKEN: 'short' }, 'at least 16 characters'],
  [{ RETAIN_TEXT_DAYS: '0' }, '1 to 36500'],
  [{ CONTACT: 'me\r\nX-Evil: 1' }, "CONTACT does not allow 'me  X-Evil: 1'"],
])('%j is refused with the name, what was found and what is allowed', (variables, words) => {
  expect(() => read(variables)).toThrow(words);
  expect(() => read(variables)).toThrow(/^[^\n\r]*$/);
});

test.each([
  [{ DATABASE_URL: 'mysql://me:hunter2@db.example/x' }, 'DATABASE_URL'],
  [{ REDIS_URL: 'http://me:hunter2@db.example' }, 'REDIS_URL'],
  [{ MASTODON_TOKENS: 'hunter2' }, 'MASTODON_TOKENS'],
  [{ ADMIN_TOKEN: 'hunter2' }, 'ADMIN_TOKEN'],
])('a secret that is refused is not repeated: %j', (variables, name) => {
  expect(() => read(variables)).toThrow(name);
  expect(() => read(variables)).not.toThrow('hunter2');
});

test('proxies are named by address, network or kind', () => {
  expect(read({ TRUST_PROXY: 'loopback, 10.0.0.0/8,fd00::/8' }).TRUST_PROXY).toEqual([
    'loopback',
    '10.0.0.0/8',
    'fd00::/8',
  ]);
});

test('tokens belong to hosts, and hosts have no case', () => {
  expect(read({ MASTODON_TOKENS: 'A.example=t=1, b.example:3000=t2' }).MASTODON_TOKENS).toEqual({
    'a.example': 't=1',
    'b.example:3000': 't2',
  });
});

test('an unknown name in the settings file is refused, with the known ones; in the environment it is not ours', () => {
  expect(() => readEnvironment({}, fileOf('PROT: 5000\n'))).toThrow(/unknown setting 'PROT'.*PORT, HOST/);
  expect(() => readEnvironment({}, fileOf('- PORT\n'))).toThrow('one setting a line');
  expect(() => readEnvironment({}, fileOf('PORT: [1\n'))).toThrow('is not valid YAML');
  expect(read({ PROT: '5000' }).PORT).toBe(4040);
});

test('every secret is known, so that a log can take it out', () => {
  const secrets = secretsOf(
    read({
      DATABASE_URL: 'postgres://me:p%40ss@db.example/x',
      REDIS_URL: 'redis://:word@db.example',
      MASTODON_TOKENS: 'a.example=tokenA',
      ADMIN_TOKEN: 'admin-token-0123456789',
      BLUESKY_APP_PASSWORD: 'app-word',
    }),
  );
  expect(secrets.toSorted()).toEqual(['admin-token-0123456789', 'app-word', 'p@ss', 'tokenA', 'word']);
});
