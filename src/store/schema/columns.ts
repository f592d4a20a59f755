import { customType, integer, timestamp } from 'drizzle-orm/pg-core';

/** Text compared byte by byte: unique keys and keyset cursors sort alike on every server. */
export const key = customType<{ data: string }>({ dataType: () => 'text COLLATE "C"' });
export const tstzrange = customType<{ data: string }>({ dataType: () => 'tstzrange' });
/** A moment, with its zone. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
/** A number of its own for each row. */
export const id = () => integer('id').primaryKey().generatedAlwaysAsIdentity();
