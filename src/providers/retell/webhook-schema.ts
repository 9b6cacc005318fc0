import { z } from "zod";
import { isDeeperThan, type Json, parseJson } from "../../lib/json.ts";

const text = (max: number) =>
  z
    .string()
    .transform((value) => value.slice(0, max).toWellFormed())
    .optional()
    .catch(undefined);
const flag = z.boolean().optional().catch(undefined);
const moment = z.int().positive().max(8.64e15).optional().catch(undefined);
/** Whatever the agent's owner defined, unless it is huge. */
const free = z
  .custom<Json>((value) => value !== null && typeof value === "object" && !isDeeperThan(value, 20))
  .transform((value) => JSON.stringify(value))
  .pipe(z.string().max(50_000))
  .transform((json) => parseJson(json) as Json)
  .optional()
  .catch(undefined);

const longestTranscript = 200_000;
const transcriptSchema = z
  .string()
  .min(1)
  .transform((value) => ({
    transcript: value.slice(0, longestTranscript).toWellFormed(),
    ...(value.length > longestTranscript ? { transcript_truncated: true } : {}),
  }))
  .optional()
  .catch(undefined);

/**
 * A call as Retell's webhooks, get-call and list-calls show it. A member of the wrong type is as good
 * as absent, except for the call's id; what is not named here (`transcript_object`, latencies) is dropped.
 */
export const callSchema = z.object({
  call_id: z.string().min(1).max(512),
  call_status: text(64),
  direction: text(64),
  from_number: text(64),
  to_number: text(64),
  metadata: z
    .object({ message_id: text(256), correlation_id: text(256) })
    .optional()
    .catch(undefined),
  start_timestamp: moment,
  end_timestamp: moment,
  duration_ms: z.number().min(0).optional().catch(undefined),
  disconnection_reason: text(100),
  recording_url: text(4_096),
  transcript: transcriptSchema,
  call_cost: free,
  call_analysis: z
    .object({
      call_summary: text(20_000),
      call_successful: flag,
      user_sentiment: text(100),
      in_voicemail: flag,
      custom_analysis_data: free,
    })
    .optional()
    .catch(undefined),
});
export type Call = z.infer<typeof callSchema>;

export const eventSchema = z.object({ event: z.string().min(1).max(100), call: callSchema });
export const eventNameSchema = z.object({ event: text(100) });
