import type { Context } from "hono";
import type { LogFields } from "./log.ts";

/** Adds to what the log's line about this request will say. */
export function note(c: Context, fields: LogFields): void {
  c.set("notes", { ...notesOf(c), ...fields });
}

/** What was noted about the request so far. */
export const notesOf = (c: Context): LogFields => c.get("notes") ?? {};
