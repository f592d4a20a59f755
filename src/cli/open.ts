import { type App, openApp } from '../app.ts';
import { processEnvironment, secretsOf } from '../config/environment.ts';
import { openLog } from '../log.ts';
import { applyFolder } from './campaigns.ts';
import { version } from './version.ts';

/**
 * Opens everything for a command that answers on stdout: its log goes to stderr, warnings only.
 * @param options `folder: false` leaves the campaign files alone, for commands that change campaigns themselves
 */
export async function openForCommand(options: { folder?: boolean } = {}): Promise<App> {
  const config = processEnvironment();
  const level = config.LOG_LEVEL === 'info' ? 'warn' : config.LOG_LEVEL;
  const log = openLog({
    level,
    format: config.LOG_FORMAT ?? (process.stderr.isTTY ? 'pretty' : 'json'),
    fd: 2,
    secrets: secretsOf(config),
  });
  const app = await openApp(config, { log, version });
  try {
    if (options.folder !== false) await applyFolder(app);
    return app;
  } catch (error) {
    await app[Symbol.asyncDispose]();
    throw error;
  }
}
