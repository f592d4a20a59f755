import { GroundswellError } from '../../src/errors.ts';
import { findOurs, HttpRefusal, waitOf } from '../../src/net/refusal.ts';
import { failureWait } from './schedule.ts';

const dayMs = 86_400_000;
const closed = [401, 403, 410, 422, 451];

/** What follows from a round that failed. */
export interface Failure {
  state: 'refused' | 'behind' | 'silent';
  /** For people: what, of which server, and when it is tried again. */
  sentence: string;
  /** For the metric: the HTTP status, or `unreachable`. */
  reason: string;
  waitMs: number;
}

/** An answer that is an old copy tells nothing of now. */
export class StaleAnswer extends Error {
  constructor(host: string) {
    super(`${host} answered with a copy that is minutes old`);
  }
}

/**
 * Judges why a server could not be polled and how long to leave it alone.
 * @param failures failed rounds in a row, this one included
 * @param intervalMs between polls, when all is well
 */
export function judgeFailure(
  error: unknown,
  { host, failures, intervalMs, now }: { host: string; failures: number; intervalMs: number; now: number },
): Failure {
  const ours = findOurs(error) ?? error;
  const refusal = ours instanceof HttpRefusal ? ours : null;
  const reason = refusal ? String(refusal.status) : 'unreachable';
  const wanted = refusal ? waitOf(refusal, now) : null;
  if (refusal && closed.includes(refusal.status)) {
    const mend = [401, 422].includes(refusal.status)
      ? 'give it a token in MASTODON_TOKENS or leave it out'
      : 'leave it out of the campaign';
    const sentence = `${host} does not let us read its hashtag pages (HTTP ${refusal.status}); ${mend}. It is asked again in a day.`;
    return { state: 'refused', sentence, reason, waitMs: dayMs };
  }
  if (refusal?.status === 429) {
    const waitMs = wanted ?? failureWait(failures, 'other', 60_000);
    const sentence = `${host} asks us to slow down; going on in ${Math.ceil(waitMs / 1000)} s.`;
    return { state: 'behind', sentence, reason, waitMs };
  }
  const kind = refusal?.isPage ? 'page' : refusal ? 'other' : 'network';
  const waitMs = wanted ?? failureWait(failures, kind, Math.max(1000, intervalMs));
  const why = ours instanceof Error ? reasonOf(ours) : String(ours);
  const said = /^\S+ (?:answered|refused|took|sent)/.test(why);
  const what = said ? why.replace(/\.$/, '') : `${host} cannot be read (${why})`;
  return { state: 'silent', sentence: `${what}; trying again in ${Math.ceil(waitMs / 1000)} s.`, reason, waitMs };
}

function reasonOf(error: Error): string {
  if (error instanceof GroundswellError) return error.message;
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code) return code;
    if (!cause.cause) return cause.message;
  }
  return error.message;
}
