// What providers report about our messages. Facts arrive late, twice, early and in any order, so each
// is kept once, by its own time, and everything shown is derived in a way that no order can change.
import { parseJson } from "../lib/json.ts";
import type { LeadRef } from "../model/lead.ts";
import { type Fact, type FactName, factNames } from "../model/update.ts";
import type { OutcomeRow, Row } from "./row.ts";
import type { Sql } from "./sql.ts";

type Column = "delivered_at" | "read_at" | "failed_at";

/** Which set-once time of the message a fact stands for. The others are only kept on the timeline. */
const columnOf: Record<FactName, Column | null> = {
  sent: null,
  delivered: "delivered_at",
  read: "read_at",
  played: "read_at",
  failed: "failed_at",
  delayed: null,
  bounced: "failed_at",
  complained: null,
  suppressed: "failed_at",
  opened: "read_at",
  clicked: "read_at",
  started: "delivered_at",
  ended: "delivered_at",
  missed: "failed_at",
  analyzed: null,
};

export type Facts = ReturnType<typeof openFacts>;

export function openFacts(sql: Sql) {
  /** Adds a fact to a message; null when it is there already, else the message as it is now. */
  function add(row: Row, providerMessageId: string, fact: Fact, now: number): Row | null {
    const added = sql.all(
      `INSERT INTO facts (workspace, lead, message, name, at, failure, details)
         VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1`,
      row.workspace,
      row.lead,
      row.id,
      fact.name,
      fact.at,
      fact.failure && JSON.stringify(fact.failure),
      JSON.stringify(fact.details),
    );
    if (added.length === 0) return null;
    const after = {
      ...withFact(row, fact),
      provider_message_id: row.provider_message_id ?? providerMessageId,
      version: row.version + 1,
      updated_at: now,
    };
    const changed = sql.all(
      `UPDATE messages SET state = ?, sent_at = ?, delivered_at = ?, read_at = ?, failed_at = ?,
           failure = ?, request = ?, due_at = ?, provider_message_id = ?, version = ?, updated_at = ?
         WHERE id = ? RETURNING 1`,
      after.state,
      after.sent_at,
      after.delivered_at,
      after.read_at,
      after.failed_at,
      after.failure,
      after.request,
      after.due_at,
      after.provider_message_id,
      after.version,
      now,
      row.id,
    );
    if (changed.length === 0) return null;
    // The report has brought the provider's id: others may have waited for it.
    return row.provider_message_id === null ? join<Row>(after, now) : after;
  }

  /** Joins what was parked under a message's provider id, now that it is known. */
  function join<R extends OutcomeRow>(row: R, now: number): R | Row {
    const { provider_message_id: providerMessageId } = row;
    if (providerMessageId === null) return row;
    const parked = sql.all<{ fact: string }>(
      `DELETE FROM parked WHERE workspace = ? AND lead = ? AND account = ?
         AND provider_message_id = ? RETURNING fact`,
      row.workspace,
      row.lead,
      row.account,
      providerMessageId,
    );
    if (parked.length === 0) return row;
    const [whole] = sql.all<Row>("SELECT * FROM messages WHERE id = ?", row.id);
    if (!whole) throw new Error("a message is gone within its transaction");
    return parked.reduce(
      (joined, { fact }) => add(joined, providerMessageId, parseJson(fact) as Fact, now) ?? joined,
      whole,
    );
  }

  return {
    add,
    join,

    /** Keeps a fact whose message is not known here yet. */
    park(ref: LeadRef, account: string, providerMessageId: string, fact: Fact, now: number): void {
      sql.all(
        `INSERT INTO parked (workspace, lead, account, provider_message_id, name, at, fact, received_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
        ref.workspaceId,
        ref.leadId,
        account,
        providerMessageId,
        fact.name,
        fact.at,
        JSON.stringify(fact),
        now,
      );
    },

    /**
     * Messages that the account sent to an address until `at` (epoch ms), for which nothing like `name` is
     * known; the newest hundred. The provider's own time of a message counts before ours, which is later.
     */
    leftUntil(
      { workspaceId, leadId }: LeadRef,
      name: FactName,
      { accountId, address, at }: { accountId: string; address: string; at: number },
    ): Row[] {
      const column = columnOf[name];
      if (column === null) return [];
      return sql.all<Row>(
        `SELECT * FROM messages WHERE workspace = ? AND lead = ? AND account = ? AND address = ?
           AND direction = 'outbound' AND provider_message_id IS NOT NULL
           AND ${column} IS NULL AND failed_at IS NULL
           AND coalesce((SELECT min(f.at) FROM facts f WHERE f.message = messages.id
             AND f.name = 'sent'), sent_at) <= ?
           ORDER BY seq DESC LIMIT 100`,
        workspaceId,
        leadId,
        accountId,
        address,
        at,
      );
    },

    /** Drops parked facts that arrived before `before`: nobody claimed them. */
    forgetParked(before: number): void {
      sql.all("DELETE FROM parked WHERE received_at < ?", before);
    },

    has(messageId: string): boolean {
      return sql.all("SELECT 1 FROM facts WHERE message = ? LIMIT 1", messageId).length > 0;
    },

    /** A message's facts by their own time; of those with the same time, in the order in which they happen. */
    of(messageId: string): Fact[] {
      return sql
        .all<{ name: FactName; at: number; failure: string | null; details: string }>(
          "SELECT name, at, failure, details FROM facts WHERE message = ?",
          messageId,
        )
        .sort((a, b) => a.at - b.at || factNames.indexOf(a.name) - factNames.indexOf(b.name))
        .map(({ name, at, failure, details }) => ({
          name,
          at,
          failure: failure === null ? null : (parseJson(failure) as Fact["failure"]),
          details: parseJson(details) as Fact["details"],
        }));
    },
  };
}

/** The message after a fact about it. Pure, and the same whatever the order of the facts. */
function withFact(row: Row, fact: Fact): Row {
  const after = { ...row };
  // A report proves that the provider took it, whatever we knew: it is settled, and never sent again.
  if (isOpen(row)) {
    after.state = "sent";
    after.sent_at ??= fact.at;
    after.request = null;
    after.due_at = null;
    if (row.failed_at === null) after.failure = null;
  }
  const column = columnOf[fact.name];
  if (column === null) return after;
  // Of several failures the first counts, whichever was reported first.
  if (column === "failed_at" && (row.failed_at === null || fact.at < row.failed_at)) {
    after.failure = fact.failure && JSON.stringify(fact.failure);
  }
  after[column] = Math.min(row[column] ?? fact.at, fact.at);
  return after;
}

/** `sending` is not open: its own answer is still to come, and settles it. */
const isOpen = ({ state, attempt }: Row): boolean =>
  state === "unknown" ||
  state === "unresolved" ||
  state === "not_sent" ||
  (state === "queued" && attempt > 0);
