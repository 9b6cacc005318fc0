import { describeError, type Log } from "../lib/log.ts";
import type { LeadRef } from "../model/lead.ts";
import type { WrittenLead } from "../store/leads/write-leads.ts";

export interface AnnounceDeps {
  log: Log;
  /** Tells the lead's object that its copy of the profile is outdated. */
  profileChanged(ref: LeadRef): Promise<void>;
}

/** Objects told at a time. */
const announcements = 20;

/** Tells the objects of changed leads. One that cannot be told notices within a minute by itself. */
export async function announce(deps: AnnounceDeps, written: WrittenLead[]): Promise<void> {
  const changed = new Map(
    written.filter((row) => row.profileChanged).map(({ lead }) => [lead.id, lead.workspaceId]),
  );
  const refs = [...changed].map(([leadId, workspaceId]) => ({ workspaceId, leadId }));
  for (let i = 0; i < refs.length; i += announcements) {
    const told = refs.slice(i, i + announcements).map(async (ref) => {
      try {
        await deps.profileChanged(ref);
      } catch (error) {
        deps.log.warn("profile_change_untold", { ...ref, ...describeError(error) });
      }
    });
    await Promise.all(told);
  }
}
