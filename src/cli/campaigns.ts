import type { App } from '../app.ts';
import { readCampaignFolder } from '../config/campaign-file.ts';
import { applyCampaign, sourcesOf } from '../store/campaigns.ts';
import { findServers, keepServers } from '../store/settings.ts';

/** Applies every campaign file of `CAMPAIGNS_DIR`. @param servers that replace those of the files; null: theirs */
async function applyFiles({ db, config, now }: App, servers: readonly string[] | null): Promise<void> {
  for (const campaign of await readCampaignFolder(config.CAMPAIGNS_DIR))
    await applyCampaign(db, campaign, sourcesOf(campaign, servers), 'file', now());
}

/** At `start`: the campaign files, and which servers this service asks instead of theirs. */
export async function applyAtStart(app: App): Promise<void> {
  const servers = app.config.MASTODON_SERVERS ?? null;
  await keepServers(app.db, servers);
  await applyFiles(app, servers);
}

/** The servers that replace those of the campaigns, for a command: its own setting, else that of the service. */
export const serversForCommand = async ({ db, config }: App): Promise<readonly string[] | null> =>
  config.MASTODON_SERVERS ?? (await findServers(db));

/** In each command that opens the database: the campaign files; the servers stay those that the service was told. */
export async function applyFolder(app: App): Promise<void> {
  await applyFiles(app, await serversForCommand(app));
}
