import { createHmac } from 'node:crypto';
import type { AnswerContext } from '../store/answers/provenance.ts';
import { findWatched } from '../store/answers/provenance.ts';
import { kindCode, platformCode } from '../store/codes.ts';
import type { Connection } from '../store/database.ts';
import { type ExportRow, openExportRows } from '../store/queries/export-posts.ts';
import { select } from '../store/queries/question.ts';
import { instanceSecret } from '../store/settings.ts';
import type { Cell, ExportTable } from './format.ts';
import { provenanceOf } from './provenance.ts';
import type { ExportRequest } from './request.ts';

const columns = [
  'uri',
  'platform',
  'createdAt',
  'seenAt',
  'kind',
  'language',
  'tags',
  'likes',
  'reposts',
  'replies',
  'quotes',
  'engagementAsOf',
  'authorKey',
];
const textColumns = ['text', 'handle', 'name'];

const namesOf = (codes: Record<string, number>) => new Map(Object.entries(codes).map(([name, code]) => [code, name]));
const platformNames = namesOf(platformCode);
const kindNames = namesOf(kindCode);

/** Stands for an account in files of this instance and tells nothing about it elsewhere. 32 hex digits. */
export const authorKeyOf = (secret: string, key: string): string =>
  createHmac('sha256', secret).update(key).digest('hex').slice(0, 32);

const toCells = (row: ExportRow, secret: string, withText: boolean): Cell[] => [
  row.uri,
  platformNames.get(row.platform) ?? null,
  row.countedAt.toISOString(),
  row.seenAt.toISOString(),
  kindNames.get(row.kind) ?? null,
  row.lang,
  row.tags,
  row.likes,
  row.reposts,
  row.replies,
  row.quotes,
  row.asOf?.toISOString() ?? null,
  authorKeyOf(secret, row.authorKey),
  ...(withText ? [row.body, row.handle, row.display] : []),
];

async function* toRows(rows: AsyncIterable<ExportRow>, secret: string, withText: boolean): AsyncGenerator<Cell[]> {
  for await (const row of rows) yield toCells(row, secret, withText);
}

/**
 * The counted posts of a window, oldest first, dehydrated: where they are and how they fared, not what they say. With
 * text also what everybody may read of them. Holds a connection until it is disposed of.
 */
export async function postsTable(
  context: AnswerContext,
  connection: Connection,
  request: ExportRequest,
): Promise<ExportTable & AsyncDisposable> {
  const { campaign, window, withText } = request;
  const secret = await instanceSecret(context.db);
  const selection = await select(context.db, campaign, request);
  // Before the rows: what counts as watched here has its posts committed by the time they are read.
  const watched = await findWatched(
    context,
    campaign,
    { platform: selection.platform, family: selection.family },
    window,
  );
  const found = await openExportRows(context.db, connection, selection, window, withText);
  return {
    provenance: provenanceOf(request, { asOf: new Date(found.asOf).toISOString(), coverage: watched.coverage }),
    columns: withText ? [...columns, ...textColumns] : columns,
    rows: toRows(found.rows, secret, withText),
    [Symbol.asyncDispose]: () => found[Symbol.asyncDispose](),
  };
}
