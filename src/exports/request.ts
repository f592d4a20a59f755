import type { Grouping, Metric } from '../domain/series.ts';
import type { Window } from '../domain/time/window.ts';
import type { StoredCampaign } from '../store/campaigns.ts';
import type { Filters } from '../store/queries/question.ts';
import type { ExportFormat } from './format.ts';
import type { ExportKind } from './registry.ts';

/** What somebody asks to have in a file. */
export interface ExportRequest extends Filters {
  campaign: StoredCampaign;
  what: ExportKind;
  format: ExportFormat;
  window: Window;
  /** Of `series` only. */
  metric: Metric;
  groupBy: Grouping;
  /** Of `posts` only, and only for the operator. */
  withText: boolean;
}

const iso = (ms: number) => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The address that asks for the same again: every parameter that bears on the file, its times fixed. */
export function addressOf(request: ExportRequest): string {
  const { campaign, what, format, window, metric, groupBy, withText } = request;
  const ofSeries = { metric, bucket: window.bucket, tz: window.tz, groupBy };
  const parameters = {
    ...{ what, format: format.name, from: iso(window.from), to: iso(window.to) },
    ...{ platform: request.platform, tag: request.tag, language: request.language, argument: request.argument },
    ...(what === 'series' ? ofSeries : { text: withText ? 'true' : undefined }),
  };
  const given = Object.entries(parameters).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return `/api/v1/campaigns/${encodeURIComponent(campaign.config.slug)}/export?${new URLSearchParams(given)}`;
}

/** Name for the file: letters, digits, dots and hyphens only, whatever stands in the request. */
export function fileNameOf({ campaign, what, format, window }: ExportRequest): string {
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const name = `${campaign.config.slug}-${what}-${day(window.from)}-${day(window.to - 1)}.${format.name}`;
  return name.replaceAll(/[^\w.-]+/g, '-').replace(/^[.-]+/, '');
}
