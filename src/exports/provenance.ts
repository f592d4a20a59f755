import { methodVersion } from '../domain/method.ts';
import type { Provenance } from '../domain/series.ts';
import type { ExportProvenance } from './format.ts';
import { addressOf, type ExportRequest } from './request.ts';

/** What a file says of itself: by which rules, what was asked, for when, as of when, how much of it was watched. */
export const provenanceOf = (
  request: ExportRequest,
  { asOf, coverage }: Pick<Provenance, 'asOf' | 'coverage'>,
): ExportProvenance => ({
  method: methodVersion,
  query: addressOf(request),
  from: new Date(request.window.from).toISOString(),
  to: new Date(request.window.to).toISOString(),
  asOf,
  coverage,
});
