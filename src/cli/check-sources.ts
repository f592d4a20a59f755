import type { Environment } from '../config/environment.ts';
import { GroundswellError } from '../errors.ts';
import { addressGuard } from '../net/address-guard.ts';
import type { RoleName } from '../roles.ts';
import type { StoredCampaign } from '../store/campaigns.ts';

/**
 * Refuses a start that would ask a private address: by what it is called alone, since names are judged at each connect.
 * @throws GroundswellError `address-blocked` with the setting or the campaign that names it
 */
export function checkSources(
  config: Environment,
  campaigns: readonly StoredCampaign[],
  roles: readonly RoleName[],
): void {
  const guard = addressGuard(config.ALLOW_PRIVATE_NETWORK, () => undefined);
  const asks = (role: RoleName) => roles.includes(role);
  const named: [where: string, base: string][] = [
    ...(asks('stream')
      ? config.BLUESKY_JETSTREAM_URLS.map((base): [string, string] => ['BLUESKY_JETSTREAM_URLS', base])
      : []),
    ...(asks('refresh') ? [['BLUESKY_APPVIEW_URL', config.BLUESKY_APPVIEW_URL] as [string, string]] : []),
    ...(asks('poll')
      ? (config.MASTODON_SERVERS?.map((base): [string, string] => ['MASTODON_SERVERS', base]) ??
        campaigns.flatMap(({ config: { slug, sources } }) =>
          sources.mastodon.servers.map((base): [string, string] => [`campaign ${slug}`, base]),
        ))
      : []),
  ];
  for (const [where, base] of named) {
    try {
      guard.checkHost(new URL(base).hostname);
    } catch (cause) {
      if (!(cause instanceof GroundswellError)) throw cause;
      throw new GroundswellError(cause.code, `${where}: ${cause.message}`, { cause });
    }
  }
}
