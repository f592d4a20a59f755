import type { WriteStream } from 'node:tty';

const everyMs = 100;
const width = 24;

/** A bar on a terminal; nothing at all elsewhere. */
export interface ProgressBar {
  add(bytes: number, note: string): void;
  end(): void;
}

/** Shows how much of files of these sizes (bytes, null unknown) has been read. */
export function progressBar(stream: WriteStream, sizes: readonly (number | null)[]): ProgressBar {
  if (stream.isTTY !== true) return { add: () => undefined, end: () => undefined };
  const total = sizes.some((size) => size === null) ? null : sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  let done = 0;
  let drawn = 0;
  return {
    add: (bytes, note) => {
      done += bytes;
      const now = performance.now();
      if (now - drawn < everyMs) return;
      drawn = now;
      const share = total === null || total === 0 || done === 0 ? null : Math.min(1, done / total);
      const filled = Math.round((share ?? 0) * width);
      const bar =
        share === null ? '' : `[${'#'.repeat(filled)}${'.'.repeat(width - filled)}] ${Math.round(share * 100)} % `;
      stream.write(`\r${bar}${note}\u001b[K`);
    },
    end: () => {
      stream.write('\r\u001b[K');
    },
  };
}
