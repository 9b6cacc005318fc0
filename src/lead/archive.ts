// A lead object's finished messages: what is shown as history, brought to D1, and deleted in the end.
import type { LeadRef } from "../model/lead.ts";
import type { HistoryQuery } from "./port.ts";
import { columns, type ListedRow, type Row } from "./row.ts";
import type { Sql } from "./sql.ts";

export type Archive = ReturnType<typeof openArchive>;

export function openArchive(sql: Sql) {
  const one = <T>(rows: T[]): T | null => rows[0] ?? null;

  return {
    /** Rows that D1 does not have in this version yet, oldest first. */
    unprojected(limit: number): ListedRow[] {
      return sql.all<ListedRow>(
        `SELECT ${columns.listed} FROM messages WHERE projected < version ORDER BY seq LIMIT ?`,
        limit,
      );
    },

    hasUnprojected(): boolean {
      return sql.all("SELECT 1 FROM messages WHERE projected < version LIMIT 1").length > 0;
    },

    markProjected(rows: readonly { id: string; version: number }[]): void {
      for (const { id, version } of rows) {
        sql.all(
          "UPDATE messages SET projected = ? WHERE id = ? AND projected < ?",
          version,
          id,
          version,
        );
      }
    },

    /** Deletes everything about the lead; gives the ids of its newest messages. */
    erase(ref: LeadRef): string[] {
      const newest = sql.all<{ id: string }>(
        "SELECT id FROM messages WHERE workspace = ? AND lead = ? ORDER BY seq DESC LIMIT 1000",
        ref.workspaceId,
        ref.leadId,
      );
      for (const table of ["messages", "facts", "parked", "claims", "windows", "profiles"]) {
        sql.all(
          `DELETE FROM ${table} WHERE workspace = ? AND lead = ?`,
          ref.workspaceId,
          ref.leadId,
        );
      }
      return newest.map(({ id }) => id);
    },

    /**
     * A page of what was said with the lead, by its own time. Meta counts whole seconds: within one, the
     * order in which we learnt of it decides.
     */
    history(ref: LeadRef, query: HistoryQuery): Row[] {
      return sql.all<Row>(
        `SELECT * FROM messages WHERE workspace = ? AND lead = ?
           AND (? IS NULL OR channel IN (SELECT value FROM json_each(?)))
           ORDER BY created_at / 1000 ${query.order === "asc" ? "ASC, seq ASC" : "DESC, seq DESC"}
           LIMIT ? OFFSET ?`,
        ref.workspaceId,
        ref.leadId,
        query.channels && JSON.stringify(query.channels),
        JSON.stringify(query.channels ?? []),
        query.limit,
        query.offset,
      );
    },

    countHistory(ref: LeadRef, channels: HistoryQuery["channels"]): number {
      const row = one(
        sql.all<{ n: number }>(
          `SELECT count(*) AS n FROM messages WHERE workspace = ? AND lead = ?
             AND (? IS NULL OR channel IN (SELECT value FROM json_each(?)))`,
          ref.workspaceId,
          ref.leadId,
          channels && JSON.stringify(channels),
          JSON.stringify(channels ?? []),
        ),
      );
      return row?.n ?? 0;
    },

    /** Deletes finished messages older than `before`, with their facts. */
    purge(ref: LeadRef, before: number): void {
      sql.all(
        `DELETE FROM messages WHERE workspace = ? AND lead = ? AND created_at < ?
           AND state NOT IN ('scheduled', 'queued', 'sending', 'unknown') AND projected >= version`,
        ref.workspaceId,
        ref.leadId,
        before,
      );
      sql.all(
        `DELETE FROM facts WHERE workspace = ? AND lead = ?
           AND NOT EXISTS (SELECT 1 FROM messages WHERE messages.id = facts.message)`,
        ref.workspaceId,
        ref.leadId,
      );
    },

    /** Whether nothing is left that any lead would miss. */
    isEmpty(): boolean {
      const tables = ["messages", "windows", "claims", "parked"];
      const rows = tables.map((table) => `SELECT 1 FROM ${table}`).join(" UNION ALL ");
      return sql.all(`${rows} LIMIT 1`).length === 0;
    },
  };
}
