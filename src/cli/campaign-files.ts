import { readdir, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readCampaignFile } from '../config/campaign-file.ts';
import type { Environment } from '../config/environment.ts';
import type { Campaign } from '../domain/campaign.ts';
import { GroundswellError } from '../errors.ts';
import { addressGuard } from '../net/address-guard.ts';

/** Refuses a server that we would not or could not ask. @throws GroundswellError `campaign-invalid`, `address-blocked` */
function checkServer(base: string, file: string, allowPrivate: boolean): void {
  const { hostname, username, password, pathname, search, hash } = new URL(base);
  if (username || password || search || hash || pathname !== '/') {
    throw new GroundswellError(
      'campaign-invalid',
      `${file}: a server is a base such as https://mastodon.social, without name, path or query.`,
    );
  }
  try {
    addressGuard(allowPrivate, () => undefined).checkHost(hostname);
  } catch (error) {
    if (!(error instanceof GroundswellError)) throw error;
    throw new GroundswellError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}

/**
 * Reads a campaign file and holds it to all that can be known without network and database.
 * @throws GroundswellError `file-unreadable`, `campaign-invalid`, `address-blocked`
 */
export async function checkCampaignFile(
  path: string,
  config: Pick<Environment, 'ALLOW_PRIVATE_NETWORK'>,
): Promise<Campaign> {
  const campaign = await readCampaignFile(path);
  for (const server of campaign.sources.mastodon.servers)
    checkServer(server, basename(path), config.ALLOW_PRIVATE_NETWORK);
  return campaign;
}

/** The file of the folder that holds the campaign of a slug, or null. Files that cannot be read hold none. */
export async function findCampaignFile(folder: string, slug: string): Promise<string | null> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => /\.ya?ml$/.test(one)).sort()) {
    const path = join(folder, name);
    const campaign = await readCampaignFile(path).catch(() => null);
    if (campaign?.slug === slug) return path;
  }
  return null;
}

/** Whether two paths lead to one file. */
export async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([realpath(a), realpath(b)]);
  return one === other;
}
