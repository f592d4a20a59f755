/**
 * Proves that the tests bite: each `tests/mutants/*.patch` is a bug of a few characters. It is planted into a copy of the
 * sources, and the tests that its head names must fail there. Exit 1 if one lives, or no longer fits the sources.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'tests/mutants');
const parts = ['src', 'workers', 'dashboards', 'migrations', 'config', 'tests', 'package.json', 'vitest.config.ts'];

/** Plants one bug; gives null if its tests caught it, else what went wrong. */
function judge(patch: string): string | null {
  const copy = mkdtempSync(join(tmpdir(), 'gs-mutant-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    const text = readFileSync(join(folder, patch), 'utf8');
    const tests = [...text.matchAll(/^Test: (\S+)$/gm)].map(([, path]) => path ?? '');
    if (tests.length === 0) return 'its head names no test (Test: tests/…)';
    try {
      execFileSync('git', ['apply', '--whitespace=nowarn', join(folder, patch)], { cwd: copy, stdio: 'pipe' });
    } catch {
      return 'no longer fits the sources; make it anew';
    }
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const report = join(copy, 'report.json');
    const args = [vitest, 'run', '--reporter=json', `--outputFile=${report}`, ...tests];
    const { status } = spawnSync(process.execPath, args, { cwd: copy, stdio: 'ignore' });
    if (status === 0) return `lives: ${tests.join(', ')} passed with it`;
    const { numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as { numFailedTests: number };
    return numFailedTests > 0 ? null : 'the tests did not run';
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

const wanted = process.argv[2] ?? '';
const patches = readdirSync(folder).filter((name) => name.endsWith('.patch') && name.includes(wanted));
let bad = patches.length === 0 ? 1 : 0;
for (const patch of patches) {
  const trouble = judge(patch);
  if (trouble) bad++;
  process.stdout.write(`${patch.replace('.patch', '')}: ${trouble ?? 'caught'}\n`);
}
process.exitCode = bad > 0 ? 1 : 0;
