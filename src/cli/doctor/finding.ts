import { findOurs } from '../../net/refusal.ts';

export type Status = 'ok' | 'warn' | 'fail';

/** One line of the doctor's: what was looked at, how it is, and what to do about it. */
export interface Finding {
  check: string;
  status: Status;
  message: string;
  /** What mends it; null where nothing needs mending. */
  mend: string | null;
  /** More for programs: a server's rules, figures. */
  details?: Record<string, unknown>;
}

export const ok = (check: string, message: string, details?: Record<string, unknown>): Finding => ({
  ...{ check, status: 'ok', message, mend: null },
  ...(details && { details }),
});
export const warn = (check: string, message: string, mend: string): Finding => ({
  check,
  status: 'warn',
  message,
  mend,
});
export const fail = (check: string, message: string, mend: string): Finding => ({
  check,
  status: 'fail',
  message,
  mend,
});

const words: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  ETIMEDOUT: 'it does not answer in time',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it does not answer in time',
  ECONNRESET: 'it broke the connection off',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ENOENT: 'there is nothing at that path',
  EACCES: 'this user may not use it',
};

/** Why something failed, as half a sentence: our own words, those for a known code, or the innermost message. */
export function reasonOf(error: unknown): string {
  const ours = findOurs(error);
  if (ours) return ours.message.replace(/\.$/, '');
  let last = error;
  for (let depth = 0; depth < 8; depth++) {
    const { code } = last as NodeJS.ErrnoException;
    if (code !== undefined && Object.hasOwn(words, code)) return `${words[code]} (${code})`;
    const [inner] = last instanceof AggregateError ? (last.errors as unknown[]) : [];
    const cause = inner ?? (last as Error).cause;
    if (!(cause instanceof Error)) break;
    last = cause;
  }
  return String(last instanceof Error ? last.message : last).split('\n')[0] ?? '';
}

/** A source that does not answer is a warning while another of its kind does: then nothing is missed that could be had. */
export function judgeKind(findings: readonly Finding[]): Finding[] {
  const answers = findings.some(({ status }) => status !== 'fail');
  return findings.map((finding) => (finding.status === 'fail' && answers ? { ...finding, status: 'warn' } : finding));
}
