import { GroundswellError } from '../errors.ts';
import { csv } from './csv.ts';
import type { ExportFormat } from './format.ts';
import { ndjson } from './ndjson.ts';

const formats: readonly ExportFormat[] = [csv, ndjson];

/** What can be exported. */
export const exportKinds = ['posts', 'series'] as const;
export type ExportKind = (typeof exportKinds)[number];
export const formatNames: readonly string[] = formats.map(({ name }) => name);

const unknown = (parameter: string, found: string, known: readonly string[]) =>
  new GroundswellError('query-invalid', `'${parameter}' takes ${known.join(' or ')}; found '${found.slice(0, 40)}'.`);

/** @throws GroundswellError `query-invalid` that names what there is */
export function findFormat(name: string): ExportFormat {
  const found = formats.find((format) => format.name === name);
  if (found) return found;
  throw unknown('format', name, formatNames);
}

/** @throws GroundswellError `query-invalid` that names what there is */
export function findKind(name: string): ExportKind {
  const found = exportKinds.find((kind) => kind === name);
  if (found) return found;
  throw unknown('what', name, exportKinds);
}
