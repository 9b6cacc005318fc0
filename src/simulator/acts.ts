// People do something with what they received: read it, hang up, complain.
import { z } from "zod";
import type { Callback } from "./callback.ts";
import { acceptedMessage } from "./meta/send.ts";
import { readNow } from "./meta/status.ts";
import { mailCallbackNow } from "./relay-events.ts";
import { callCallbacks, hangUp, miss, pastSteps } from "./retell-events.ts";
import type { State } from "./state.ts";

const id = z.string().min(1).max(500);

export const actSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("read"), message_id: id }),
  /** Of a call that nobody answered yet: picks up and hangs up. */
  z.strictObject({ kind: z.literal("hang_up"), call_id: id }),
  z.strictObject({ kind: z.literal("miss"), call_id: id }),
  z.strictObject({ kind: z.literal("bounce"), email_id: id }),
  z.strictObject({ kind: z.literal("complain"), email_id: id }),
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

/** Changes the state, and gives what the provider reports about it. */
export function act(done: Act, state: State, now: number): ActResult {
  switch (done.kind) {
    case "read": {
      const entry = state.entry("phone", done.message_id);
      if (entry?.facts["direction"] !== "received") return { ok: false, reason: "unknown" };
      return { ok: true, callbacks: [readNow(acceptedMessage(entry), now)] };
    }
    case "bounce":
    case "complain": {
      const entry = state.entry("mailbox", done.email_id);
      if (!entry) return { ok: false, reason: "unknown" };
      const event = done.kind === "bounce" ? "bounced" : "complained";
      state.reviseEntry("mailbox", { ...entry, facts: { ...entry.facts, outcome: event } });
      return { ok: true, callbacks: [mailCallbackNow(entry, event, now)] };
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
