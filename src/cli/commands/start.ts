import { Command } from 'commander';
import { processEnvironment } from '../../config/environment.ts';
import { parseRoles, roleNames } from '../../roles.ts';
import { serve } from '../serve.ts';

/** `groundswell start`: everything in one process, or the roles that are named. */
export function startCommand(): Command {
  return new Command('start')
    .description('collect, count and show')
    .option('--roles <list>', `comma-separated, of ${roleNames.join(', ')}; all by default`)
    .option('--port <n>', 'where it listens, 0 for any free port')
    .option('--host <address>', 'where it listens')
    .action(async ({ roles, port, host }: { roles?: string; port?: string; host?: string }) => {
      const config = processEnvironment({
        ...(port !== undefined && { PORT: port }),
        ...(host !== undefined && { HOST: host }),
      });
      const chosen = roles === undefined ? roleNames : parseRoles(roles);
      process.exitCode = await serve({ config, roles: chosen, exclusive: roles === undefined });
    });
}
