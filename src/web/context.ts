import type { App } from '../app.ts';
import type { AnswerContext } from '../store/answers/provenance.ts';
import type { Admin } from './auth.ts';
import type { Live } from './live.ts';

/** What routes may use. */
export interface WebContext {
  app: Pick<
    App,
    'db' | 'now' | 'config' | 'log' | 'metrics' | 'queue' | 'version' | 'demo' | 'connection' | 'ingest'
  > & {
    brake: Pick<App['brake'], 'pauses' | 'id'>;
  };
  admin: Admin;
  live: Live;
  startedAt: number;
}

/** What an answer needs, as of this request. */
export const answerContext = ({ app }: WebContext): AnswerContext => ({
  db: app.db,
  now: app.now(),
  pollSeconds: app.config.POLL_SECONDS ?? null,
});
