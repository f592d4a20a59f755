import type { App } from '../src/app.ts';

/** Role `retain`. */
export async function startRetain(_app: App): Promise<AsyncDisposable> {
  return { [Symbol.asyncDispose]: async () => undefined };
}
