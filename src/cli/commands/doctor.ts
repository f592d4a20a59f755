import { Command } from 'commander';
import { Listr } from 'listr2';
import { plain } from '../campaign-text.ts';
import type { Finding } from '../doctor/finding.ts';
import { reasonOf } from '../doctor/finding.ts';
import { examine, type Step } from '../doctor/steps.ts';
import { version } from '../version.ts';

const lineOf = ({ check, status, message, mend }: Finding): string =>
  plain(`${status.padEnd(4)}  ${check}: ${message}.${mend === null ? '' : ` ${mend}`}`);

/** A step that breaks itself is a finding too. */
const runStep = (step: Step): Promise<Finding[]> =>
  step.run().catch((error: unknown) => [
    {
      check: step.title.toLowerCase(),
      status: 'fail',
      message: `could not be looked at: ${reasonOf(error)}`,
      mend: 'Run it again with LOG_LEVEL=debug.',
    },
  ]);

/** Shows each step while it runs; its lines take its place. */
async function showOnTerminal(step: Step): Promise<Finding[]> {
  let findings: Finding[] = [];
  const list = new Listr(
    {
      title: step.title,
      task: async (_, task) => {
        findings = await runStep(step);
        task.title = findings.map(lineOf).join('\n');
        if (findings.some(({ status }) => status === 'fail')) throw new Error(step.title);
      },
    },
    { exitOnError: false, rendererOptions: { showErrorMessage: false, collapseErrors: false, formatOutput: 'wrap' } },
  );
  await list.run();
  return findings;
}

async function showLines(step: Step): Promise<Finding[]> {
  const findings = await runStep(step);
  for (const finding of findings) process.stdout.write(`${lineOf(finding)}\n`);
  return findings;
}

async function run({ json }: { json?: boolean }): Promise<void> {
  const show = json ? runStep : process.stdout.isTTY === true ? showOnTerminal : showLines;
  const findings: Finding[] = [];
  for await (const step of examine(version)) findings.push(...(await show(step)));
  const isWell = findings.every(({ status }) => status !== 'fail');
  if (json) process.stdout.write(`${JSON.stringify({ ok: isWell, checks: findings }, null, 2)}\n`);
  process.exitCode = isWell ? 0 : 1;
}

/** `groundswell doctor`: what of this instance works, and what mends the rest. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('looks at settings, database, queue and sources; changes nothing')
    .option('--json', 'as JSON')
    .action(run);
}
