import { pino } from 'pino';

export type Log = pino.Logger;

const secretNames = ['authorization', 'password', 'token', 'secret', 'appPassword', 'adminToken', 'cookie'];

export interface LogOptions {
  level: string;
  format: 'json' | 'pretty';
  /** 1 stdout, 2 stderr: commands that answer on stdout log to stderr. */
  fd: 1 | 2;
  /** Values that must not reach a log whatever they are called. */
  secrets?: readonly string[];
}

/** Takes every given secret out of a line, whatever field it stands in. */
function redactor(secrets: readonly string[]): (line: string) => string {
  const known = secrets.filter((secret) => secret.length >= 6);
  if (known.length === 0) return (line) => line;
  return (line) => known.reduce((text, secret) => text.replaceAll(secret, '[redacted]'), line);
}

/** The process's log: one JSON line an event, or plain lines on a terminal. */
export function openLog({ level, format, fd, secrets = [] }: LogOptions): Log {
  const redact = redactor(secrets);
  const target = fd === 1 ? process.stdout : process.stderr;
  const write =
    format === 'pretty'
      ? (line: string) => target.write(pretty(redact(line)))
      : (line: string) => target.write(redact(line));
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    },
    { write },
  );
}

const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: 'info', 40: 'warn', 50: 'error', 60: 'fatal' };

function pretty(line: string): string {
  const { time, level, msg, pid: _pid, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const label = levels[Number(level)] ?? String(level);
  const fields = Object.entries(rest)
    .map(([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' ');
  // Control characters of a hostile text must not steer the terminal.
  const plain = `${String(time).slice(11, 19)} ${label.padEnd(5)} ${String(msg)} ${fields}`.replaceAll(/\p{Cc}/gu, ' ');
  return `${plain.trimEnd()}\n`;
}
