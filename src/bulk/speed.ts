// How fast a job goes, as it was over the last minute. Lives in memory: after a restart nobody knows until
// it goes on.

const overMs = 60_000;
const fewestMs = 1_000;

export type Speed = ReturnType<typeof createSpeed>;

export function createSpeed() {
  let steps: { at: number; leads: number }[] = [];
  let since: number | null = null;

  return {
    /** The job begins to send, or goes on after a pause. */
    begin(now: number): void {
      since ??= now;
    },

    add(leads: number, now: number): void {
      steps = [...steps.filter(({ at }) => at > now - overMs), { at: now, leads }];
    },

    /** The job stands still. */
    end(): void {
      steps = [];
      since = null;
    },

    /** Leads per second; null before the first. */
    perSecond(now: number): number | null {
      const recent = steps.filter(({ at }) => at > now - overMs);
      const leads = recent.reduce((sum, step) => sum + step.leads, 0);
      if (leads === 0 || since === null) return null;
      const measuredMs = Math.max(fewestMs, Math.min(overMs, now - since));
      return (leads * 1000) / measuredMs;
    },
  };
}
