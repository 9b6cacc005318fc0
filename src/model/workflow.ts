import { z } from "zod";
import type { Account } from "./account.ts";
import type { Channel } from "./channel.ts";
import { cleanText, singleLine } from "./content.ts";

/** What a workflow supplies when a send leaves it out. */
export const workflowDefaultsSchema = z.object({
  begin_message: cleanText(2000).exactOptional(),
  subject: singleLine(998).exactOptional(),
  sender_name: singleLine(200).exactOptional(),
});
export type WorkflowDefaults = z.infer<typeof workflowDefaultsSchema>;

/** Which account serves which channel, and the defaults. Only active accounts appear in `accounts`. */
export interface Workflow {
  id: string;
  workspaceId: string;
  name: string;
  defaults: WorkflowDefaults;
  accounts: Partial<Record<Channel, Account>>;
}
