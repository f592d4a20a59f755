import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** Where chromium is on this machine; null: tests that need it are skipped by name, and fail where CI is set. */
export const chromiumPath = candidates.find((path) => path !== undefined && existsSync(path)) ?? null;

/** A browser without any traffic of its own. */
export function launchBrowser(): Promise<Browser> {
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-quic', ...quiet];
  return chromium.launch({ executablePath: chromiumPath ?? undefined, args });
}

/** Rules of WCAG 2.2 AA and good practice, as axe names them. */
export const axeTags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
