/** Every kind of failure that somebody can act on; `web/problems.ts` and `cli/main.ts` map each to a status and an exit code. */
export type ErrorCode =
  | 'campaign-unknown'
  | 'campaign-invalid'
  | 'post-unknown'
  | 'config-invalid'
  | 'usage'
  | 'query-invalid'
  | 'not-allowed'
  | 'already-running'
  | 'database-unavailable'
  | 'database-newer'
  | 'queue-unavailable'
  | 'source-unreachable'
  | 'source-refused'
  | 'address-blocked'
  | 'answer-invalid'
  | 'file-unreadable'
  | 'too-many'
  | 'streams-full';

/** A failure that somebody can act on: one sentence that names the thing and the mend. The reason goes in `cause`. */
export class GroundswellError extends Error {
  override name = 'GroundswellError';
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
