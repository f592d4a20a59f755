import type { App } from '../app.ts';

/** How we introduce ourselves to every server: version, where to read about this instance, whom to write to. */
export function userAgentOf({ version, config }: Pick<App, 'version' | 'config'>): string {
  const about = config.PUBLIC_URL ? `+${config.PUBLIC_URL}` : '+self-hosted';
  return `Groundswell/${version} (${[about, config.CONTACT].filter(Boolean).join('; ')})`.replaceAll(
    /[^\x20-\x7e]/g,
    '?',
  );
}
