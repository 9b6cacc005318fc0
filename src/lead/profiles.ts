import { describeError } from "../lib/log.ts";
import type { LeadRef } from "../model/lead.ts";
import type { KnownProfile } from "./accept.ts";
import type { LeadDeps } from "./deps.ts";
import type { Memory } from "./memory.ts";

/** How long a copy of the lead's profile is used without asking again. */
const freshMs = 60_000;

/** The leads' profiles: D1's, of which each object keeps a short-lived copy. */
export function createProfiles(
  deps: Pick<LeadDeps, "sql" | "clock" | "log" | "loadProfile">,
  memory: Memory,
) {
  /** Counts changes, so that a copy read before a change is not kept after it. */
  let changes = 0;

  return {
    /** Our copy while it is fresh, D1's otherwise, and our copy again if D1 cannot say. */
    async profileOf(ref: LeadRef): Promise<KnownProfile | null | "unavailable"> {
      const changesBefore = changes;
      const kept = memory.profile(ref);
      if (kept && deps.clock() - kept.loadedAt < freshMs) {
        return { profile: kept.profile, keep: false };
      }
      try {
        const profile = await deps.loadProfile(ref);
        return profile && { profile, keep: changes === changesBefore };
      } catch (error) {
        deps.log.warn("profile_unavailable", { ...ref, ...describeError(error) });
        return kept ? { profile: kept.profile, keep: false } : "unavailable";
      }
    },

    /** It is another one from now on. */
    profileChanged(ref: LeadRef): void {
      changes++;
      if (memory.profile(ref)) deps.sql.transaction(() => memory.forgetProfile(ref));
    },
  };
}
