import { createHash } from 'node:crypto';
import type { AnswerContext } from '../store/answers/provenance.ts';
import type { Connection } from '../store/database.ts';
import type { ExportTable } from './format.ts';
import { postsTable } from './posts.ts';
import { type ExportRequest, fileNameOf } from './request.ts';
import { seriesTable } from './series.ts';

/** A file that is being made: read `chunks` once, and dispose of it, read or not. */
export interface ExportFile extends AsyncDisposable {
  name: string;
  chunks: AsyncGenerator<Buffer>;
  /** `sha-256=:…:` (RFC 9530) of all that was read so far. */
  digest(): string;
}

const tableOf = (
  context: AnswerContext,
  connection: Connection,
  request: ExportRequest,
): Promise<ExportTable & Partial<AsyncDisposable>> =>
  request.what === 'posts' ? postsTable(context, connection, request) : seriesTable(context, request);

/**
 * Opens an export. Whatever can be wrong with the question is found here, before the first byte.
 * @param onClose called once it holds no connection any more, maybe more than once
 * @throws GroundswellError `query-invalid` for filters that the campaign does not know
 */
export async function openExport(
  context: AnswerContext,
  connection: Connection,
  request: ExportRequest,
  onClose = () => {},
): Promise<ExportFile> {
  const table = await tableOf(context, connection, request).catch((error: unknown) => {
    onClose();
    throw error;
  });
  const hash = createHash('sha256');
  const close = async () => {
    await table[Symbol.asyncDispose]?.();
    onClose();
  };
  async function* read(): AsyncGenerator<Buffer> {
    try {
      for await (const text of request.format.encode(table)) {
        const chunk = Buffer.from(text);
        hash.update(chunk);
        yield chunk;
      }
    } finally {
      await close();
    }
  }
  return {
    name: fileNameOf(request),
    chunks: read(),
    digest: () => `sha-256=:${hash.copy().digest('base64')}:`,
    [Symbol.asyncDispose]: close,
  };
}
