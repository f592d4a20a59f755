import type { App } from '../src/app.ts';

/** Role `poll`. */
export async function startPoll(_app: App): Promise<AsyncDisposable> {
  return { [Symbol.asyncDispose]: async () => undefined };
}
