/** What an instance says of itself. */
interface Introduction {
  version: string;
  config: { PUBLIC_URL?: string; CONTACT?: string };
}

/** How we introduce ourselves to every server: version, where to read about this instance, whom to write to. */
export function userAgentOf({ version, config }: Introduction): string {
  const about = config.PUBLIC_URL ? `+${config.PUBLIC_URL}` : '+self-hosted';
  return `Groundswell/${version} (${[about, config.CONTACT].filter(Boolean).join('; ')})`.replaceAll(
    /[^\x20-\x7e]/g,
    '?',
  );
}
