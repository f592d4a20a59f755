import type { App } from '../app.ts';
import { readCampaignFolder } from '../config/campaign-file.ts';
import { applyCampaign, sourcesOf } from '../store/campaigns.ts';

/** Applies every campaign file of `CAMPAIGNS_DIR`: at `start`, and in each command that opens the database. */
export async function applyFolder({ db, config, now }: Pick<App, 'db' | 'config' | 'now'>): Promise<void> {
  for (const campaign of await readCampaignFolder(config.CAMPAIGNS_DIR)) {
    await applyCampaign(db, campaign, sourcesOf(campaign, config.MASTODON_SERVERS ?? null), 'file', now());
  }
}
