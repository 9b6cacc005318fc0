// People do something with what they received: read it, hang up, complain.
import { z } from "zod";
import type { Callback } from "./callback.ts";
import { mailCallback } from "./mail-course.ts";
import { reportsOf } from "./mail-reports.ts";
import { readMessagingNow } from "./meta/messaging-webhook.ts";
import { preferenceChange } from "./meta/reply.ts";
import { acceptedMessage } from "./meta/send.ts";
import { readNow } from "./meta/status.ts";
import { callCallbacks, hangUp, miss, pastSteps } from "./retell-events.ts";
import type { State } from "./state.ts";

const id = z.string().min(1).max(500);

export const actSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("read"), message_id: id }),
  /** Of a call that nobody answered yet: picks up and hangs up. */
  z.strictObject({ kind: z.literal("hang_up"), call_id: id }),
  z.strictObject({ kind: z.literal("miss"), call_id: id }),
  /** Wants no marketing on WhatsApp any more, or wants it again. */
  z.strictObject({
    kind: z.literal("marketing"),
    phone_number_id: z.string().regex(/^[\w.-]{1,64}$/),
    from: z.string().regex(/^\+[1-9]\d{6,14}$/, "must be a number in E.164"),
    wish: z.enum(["stop", "resume"]),
  }),
  z.strictObject({ kind: z.literal("bounce"), email_id: id }),
  z.strictObject({ kind: z.literal("complain"), email_id: id }),
  /** Leaves the carrier's list; Resend knows none. */
  z.strictObject({ kind: z.literal("unsubscribe"), email_id: id }),
]);
export type Act = z.infer<typeof actSchema>;

export type ActResult =
  | {
      ok: true;
      callbacks: Callback[];
      /** What was planned and does not happen any more. */
      cancelled?: { subject: string; events: string[] };
    }
  | { ok: false; reason: "unknown" | "too_late" };

const mailEvents = {
  bounce: "bounced",
  complain: "complained",
  unsubscribe: "unsubscribed",
} as const;

/** Changes the state, and gives what the provider reports about it. */
export function act(done: Act, state: State, now: number): ActResult {
  switch (done.kind) {
    case "read": {
      const entry = state.entry("phone", done.message_id);
      if (entry?.facts["direction"] !== "received") return { ok: false, reason: "unknown" };
      const channel = entry.facts["channel"];
      if (channel === "messenger" || channel === "instagram") {
        return { ok: true, callbacks: [readMessagingNow(entry, now)] };
      }
      // Entries of other channels name theirs; nobody reports that those were read.
      if (channel !== undefined) return { ok: false, reason: "unknown" };
      return { ok: true, callbacks: [readNow(acceptedMessage(entry), now)] };
    }
    case "marketing": {
      const { phone_number_id: sender, from, wish } = done;
      const body = preferenceChange(done, wish, now);
      const subject = `${sender} ${from}`;
      const event = "user_preferences";
      return {
        ok: true,
        callbacks: [{ provider: "meta", sender, subject, event, afterMs: 0, body }],
      };
    }
    case "bounce":
    case "complain":
    case "unsubscribe": {
      const entry = state.entry("mailbox", done.email_id);
      const event = mailEvents[done.kind];
      const callback = entry && mailCallback(reportsOf(entry), entry, event, now);
      if (!callback) return { ok: false, reason: "unknown" };
      state.reviseEntry("mailbox", { ...entry, facts: { ...entry.facts, outcome: event } });
      return { ok: true, callbacks: [callback] };
    }
    case "hang_up":
    case "miss": {
      const entry = state.entry("calls", done.call_id);
      if (!entry) return { ok: false, reason: "unknown" };
      const steps = (done.kind === "miss" ? miss : hangUp)(entry.facts, now);
      if (steps === null) return { ok: false, reason: "too_late" };
      const told = pastSteps(entry.facts, now).length;
      const changed = { ...entry, facts: { ...entry.facts, steps } };
      state.reviseEntry("calls", changed);
      const events = ["call_started", "call_ended", "call_analyzed"].slice(told);
      return {
        ok: true,
        callbacks: callCallbacks(changed, now, told),
        cancelled: { subject: entry.id, events },
      };
    }
  }
}
