import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { GroundswellError } from '../errors.ts';

const integer = (name: string, min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `a whole number from ${min} to ${max}`)
    .describe(name);
const flag = z
  .enum(['true', 'false', '1', '0', 'yes', 'no'], 'true or false')
  .transform((value) => ['true', '1', 'yes'].includes(value));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const noControls = (text: string) => !/\p{Cc}/u.test(text);
const plain = z.string().refine(noControls, 'text without line breaks or control characters');

const base = (protocols: RegExp, shape: string) =>
  plain.transform((text, context) => {
    const url = URL.canParse(text) ? new URL(text) : null;
    if (!url || !protocols.test(url.protocol) || url.username || url.password || url.search || url.hash) {
      context.addIssue({ code: 'custom', message: shape });
      return z.NEVER;
    }
    return url.href.replace(/\/+$/, '');
  });
const httpBase = base(/^https?:$/, 'an http:// or https:// address without name, password or query');
const socketShape = 'a wss:// or ws:// address without a path';
const socketBase = base(/^wss?:$/, socketShape).refine((url) => new URL(url).pathname === '/', socketShape);
const bases = (one: z.ZodType<string, string>) =>
  list.transform((parts, context) =>
    parts.map((part) => {
      const parsed = one.safeParse(part);
      if (parsed.success) return parsed.data;
      context.addIssue({
        code: 'custom',
        message: `${parsed.error.issues[0]?.message ?? 'an address'} (found '${part}')`,
      });
      return z.NEVER;
    }),
  );
