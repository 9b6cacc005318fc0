import { Hono } from "hono";
import { z } from "zod";
import { isoTime } from "../lib/clock.ts";
import { GatewayError, parseOrRefuse } from "../model/errors.ts";
import { cursorText, parseCursor } from "../store/cursor.ts";
import { getJournalEntry, type JournalEntry, listJournal } from "../store/journal.ts";
import { pathId, refuseUnknown } from "./body.ts";
import type { AdminDeps, AdminEnv } from "./deps.ts";

const querySchema = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().optional(),
});

/** What providers told us that had no effect, for eight days. */
export function journalRoutes({ db }: Pick<AdminDeps, "db">): Hono<AdminEnv> {
  const app = new Hono<AdminEnv>();

  app.get("/", async (c) => {
    const { limit, cursor: text } = parseOrRefuse(querySchema, c.req.query());
    const cursor = text === undefined ? null : parseCursor(text);
    if (text !== undefined && cursor === null) {
      throw new GatewayError("field_invalid", {
        message: "cursor: must be a next_cursor of an earlier answer",
        details: { field: "cursor" },
      });
    }
    const { rows, next } = await listJournal(db, c.get("workspace").id, { limit, cursor });
    return c.json({
      success: true,
      journal: rows.map(entryView),
      pagination: { limit, has_more: next !== null },
      next_cursor: next && cursorText(next),
    });
  });

  app.get("/:entry", async (c) => {
    const found = await getJournalEntry(db, c.get("workspace").id, pathId(c, "entry"));
    return c.json({ success: true, entry: entryView(found ?? refuseUnknown("entry")) });
  });

  return app;
}

/** `body` may be only the beginning; `body_bytes` says how long it was. */
function entryView(entry: JournalEntry) {
  return {
    id: entry.id,
    account_id: entry.accountId,
    provider: entry.provider,
    reason: entry.reason,
    body: entry.body,
    body_bytes: entry.bodyBytes,
    received_at: isoTime(entry.receivedAt),
  };
}
