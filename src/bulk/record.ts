// The one row that says what the job is and how it stands, and the order that it carries out.
import type { Sql } from "../lead/sql.ts";
import { parseJson } from "../lib/json.ts";
import type { Channel } from "../model/channel.ts";
import type { JobCommand, JobHold, JobOrder, JobRef, JobStatus, Target } from "../model/job.ts";
import { jsonChunks } from "../store/json-rows.ts";

/** How the job stands. Times are epoch milliseconds. */
export interface JobRow {
  workspace: string;
  id: string;
  name: string | null;
  channel: Channel;
  fingerprint: string;
  status: JobStatus;
  /** How many ids the order names; null when it names none. */
  named: number | null;
  /** 1 once every lead that is meant is in the ledger. */
  complete: 0 | 1;
  /** The last lead that was looked at, in the order of ids. */
  cursor: string | null;
  /** JSON `JobHold`. */
  hold: string | null;
  created_at: number;
  updated_at: number;
  finished_at: number | null;
  /** Grows with every change that the list of jobs shows. */
  version: number;
  /** The version that the list has. */
  listed: number;
}

/** What is sent, and to whom; ids that are named are in rows of their own. */
export interface StoredOrder {
  command: JobCommand;
  target: Omit<Target, "leadIds">;
}

const partChars = 400_000;

export type JobRecord = ReturnType<typeof openRecord>;

export function openRecord(sql: Sql) {
  /** The order does not change, and may be large. */
  let kept: StoredOrder | null = null;

  return {
    create(order: JobOrder, fingerprint: string, now: number): void {
      const { leadIds, ...target } = order.target;
      const ids = leadIds && [...new Set(leadIds)];
      kept = null;
      sql.all(
        `INSERT INTO job (workspace, id, name, channel, fingerprint, status, named, created_at, updated_at)
           VALUES (?, ?, ?, ?, ?, 'running', ?, ?, ?)`,
        order.workspaceId,
        order.id,
        order.name,
        order.command.channel,
        fingerprint,
        ids?.length ?? null,
        now,
        now,
      );
      const text = JSON.stringify({ command: order.command, target });
      for (let part = 0; part * partChars < text.length; part++) {
        const slice = text.slice(part * partChars, (part + 1) * partChars);
        sql.all("INSERT INTO job_order (part, text) VALUES (?, ?)", part, slice);
      }
      for (const chunk of jsonChunks(ids ?? [])) {
        sql.all("INSERT INTO job_named (lead) SELECT value FROM json_each(?)", chunk);
      }
    },

    /** Null when there is no such job here. */
    find({ workspaceId, jobId }: JobRef): JobRow | null {
      const [row] = sql.all<JobRow>(
        "SELECT * FROM job WHERE workspace = ? AND id = ?",
        workspaceId,
        jobId,
      );
      return row ?? null;
    },

    /** The object's job, whoever asks; null before it was started and after it was forgotten. */
    current(): JobRow | null {
      return sql.all<JobRow>("SELECT * FROM job")[0] ?? null;
    },

    order(): StoredOrder {
      if (kept) return kept;
      const parts = sql.all<{ text: string }>("SELECT text FROM job_order ORDER BY part");
      kept = parseJson(parts.map(({ text }) => text).join("")) as StoredOrder;
      return kept;
    },

    /** Ids that the order names, ascending. */
    named(after: string | null, limit: number): string[] {
      return sql
        .all<{ lead: string }>(
          "SELECT lead FROM job_named WHERE lead > ? ORDER BY lead LIMIT ?",
          after ?? "",
          limit,
        )
        .map(({ lead }) => lead);
    },

    /** Everything up to `cursor` has been looked at; null when that is everything. */
    advance(cursor: string | null, now: number): void {
      sql.all(
        `UPDATE job SET cursor = coalesce(?, cursor), complete = ?, updated_at = ?, version = version + 1`,
        cursor,
        cursor === null ? 1 : 0,
        now,
      );
      if (cursor === null) sql.all("DELETE FROM job_named");
    },

    setStatus(status: JobStatus, now: number): void {
      const finishedAt = status === "finished" || status === "stopped" ? now : null;
      sql.all(
        `UPDATE job SET status = ?, finished_at = ?, hold = NULL, updated_at = ?, version = version + 1`,
        status,
        finishedAt,
        now,
      );
    },

    setHold(hold: JobHold | null): void {
      sql.all("UPDATE job SET hold = ?", hold && JSON.stringify(hold));
    },

    /** The ledger changed. */
    touch(now: number): void {
      sql.all("UPDATE job SET updated_at = ?, version = version + 1", now);
    },

    /** The list of jobs shows `version`. */
    setListed(version: number): void {
      sql.all("UPDATE job SET listed = ? WHERE listed < ?", version, version);
    },
  };
}
