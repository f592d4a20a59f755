import type { App } from '../src/app.ts';

/** Role `refresh`. */
export async function startRefresh(_app: App): Promise<AsyncDisposable> {
  return { [Symbol.asyncDispose]: async () => undefined };
}
