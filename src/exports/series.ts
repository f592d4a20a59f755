import type { SeriesAnswer } from '../domain/series.ts';
import type { AnswerContext } from '../store/answers/provenance.ts';
import { answerSeries } from '../store/answers/series.ts';
import type { Cell, ExportTable } from './format.ts';
import { provenanceOf } from './provenance.ts';
import type { ExportRequest } from './request.ts';

const rowsOf = ({ buckets, partial, series }: SeriesAnswer): Cell[][] =>
  buckets.map((bucket, i) => [bucket, ...series.map(({ values }) => values[i] ?? null), partial[i] ?? false]);

/** A chart's figures: one row a bucket, one column a series under its key; null where nobody watched. */
export async function seriesTable(context: AnswerContext, request: ExportRequest): Promise<ExportTable> {
  const answer = await answerSeries(context, request.campaign, request);
  return {
    provenance: provenanceOf(request, answer),
    columns: ['bucket', ...answer.series.map(({ key }) => key), 'partial'],
    rows: rowsOf(answer),
  };
}
