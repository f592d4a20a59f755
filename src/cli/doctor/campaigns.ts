import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../config/environment.ts';
import type { Campaign } from '../../domain/campaign.ts';
import { checkCampaignFile } from '../campaign-files.ts';
import { type Finding, fail, ok, reasonOf, warn } from './finding.ts';

const what = 'campaigns';

/**
 * Every file of the folder, and what the database holds beside them: what can be watched, and what is wrong with the rest.
 * @param stored campaigns of the database
 */
export async function checkCampaigns(
  config: Environment,
  stored: readonly Campaign[],
): Promise<{ campaigns: Campaign[]; findings: Finding[] }> {
  const folder = config.CAMPAIGNS_DIR;
  const names = await readdir(folder).catch(() => []);
  const campaigns: Campaign[] = [];
  const findings: Finding[] = [];
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) {
    try {
      const campaign = await checkCampaignFile(join(folder, name), config);
      if (campaigns.some(({ slug }) => slug === campaign.slug)) {
        findings.push(
          fail(
            what,
            `${name}: the slug '${campaign.slug}' stands in another file too`,
            'Give each campaign its own slug.',
          ),
        );
      } else campaigns.push(campaign);
    } catch (error) {
      findings.push(
        fail(
          what,
          reasonOf(error),
          `Mend the file, and try it with \`groundswell campaign check ${join(folder, name)}\`.`,
        ),
      );
    }
  }
  campaigns.push(...stored.filter(({ slug }) => !campaigns.some((one) => one.slug === slug)));
  if (campaigns.length > 0) findings.unshift(ok(what, campaigns.map(({ slug }) => slug).join(', ')));
  if (findings.length === 0)
    findings.push(
      warn(what, `no file in ${folder}`, 'Put a campaign file there, or run `groundswell campaign apply FILE`.'),
    );
  return { campaigns, findings };
}
