// How the pretend providers and people behave in general, until it is set otherwise.
import { z } from "zod";

const dayMs = 24 * 60 * 60 * 1_000;

export const switchesSchema = z.strictObject({
  /** Every answer of a provider takes so long. */
  latency_ms: z.int().min(0).max(60_000).default(0),
  /** People read what arrives on WhatsApp. */
  read: z.boolean().default(true),
  /** People open their mail. */
  open: z.boolean().default(true),
  /** `ring`: the phone rings until somebody hangs up or misses the call by an event. */
  answer_call: z.enum(["answer", "miss", "voicemail", "ring"]).default("answer"),
  /** Every mail bounces. */
  bounce: z.boolean().default(false),
  /** Every callback comes twice. */
  duplicate: z.boolean().default(false),
  /** The callbacks of one message, mail or call come in another order. */
  reorder: z.boolean().default(false),
  /** Meta and SendGrid wait a moment, and then report everything that is due in one request. */
  batch: z.boolean().default(false),
  /** Everything is reported before the request that caused it is answered. */
  early: z.boolean().default(false),
  /** Every callback comes so much later; it tells the time when it happened all the same. */
  late_ms: z
    .int()
    .min(0)
    .max(30 * dayMs)
    .default(0),
  /** Nothing is ever reported. */
  missing: z.boolean().default(false),
  /** Callbacks are signed with a secret that is not the account's. */
  wrong_signature: z.boolean().default(false),
  /** Where chance starts: the same seed gives the same orders. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
});
export type Switches = z.infer<typeof switchesSchema>;

export const defaultSwitches: Switches = switchesSchema.parse({});
