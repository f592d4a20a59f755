#!/usr/bin/env node
// Plain JavaScript, since an old Node cannot load the rest: it finds the right Node first.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const needed = 26;
const args = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) >= needed) {
  const { run } = await import('./main.ts');
  process.exitCode = await run(args);
} else {
  const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url));
  if (!existsSync(node)) {
    console.error(
      `Groundswell needs Node ${needed}, this is ${process.version}; run \`npm ci\` in its folder, which brings it along.`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
