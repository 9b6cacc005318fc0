// Meta's `user_preferences`: a person said in WhatsApp itself whether they want marketing of this business.
// Whoever goes on after a stop gets 131050, and spoils the number's quality.
import { z } from "zod";
import type { ConsentUpdate } from "../../model/update.ts";
import { isReadable, moment, personOf, text } from "./webhook-schema.ts";

const preferenceSchema = z.object({
  wa_id: text,
  user_id: text,
  category: z.literal("marketing_messages"),
  value: z.enum(["stop", "resume", "signup"]),
  detail: text,
  timestamp: moment,
});

/** Meta: `stop`, `resume` after a stop, and `signup` for who asked for it. */
const optedOutAfter = { stop: "marketing", resume: "none", signup: "none" } as const;

/** What the person wants; null when the item says something else, or of nobody. */
export function readPreference(item: unknown, sender: string): ConsentUpdate | null {
  const said = isReadable(item) ? preferenceSchema.safeParse(item).data : undefined;
  const person = personOf(said?.wa_id, said?.user_id);
  if (!said || !person) return null;
  return {
    kind: "consent",
    sender,
    person,
    optedOut: optedOutAfter[said.value],
    reason: said.detail?.slice(0, 100).toWellFormed() || said.value,
    at: said.timestamp,
  };
}
