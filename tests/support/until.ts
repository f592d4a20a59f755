import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until `look` gives something other than undefined, null or false, and gives that. An error of `look` counts as
 * "not yet" and is the cause of the failure at the end.
 * @param what for the message: what never came
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  { deadlineMs = 20_000, everyMs = 50 } = {},
): Promise<NonNullable<T>> {
  const deadline = performance.now() + deadlineMs;
  let cause: unknown;
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined && found !== null && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`never came within ${deadlineMs} ms: ${what}`, { cause });
    await wait(everyMs);
  }
}
