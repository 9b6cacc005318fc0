import { DrizzleQueryError } from "drizzle-orm";
import { type DrizzleD1Database, drizzle } from "drizzle-orm/d1";
import { GatewayError } from "../model/errors.ts";

export type Database = DrizzleD1Database;

export function openDatabase(d1: D1Database): Database {
  return drizzle(d1);
}

/** Whether an error came from D1, so that the honest answer is "not now" rather than "our fault". */
export function isDatabaseError(error: unknown): boolean {
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
    if (isUniqueViolation(error)) throw new GatewayError("conflict", { message }, error);
    throw error;
  }
}

function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.message.includes("UNIQUE constraint failed") || isUniqueViolation(error.cause);
}
