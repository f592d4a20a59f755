import type { Found } from '../domain/brake.ts';

const unreachable = new Set([
  ...['57P01', '57P02', '57P03', '08000', '08001', '08003', '08004', '08006'],
  ...['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'],
]);
/** Sentences of pg that come without a code. */
const lostConnection = /Connection terminated|timeout exceeded when trying to connect|timeout expired/;

/** The first error of a chain of causes that has a code of PostgreSQL or of the system. */
function codeOf(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    const { code } = one as NodeJS.ErrnoException;
    if (code) return code;
    if (lostConnection.test(one.message)) return 'ETIMEDOUT';
  }
  return '';
}

/** What an error says of the database itself: it would stop every writer. Null: it is about what was written. */
export function troubleOf(error: unknown): Found | null {
  const code = codeOf(error);
  switch (code) {
    case '53100':
      return {
        disk: 'The disk of the database is full, so nothing is counted; free some space, and it goes on by itself.',
      };
    case '25006':
      return {
        database:
          'The database is read-only, so nothing is counted; let it take writes again, and it goes on by itself.',
      };
    case '53300':
      return {
        database:
          'The database has no free connection, so nothing is counted; raise its max_connections or end other clients, and it goes on by itself.',
      };
    case '28000':
    case '28P01':
    case '3D000':
      return {
        database:
          'The database does not let us in, so nothing is counted; see that DATABASE_URL is right, and it goes on by itself.',
      };
    default:
      if (!unreachable.has(code)) return null;
      return {
        database: 'The database does not answer, so nothing is counted; see that it runs, and it goes on by itself.',
      };
  }
}
