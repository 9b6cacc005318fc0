import type { LeadPort } from "../../lead/port.ts";
import type { Clock } from "../../lib/clock.ts";
import type { LeadRef } from "../../model/lead.ts";
import type { SendDeps } from "../../send/deps.ts";
import type { Database } from "../../store/db.ts";
import type { AnnounceDeps } from "../announce.ts";
import type { ProviderDeps } from "../provider-deps.ts";

export interface XobitoDeps
  extends AnnounceDeps,
    Pick<SendDeps, "findDefaultRoute">,
    Pick<ProviderDeps, "uploadMedia"> {
  db: Database;
  clock: Clock;
  /** What was uploaded before. */
  files: Pick<SendDeps["files"], "findUpload" | "keepUpload">;
  /** The lead object that a message id names; null when the id is not one of ours. */
  leadOf(messageId: string): Pick<LeadPort, "message"> | null;
  /** Makes the lead's object forget everything. */
  eraseLead(ref: LeadRef): Promise<void>;
}
