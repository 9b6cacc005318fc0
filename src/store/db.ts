import { DrizzleQueryError } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { type Failure, GatewayError } from "../model/errors.ts";

export type Database = DrizzleD1Database;

export function openDatabase(d1: D1Database): Database {
  return drizzle(d1);
}

/** What to answer for an error that nobody caught: D1 failing is "not now", anything else is our fault. */
export function failureOf(error: unknown): Failure {
  if (error instanceof GatewayError) return error.failure;
  if (!isDatabaseError(error)) return { code: "internal" };
  return mentions(error, "no such table")
    ? { code: "installation_mismatch", message: notMigrated }
    : { code: "unavailable", retryAfterSeconds: 2 };
}

/** What an installation without tables is told. */
export const notMigrated =
  "The database has no tables yet. Run `npx wrangler d1 migrations apply DB --remote` (`--local` for a local gateway).";

function isDatabaseError(error: unknown): boolean {
  return (
    error instanceof DrizzleQueryError ||
    (error instanceof Error && error.message.startsWith("D1_"))
  );
}

/** Runs an insert; an id or a key that is already taken is a `conflict`. */
export async function orConflict<T>(insert: PromiseLike<T>, message: string): Promise<T> {
  try {
    return await insert;
  } catch (error) {
    if (mentions(error, "UNIQUE constraint failed"))
      throw new GatewayError("conflict", { message }, error);
    throw error;
  }
}

function mentions(error: unknown, text: string): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes(text) || mentions(error.cause, text);
}
