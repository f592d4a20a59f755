import { Redis } from 'ioredis';
import { type Finding, fail, ok, reasonOf } from './finding.ts';

const oldest = 7;
const what = 'queue';

const fieldOf = (info: string, name: string) => new RegExp(`^${name}:(.*)$`, 'm').exec(info)?.[1]?.trim();

/** @param info what `INFO` answers */
export function judgeRedis(info: string): Finding {
  const valkey = fieldOf(info, 'valkey_version');
  const version = fieldOf(info, 'redis_version') ?? '0';
  const name = valkey === undefined ? `Redis ${version}` : `Valkey ${valkey}`;
  if (Number.parseInt(version, 10) < oldest)
    return fail(what, `${name} is too old`, `Let REDIS_URL point to Redis ${oldest} or newer, or to Valkey.`);
  const policy = fieldOf(info, 'maxmemory_policy') ?? 'unknown';
  if (policy === 'noeviction') return ok(what, `${name}, of REDIS_URL`);
  return fail(
    what,
    `${name} may throw jobs away: maxmemory-policy is ${policy}`,
    'Run `redis-cli config set maxmemory-policy noeviction` and keep it in redis.conf.',
  );
}

/** The queue that this instance would use. */
export async function checkQueue(url: string | undefined): Promise<Finding> {
  if (url === undefined) return ok(what, 'on the database');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 10_000,
    commandTimeout: 10_000,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let reason: unknown = null;
  redis.on('error', (error) => {
    reason ??= error;
  });
  try {
    await redis.connect();
    return judgeRedis(await redis.info());
  } catch (error) {
    return fail(
      what,
      `Redis does not answer: ${reasonOf(reason ?? error)}`,
      'Check REDIS_URL and that Redis runs, or leave REDIS_URL out: then the queue is on the database.',
    );
  } finally {
    redis.disconnect();
  }
}
