import { describeError } from "../lib/log.ts";
import type { LeadRef } from "../model/lead.ts";
import type { KnownProfile } from "./accept.ts";
import type { LeadDeps } from "./deps.ts";
import type { Memory } from "./memory.ts";

/** How long a copy of the lead's profile is used without asking again. */
const freshMs = 60_000;
/** How often it is read until nothing changed meanwhile. */
const maxTries = 3;

/** The leads' profiles: D1's, of which each object keeps a short-lived copy. */
export function createProfiles(
  deps: Pick<LeadDeps, "sql" | "clock" | "log" | "loadProfile">,
  memory: Memory,
) {
  /** Counts changes and erasures: what was read before one is read again. */
  let changes = 0;

  async function load(ref: LeadRef): Promise<KnownProfile | null> {
    for (let tries = 1; ; tries++) {
      const changesBefore = changes;
      const profile = await deps.loadProfile(ref);
      const isCurrent = changes === changesBefore;
      if (isCurrent || tries === maxTries) return profile && { profile, keep: isCurrent };
    }
  }

  return {
    /** Our copy while it is fresh, D1's otherwise, and our copy again if D1 cannot say. */
    async profileOf(ref: LeadRef): Promise<KnownProfile | null | "unavailable"> {
      const kept = memory.profile(ref);
      if (kept && deps.clock() - kept.loadedAt < freshMs) {
        return { profile: kept.profile, keep: false };
      }
      try {
        return await load(ref);
      } catch (error) {
        deps.log.warn("profile_unavailable", { ...ref, ...describeError(error) });
        // It may be another one by now, or none.
        const still = memory.profile(ref);
        return still ? { profile: still.profile, keep: false } : "unavailable";
      }
    },

    /** It is another one from now on, or none. */
    profileChanged(ref: LeadRef): void {
      changes++;
      if (memory.profile(ref)) deps.sql.transaction(() => memory.forgetProfile(ref));
    },
  };
}
