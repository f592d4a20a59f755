import type { FastifyRequest } from 'fastify';
import { GroundswellError } from '../errors.ts';
import { isToken } from '../store/settings.ts';

const failuresAMinute = 10;

/** Tells the admin by the bearer token; slows down who guesses. */
export class Admin {
  readonly #hash: string;
  readonly #now: () => number;
  readonly #failures = new Map<string, number[]>();

  constructor(hash: string, now: () => number) {
    this.#hash = hash;
    this.#now = now;
  }

  /**
   * Whether the request carries the admin's token. No header: false.
   * @throws GroundswellError `not-allowed` for a wrong one, `too-many` after ten wrong ones a minute from one address
   */
  is(request: FastifyRequest): boolean {
    const header = request.headers.authorization;
    if (header === undefined) return false;
    const now = this.#now();
    const recent = (this.#failures.get(request.ip) ?? []).filter((at) => now - at < 60_000);
    if (recent.length >= failuresAMinute)
      throw new GroundswellError('too-many', 'Too many wrong tokens from this address; wait a minute.');
    const [, token] = /^Bearer ([\x21-\x7e]{1,400})$/i.exec(header) ?? [];
    if (token !== undefined && isToken(token, this.#hash)) return true;
    if (this.#failures.size > 10_000) this.#failures.clear();
    this.#failures.set(request.ip, [...recent, now]);
    throw new GroundswellError(
      'not-allowed',
      'The token is not the admin token of this instance; it was printed at the first start.',
    );
  }

  /** @throws GroundswellError `not-allowed` unless the request carries the admin's token */
  require(request: FastifyRequest): void {
    if (!this.is(request))
      throw new GroundswellError('not-allowed', 'This needs the header `Authorization: Bearer ADMIN_TOKEN`.');
  }
}
