// What the gateway says about a workspace and its accounts, as far as it is examined.
import { z } from "zod";
import { channelSchema } from "../../src/model/channel.ts";

export const workspaceSchema = z.object({
  id: z.string(),
  name: z.string(),
  environment: z.enum(["live", "test"]),
});
export type Workspace = z.infer<typeof workspaceSchema>;

/** Of the list of accounts. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  provider: z.string(),
  channel: channelSchema,
  active: z.boolean(),
  is_default: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  hook_path: z.string(),
});

/** Of the workspace's own doctor. */
export const reportedSchema = z.object({
  id: z.string(),
  /** Whether its credentials open with this installation's secret. */
  opens: z.boolean(),
  missing_to_believe: z.array(z.string()),
  missing_to_subscribe: z.array(z.string()),
  /** RFC 3339. When the provider last said something about no message of ours. */
  last_report_at: z.string().nullable(),
  /** RFC 3339. Of the newest message on its channel that was received or reported on. */
  channel_last_heard_at: z.string().nullable(),
});

export interface Account extends z.infer<typeof accountSchema>, z.infer<typeof reportedSchema> {
  /** Its path in the admin API. */
  at: string;
}
