import { faultCatalogue } from './fault-catalogue.ts';
import { Random } from './random.ts';

/** Where a fault strikes: one of the hosts of a kind. */
export interface Target {
  readonly kind: 'jetstream' | 'appview' | 'mastodon';
  readonly index: number;
}

/** `target`, `index`: only there; `p`: how likely each time; `times`: at most so often; the rest is the fault's own. */
export interface FaultArgs {
  readonly target?: Target['kind'];
  readonly index?: number;
  readonly p?: number;
  readonly times?: number;
  readonly [key: string]: unknown;
}

export interface FaultSpec {
  readonly name: string;
  /** Starts so many ms from now (0), lasts so long (until it is deleted). */
  readonly afterMs?: number;
  readonly forMs?: number;
  readonly args?: FaultArgs;
}

export class Fault {
  readonly id: number;
  readonly name: string;
  readonly args: FaultArgs;
  readonly from: number;
  readonly until: number;
  fired = 0;
  /** Firings by sort, for faults that have several. */
  readonly sorts: Record<string, number> = {};

  constructor(id: number, { name, afterMs = 0, forMs = Number.POSITIVE_INFINITY, args = {} }: FaultSpec) {
    this.id = id;
    this.name = name;
    this.args = args;
    this.from = performance.now() + afterMs;
    this.until = this.from + forMs;
  }

  get active(): boolean {
    const now = performance.now();
    return this.from <= now && now < this.until && this.fired < (this.args.times ?? Number.POSITIVE_INFINITY);
  }

  /** A number of its arguments. */
  number(key: string, otherwise: number): number {
    const value = this.args[key];
    return typeof value === 'number' ? value : otherwise;
  }

  /** A text of its arguments. */
  text(key: string, otherwise: string): string {
    const value = this.args[key];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : otherwise;
  }

  /** A list of texts of its arguments. */
  list(key: string, otherwise: readonly string[]): readonly string[] {
    const value = this.args[key];
    return Array.isArray(value) && value.length > 0 ? value.map(String) : otherwise;
  }

  count(sort?: string): void {
    this.fired++;
    if (sort !== undefined) this.sorts[sort] = (this.sorts[sort] ?? 0) + 1;
  }
}

/** The faults that are armed, and how often each has fired. */
export class Faults {
  #list: Fault[] = [];
  #id = 1;
  readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed).fork('faults');
  }

  get list(): readonly Fault[] {
    return this.#list;
  }

  /** Arms a fault of the catalogue. Throws a RangeError for any other. */
  arm(spec: FaultSpec): Fault {
    if (!Object.hasOwn(faultCatalogue, spec.name)) {
      throw new RangeError(`No fault '${spec.name}'; there are ${Object.keys(faultCatalogue).join(', ')}.`);
    }
    const fault = new Fault(this.#id++, spec);
    this.#list.push(fault);
    return fault;
  }

  /** Disarms all, or that one. */
  clear(id?: number): void {
    this.#list = id === undefined ? [] : this.#list.filter((fault) => fault.id !== id);
  }

  /** The active fault of that name that strikes there, without counting it as fired. */
  active(name: string, target?: Target): Fault | undefined {
    if (this.#list.length === 0) return undefined;
    return this.#list.find((fault) => fault.name === name && fault.active && (!target || strikes(fault, target)));
  }

  /** Like `active`, but only as often as its `p` says (else `likely`), and counted as fired. */
  hit(name: string, target?: Target, likely = 1): Fault | undefined {
    const fault = this.active(name, target);
    if (!fault || !this.random.chance(fault.args.p ?? likely)) return undefined;
    fault.count();
    return fault;
  }
}

const strikes = ({ args }: Fault, { kind, index }: Target): boolean =>
  (args.target === undefined || args.target === kind) && (args.index === undefined || args.index === index);