const proxy = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6(), z.enum(['loopback', 'linklocal', 'uniquelocal'])],
  'addresses or networks (10.0.0.0/8), or loopback, linklocal, uniquelocal, comma-separated',
);
const databaseUrl = z.string().refine((text) => /^postgres(ql)?:\/\//.test(text), 'postgres://USER:PASSWORD@HOST/NAME');
const redisUrl = z.string().refine((text) => /^(rediss?|unix):\/\//.test(text), 'redis://HOST:6379 or rediss://…');
const tokens = list.transform((parts, context) =>
  Object.fromEntries(
    parts.map((part) => {
      const [, host, token] = /^([^=\s]+)=(\S+)$/.exec(part) ?? [];
      if (!host || !token || !noControls(token)) {
        context.addIssue({ code: 'custom', message: 'host=token, comma-separated' });
        return ['', ''];
      }
      return [host.toLowerCase(), token];
    }),
  ),
);

/** Public Jetstream hosts: the second generation first, then the first. */
const jetstreams = [
  'wss://jetstream.us-east.bsky.network',
  'wss://jetstream.us-west.bsky.network',
  'wss://jetstream2.us-east.bsky.network',
  'wss://jetstream1.us-east.bsky.network',
  'wss://jetstream2.us-west.bsky.network',
  'wss://jetstream1.us-west.bsky.network',
].join(',');

const schema = z.object({
  PORT: integer('PORT', 0, 65_535).default(4040),
  HOST: plain.default('127.0.0.1'),
  DATA_DIR: plain.default('./data').transform((path) => resolve(path)),
  DATABASE_URL: databaseUrl.optional(),
  REDIS_URL: redisUrl.optional(),
  CAMPAIGNS_DIR: plain.default('config/campaigns').transform((path) => resolve(path)),
  BLUESKY_JETSTREAM_URLS: z.string().default(jetstreams).pipe(bases(socketBase)),
  BLUESKY_STREAM_ENGAGEMENT: flag.default(false),
  BLUESKY_APPVIEW_URL: z.string().default('https://public.api.bsky.app').pipe(httpBase),
  BLUESKY_SERVICE: httpBase.optional(),
  BLUESKY_IDENTIFIER: plain.optional(),
  BLUESKY_APP_PASSWORD: plain.optional(),
  MASTODON_SERVERS: bases(httpBase).optional(),
  MASTODON_TOKENS: tokens.default({}),
  POLL_SECONDS: integer('POLL_SECONDS', 1, 86_400).optional(),
  CLAIM_SECONDS: integer('CLAIM_SECONDS', 1, 86_400).default(1200),
  REFRESH_SECONDS: integer('REFRESH_SECONDS', 1, 86_400).optional(),
  ADMIN_TOKEN: plain.refine((token) => token.length >= 16 && token.length <= 200, 'at least 16 characters').optional(),
  PUBLIC_URL: httpBase.optional(),
  CONTACT: plain.refine((text) => text.length <= 200, 'at most 200 characters').optional(),
  TRUST_PROXY: list.pipe(z.array(proxy)).optional(),
  ALLOW_PRIVATE_NETWORK: flag.default(false),
  RETAIN_TEXT_DAYS: integer('RETAIN_TEXT_DAYS', 1, 36_500).default(90),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'fatal, error, warn, info, debug or silent')
    .default('info'),
  LOG_FORMAT: z.enum(['pretty', 'json'], 'pretty or json').optional(),
});

/** All settings, parsed once; nobody else reads the environment. */
export type Environment = z.infer<typeof schema>;
/** Names of all settings. */
export const settingNames = Object.keys(schema.shape) as (keyof Environment)[];

const secretNames: ReadonlySet<string> = new Set([
  'BLUESKY_APP_PASSWORD',
  'ADMIN_TOKEN',
  'DATABASE_URL',
  'REDIS_URL',
  'MASTODON_TOKENS',
]);

/** Every secret value, so that a log can take it out whatever it is called. */
export function secretsOf(environment: Environment): string[] {
  const password = (url: string | undefined) =>
    url && URL.canParse(url) ? [decodeURIComponent(new URL(url).password)] : [];
  return [
    environment.BLUESKY_APP_PASSWORD ?? '',
    environment.ADMIN_TOKEN ?? '',
    ...Object.values(environment.MASTODON_TOKENS),
    ...password(environment.DATABASE_URL),
    ...password(environment.REDIS_URL),
  ].filter((secret) => secret !== '');
}

function readFile(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 });
  } catch (cause) {
    throw new GroundswellError(
      'config-invalid',
      `${path} is not valid YAML: ${(cause as Error).message.split('\n')[0]}`,
      { cause },
    );
  }
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new GroundswellError('config-invalid', `${path} must hold one setting a line, such as PORT: 4040.`);
  }
  const known = new Set<string>(settingNames);
  return Object.fromEntries(
    Object.entries(value).map(([name, setting]) => {
      if (!known.has(name)) {
        throw new GroundswellError(
          'config-invalid',
          `${path} holds an unknown setting '${name}'; known are ${settingNames.join(', ')}.`,
        );
      }
      return [name, Array.isArray(setting) ? setting.join(',') : String(setting ?? '')];
    }),
  );
}

/**
 * Reads all settings: the process's environment over the settings file; an empty value is the same as none.
 * @throws GroundswellError `config-invalid` that names the variable, what was found and what is allowed
 */
export function readEnvironment(variables: NodeJS.ProcessEnv, file = resolve('config/groundswell.yaml')): Environment {
  const given = Object.entries({ ...readFile(file), ...withoutEmpty(variables) }).filter(([, value]) => value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'a setting');
  const found = secretNames.has(name)
    ? 'the value given'
    : `'${String(Object.fromEntries(given)[name])
        .replaceAll(/\p{Cc}/gu, ' ')
        .slice(0, 100)}'`;
  throw new GroundswellError(
    'config-invalid',
    `${name} does not allow ${found}: it takes ${issue?.message ?? 'another value'}.`,
  );
}

const withoutEmpty = (variables: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== '' && value !== undefined));

/** The settings of this process, with those of its command line over them. */
export const processEnvironment = (over: NodeJS.ProcessEnv = {}): Environment =>
  readEnvironment({ ...process.env, ...over });
