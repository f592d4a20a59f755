import type { Provenance } from '../domain/series.ts';
import type { ExportProvenance } from './format.ts';
import { addressOf, type ExportRequest } from './request.ts';

/** Version of the rules of counting (`docs/method.md`) under which a file was made. */
export const methodVersion = '1.0';

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
