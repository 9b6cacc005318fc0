// What a lead object remembers besides its messages: idempotency claims, when a person last wrote to
// which account, and a short-lived copy of the lead's profile.
import { parseJson } from "../lib/json.ts";
import type { LeadProfile, LeadRef } from "../model/lead.ts";
import type { WindowState } from "../model/policy.ts";
import { isWindowOpen, laterInbound } from "../model/window.ts";
import type { SendOutcome } from "./port.ts";
import type { Sql } from "./sql.ts";

export interface Claim {
  fingerprint: string;
  messageId: string;
  /** What the first caller was answered; null while nobody was answered yet. */
  answer: SendOutcome | null;
}

export type Memory = ReturnType<typeof openMemory>;

export function openMemory(sql: Sql) {
  const window = (ref: LeadRef, account: string, address: string) =>
    sql.all<{ last_inbound_at: number; refuted_at: number | null }>(
      `SELECT last_inbound_at, refuted_at FROM windows
         WHERE workspace = ? AND lead = ? AND account = ? AND address = ?`,
      ref.workspaceId,
      ref.leadId,
      account,
      address,
    )[0] ?? null;

  return {
    claim(ref: LeadRef, key: string): Claim | null {
      const row = sql.all<{ fingerprint: string; message: string; answer: string | null }>(
        "SELECT fingerprint, message, answer FROM claims WHERE workspace = ? AND lead = ? AND key = ?",
        ref.workspaceId,
        ref.leadId,
        key,
      )[0];
      if (!row) return null;
      return {
        fingerprint: row.fingerprint,
        messageId: row.message,
        answer: row.answer === null ? null : (parseJson(row.answer) as SendOutcome),
      };
    },

    addClaim(
      ref: LeadRef,
      claim: { key: string; fingerprint: string; messageId: string },
      now: number,
    ): void {
      sql.all(
        `INSERT INTO claims (workspace, lead, key, fingerprint, message, created_at)
           VALUES (?, ?, ?, ?, ?, ?)`,
        ref.workspaceId,
        ref.leadId,
        claim.key,
        claim.fingerprint,
        claim.messageId,
        now,
      );
    },

    /** Keeps the first answer; later ones change nothing. */
    answerClaim(ref: LeadRef, key: string, messageId: string, answer: SendOutcome): void {
      sql.all(
        `UPDATE claims SET answer = ? WHERE workspace = ? AND lead = ? AND key = ? AND message = ? AND answer IS NULL`,
        JSON.stringify(answer),
        ref.workspaceId,
        ref.leadId,
        key,
        messageId,
      );
    },

    /** Drops claims made before `before` whose message has come to an end. */
    forgetClaims(before: number): void {
      sql.all(
        `DELETE FROM claims WHERE created_at < ? AND NOT EXISTS (
           SELECT 1 FROM messages WHERE messages.id = claims.message
             AND messages.state IN ('scheduled', 'queued', 'sending', 'unknown'))`,
        before,
      );
    },

    /** The window of (account, address); a provider's own "closed" counts until the person writes again. */
    window(ref: LeadRef, account: string, address: string, now: number): WindowState {
      const row = window(ref, account, address);
      if (!row) return { open: false, lastInboundAt: null };
      const refuted = row.refuted_at !== null && row.refuted_at >= row.last_inbound_at;
      return {
        open: !refuted && isWindowOpen(row.last_inbound_at, now),
        lastInboundAt: row.last_inbound_at,
      };
    },

    windows(ref: LeadRef, now: number) {
      const rows = sql.all<{ account: string; address: string }>(
        "SELECT account, address FROM windows WHERE workspace = ? AND lead = ?",
        ref.workspaceId,
        ref.leadId,
      );
      return rows.flatMap(({ account, address }) => {
        const { open, lastInboundAt } = this.window(ref, account, address, now);
        return lastInboundAt === null ? [] : [{ accountId: account, address, lastInboundAt, open }];
      });
    },

    openWindow(
      ref: LeadRef,
      account: string,
      address: string,
      event: { at: number; now: number },
    ): void {
      const previous = window(ref, account, address)?.last_inbound_at ?? null;
      sql.all(
        `INSERT INTO windows (workspace, lead, account, address, last_inbound_at) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET last_inbound_at = excluded.last_inbound_at`,
        ref.workspaceId,
        ref.leadId,
        account,
        address,
        laterInbound(previous, event.at, event.now),
      );
    },

    ageWindows(ref: LeadRef, ms: number): void {
      sql.all(
        "UPDATE windows SET last_inbound_at = last_inbound_at - ? WHERE workspace = ? AND lead = ?",
        ms,
        ref.workspaceId,
        ref.leadId,
      );
    },

    /** The provider called the window closed for a message sent at `at`: believe it over our own clock. */
    refuteWindow(ref: LeadRef, account: string, address: string, at: number): void {
      sql.all(
        `UPDATE windows SET refuted_at = max(coalesce(refuted_at, 0), ?)
           WHERE workspace = ? AND lead = ? AND account = ? AND address = ?`,
        at,
        ref.workspaceId,
        ref.leadId,
        account,
        address,
      );
    },

    profile(ref: LeadRef): { profile: LeadProfile; loadedAt: number } | null {
      const row = sql.all<{ profile: string; loaded_at: number }>(
        "SELECT profile, loaded_at FROM profiles WHERE workspace = ? AND lead = ?",
        ref.workspaceId,
        ref.leadId,
      )[0];
      if (!row) return null;
      return { profile: parseJson(row.profile) as LeadProfile, loadedAt: row.loaded_at };
    },

    keepProfile(ref: LeadRef, profile: LeadProfile, now: number): void {
      sql.all(
        `INSERT INTO profiles (workspace, lead, profile, loaded_at) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET profile = excluded.profile, loaded_at = excluded.loaded_at`,
        ref.workspaceId,
        ref.leadId,
        JSON.stringify(profile),
        now,
      );
    },

    forgetProfile(ref: LeadRef): void {
      sql.all("DELETE FROM profiles WHERE workspace = ? AND lead = ?", ref.workspaceId, ref.leadId);
    },
  };
}
