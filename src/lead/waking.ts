// Sets a lead object's one alarm. Remembers which is set, so that most writes set none; what it remembers
// is never better than what is stored.
import { describeError } from "../lib/log.ts";
import { leaseMs, nextAlarm, type Pending } from "./alarm.ts";
import type { LeadDeps } from "./deps.ts";
import type { Tables } from "./tables.ts";

export function createWaking(
  deps: Pick<LeadDeps, "clock" | "log" | "wakeAt">,
  tables: Tables,
  pending: (now: number) => Omit<Pending, "now">,
) {
  let alarmAt: number | null = null;

  const sql: Tables = {
    ...tables,
    // The alarm that was set by what is undone is not set.
    transaction: (work) => {
      const before = alarmAt;
      try {
        return tables.transaction(work);
      } catch (error) {
        alarmAt = before;
        throw error;
      }
    },
  };

  function wanted(now: number): number | null {
    try {
      return nextAlarm({ now, ...pending(now) });
    } catch (error) {
      // Nobody knows what is pending: look again, rather than never.
      deps.log.error("pending_unreadable", describeError(error));
      return now + leaseMs;
    }
  }

  function rearm(): void {
    const now = deps.clock();
    const at = wanted(now);
    if (at === null) return;
    if (alarmAt !== null && alarmAt > now && alarmAt <= at) return;
    alarmAt = at;
    deps.wakeAt(at);
  }

  return {
    /** The object's tables, whose transactions undo the alarm as well. */
    sql,

    /** Sets the alarm for what is pending, unless the one that is set is early enough. */
    rearm,

    /** The same when all that is new must be looked at by `by` (epoch ms): mostly there is nothing to ask. */
    ringBy(by: number): void {
      const isSet = alarmAt !== null && alarmAt > deps.clock() && alarmAt <= by;
      if (!isSet) rearm();
    },

    /** No alarm is set: it rings, or went with the database. */
    forgetAlarm(): void {
      alarmAt = null;
    },
  };
}
