import { type ErrorCode, GroundswellError } from '../errors.ts';
import { troubleOf } from '../store/trouble.ts';

/** RFC 9457 problem details. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  /** Under which the operator finds an unforeseen failure in the log. */
  reference?: string;
}

const answers = {
  'campaign-unknown': [404, 'No such campaign'],
  'campaign-invalid': [400, 'Campaign not valid'],
  'post-unknown': [404, 'No such post'],
  'config-invalid': [500, 'Settings not valid'],
  usage: [400, 'Wrong usage'],
  'query-invalid': [400, 'Query not valid'],
  'not-allowed': [401, 'Not allowed'],
  'already-running': [409, 'Already running'],
  'database-unavailable': [503, 'Database unavailable'],
  'database-newer': [503, 'Database is newer'],
  'queue-unavailable': [503, 'Queue unavailable'],
  'source-unreachable': [502, 'Source unreachable'],
  'source-refused': [502, 'Source refused'],
  'address-blocked': [400, 'Address not allowed'],
  'answer-invalid': [502, 'Answer not understood'],
  'file-unreadable': [400, 'File unreadable'],
  'too-many': [429, 'Too many requests'],
  'streams-full': [503, 'Too many open streams'],
} satisfies Record<ErrorCode, [status: number, title: string]>;

/** Database failures that a client may simply try again: no connection, shutting down, over the time limit. */
const passing = new Set([
  '57014',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  'ECONNREFUSED',
  'ENOENT',
  'ECONNRESET',
  '08006',
  '08001',
]);

interface FastifyLike {
  statusCode?: number;
  code?: string;
  message?: string;
  validation?: { instancePath?: string; message?: string }[];
  validationContext?: string;
}

const titles: Record<number, string> = {
  400: 'Query not valid',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not acceptable',
  413: 'Too large',
  415: 'Unsupported type',
  429: 'Too many requests',
  503: 'Unavailable',
};

/** RFC 9457 problem details for whatever was thrown; the unforeseen tells nothing but its reference. */
export function toProblem(error: unknown, reference: string): Problem {
  if (error instanceof GroundswellError) {
    const [status, title] = answers[error.code];
    return { type: `/problems/${error.code}`, title, status, detail: error.message };
  }
  const { statusCode, code, message, validation, validationContext } = (error ?? {}) as FastifyLike;
  if (validation) {
    const [issue] = validation;
    const name = issue?.instancePath?.replaceAll('/', ' ').trim() || 'a parameter';
    return {
      type: '/problems/query-invalid',
      title: 'Query not valid',
      status: 400,
      detail: `${validationContext === 'body' ? 'The body' : 'The address'}: ${name} ${issue?.message ?? 'is not allowed'}.`,
    };
  }
  if (passing.has(code ?? '') || troubleOf(error) !== null) {
    return {
      type: '/problems/database-unavailable',
      title: 'Database unavailable',
      status: 503,
      detail: 'The database does not answer in time; try again in a moment.',
    };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return {
      type: 'about:blank',
      title: titles[statusCode] ?? 'Request refused',
      status: statusCode,
      detail: message ?? '',
    };
  }
  if (statusCode === 503) return { type: 'about:blank', title: 'Unavailable', status: 503, detail: message ?? '' };
  return { type: 'about:blank', title: 'Internal Server Error', status: 500, reference };
}
