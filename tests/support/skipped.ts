import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Reporter, TestModule, Vitest } from 'vitest/node';

const inPath = (program: string) =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

/** Programs that some tests need, and how Debian calls them. */
const programs: [program: string, isThere: boolean][] = [
  ['redis-server', inPath('redis-server')],
  ['postgresql-15', existsSync('/usr/lib/postgresql/15/bin/postgres')],
  ['chromium', ['chromium', 'chromium-browser', 'google-chrome'].some(inPath) || 'CHROMIUM_PATH' in process.env],
];

/** Names what was not tried, and the programs that were missing for it. */
// biome-ignore lint/style/noDefaultExport: vitest reads the default export
export default class Skipped implements Reporter {
  #chosen = false;

  onInit({ config }: Vitest): void {
    this.#chosen = config.testNamePattern !== undefined; // whoever asks for some tests knows that the others wait
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const skipped = modules.flatMap((module) => [...module.children.allTests('skipped')]);
    if (skipped.length === 0 || this.#chosen) return;
    const missing = programs.flatMap(([program, isThere]) => (isThere ? [] : [program]));
    const why = missing.length > 0 ? `; not on this machine: ${missing.join(', ')}` : '';
    process.stdout.write(`\n${skipped.length} tests were skipped${why}\n`);
    for (const test of skipped) process.stdout.write(`  skipped: ${test.module.relativeModuleId} > ${test.fullName}\n`);
  }
}
