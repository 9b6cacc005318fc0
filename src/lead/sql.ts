// The lead's own database, as the lead needs it: synchronous SQLite. In the gateway it is the Durable
// Object's storage; in tests without a runtime it is Node's.

export type SqlValue = string | number | null;

export interface Sql {
  /** Runs one statement and gives its rows. */
  all<Row>(query: string, ...bindings: SqlValue[]): Row[];
  /** Runs `work` atomically: what it wrote is durable as a whole, or undone when it throws. */
  transaction<T>(work: () => T): T;
}
