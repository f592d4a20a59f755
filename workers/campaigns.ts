import type { App } from '../src/app.ts';
import { compileCampaigns, type Matchers } from '../src/domain/matchers.ts';
import { listCampaigns, type StoredCampaign } from '../src/store/campaigns.ts';

const checkMs = 2000;

/** The campaigns as they stand now, and word of every change: `apply` takes effect without a restart. */
export class CampaignWatch implements Disposable {
  readonly #app: Pick<App, 'db' | 'log'>;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = new Set<() => void>();
  #campaigns: StoredCampaign[];
  #print: string;

  private constructor(app: Pick<App, 'db' | 'log'>, campaigns: StoredCampaign[]) {
    this.#app = app;
    this.#campaigns = campaigns;
    this.#print = fingerprint(campaigns);
    this.#timer = setInterval(() => {
      void this.check().catch((error: Error) =>
        this.#app.log.warn({ err: error.message }, 'campaigns could not be read'),
      );
    }, checkMs);
  }

  static async open(app: Pick<App, 'db' | 'log'>): Promise<CampaignWatch> {
    return new CampaignWatch(app, await listCampaigns(app.db));
  }

  get all(): readonly StoredCampaign[] {
    return this.#campaigns;
  }

  /** Campaigns for which `wanted` holds, ready for matching. */
  matchers(wanted: (campaign: StoredCampaign) => boolean): Matchers {
    return makeMatchers(this.#campaigns.filter(wanted));
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  async check(): Promise<void> {
    const campaigns = await listCampaigns(this.#app.db);
    const print = fingerprint(campaigns);
    if (print === this.#print) return;
    this.#campaigns = campaigns;
    this.#print = print;
    for (const listener of this.#listeners) listener();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
  }
}

/** Stored campaigns ready for matching. */
export const makeMatchers = (campaigns: readonly StoredCampaign[]): Matchers =>
  compileCampaigns(
    campaigns.map(({ config }) => config),
    Object.fromEntries(campaigns.map(({ config, appliedAt }) => [config.slug, appliedAt])),
  );

const fingerprint = (campaigns: readonly StoredCampaign[]) =>
  campaigns.map(({ id, appliedAt }) => `${id} ${appliedAt}`).join();
