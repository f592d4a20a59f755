import { Command } from 'commander';

export function campaignCommand(): Command {
  return new Command('campaign');
}
