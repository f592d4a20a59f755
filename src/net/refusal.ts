import { GroundswellError } from '../errors.ts';

/** An HTTP answer that was not what we asked for: another status, a web page, a redirect. */
export class HttpRefusal extends GroundswellError {
  readonly status: number;
  /** Seconds or date of `Retry-After`, as it came. */
  readonly retryAfter: string | null;
  /** `X-RateLimit-Reset` or `ratelimit-reset`, as it came. */
  readonly reset: string | null;
  readonly isPage: boolean;

  constructor(
    host: string,
    status: number,
    headers: { retryAfter: string | null; reset: string | null },
    isPage: boolean,
  ) {
    const page = isPage ? 'answered with a web page, not the API' : 'refused';
    super('source-refused', `${host} ${page} (HTTP ${status}).`);
    this.status = status;
    this.retryAfter = headers.retryAfter;
    this.reset = headers.reset;
    this.isPage = isPage;
  }
}

/** Our own error below what a library made of it; null if there is none. */
export function findOurs(error: unknown): GroundswellError | null {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; depth++) {
    if (cause instanceof GroundswellError) return cause;
    cause = cause.cause;
  }
  return null;
}

const leastMs = 1000;
const longestMs = 3_600_000;

/**
 * How long a refused client should wait: `Retry-After` in seconds or as a date, else the reset of the limit, else null.
 * Between 1 s and 1 h. In ms.
 */
export function waitOf({ retryAfter, reset }: Pick<HttpRefusal, 'retryAfter' | 'reset'>, now: number): number | null {
  const clamp = (ms: number) => Math.min(longestMs, Math.max(leastMs, ms));
  const text = retryAfter?.trim() ?? '';
  if (/^\d+$/.test(text)) return clamp(Number(text) * 1000);
  if (/^[A-Z][a-z]{2}, /.test(text) && !Number.isNaN(Date.parse(text))) return clamp(Date.parse(text) - now);
  return reset === null ? null : ((ms) => (ms === null ? null : clamp(ms - now)))(parseReset(reset));
}

/** Time at which a rate limit starts anew: ISO 8601 (Mastodon) or seconds since 1970 (AppView). In ms; null if unreadable. */
export function parseReset(text: string): number | null {
  if (/^\d{9,11}$/.test(text.trim())) return Number(text) * 1000;
  if (!/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
