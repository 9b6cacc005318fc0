// When a lead's object must wake next. Pure. Whatever is not finished implies an alarm.

/** How long anything unfinished may go without somebody looking after it. */
export const leaseMs = 30_000;
/** How soon rows that D1 did not take are offered again. */
const projectionRetryMs = 5_000;

export interface Pending {
  now: number;
  /** The earliest time after `now` at which a message must be looked at. */
  earliestDue: number | null;
  /** A message is in flight, or due and not yet taken; or D1 lacks rows. Normally done long before the lease ends. */
  unfinished: boolean;
  /** D1 did not take what it was offered. */
  projectionFailed: boolean;
}

/** Epoch milliseconds of the next alarm, or null when there is nothing to wake for. */
export function nextAlarm(pending: Pending): number | null {
  const { now, earliestDue, unfinished, projectionFailed } = pending;
  const times = [
    ...(earliestDue === null ? [] : [earliestDue]),
    ...(unfinished ? [now + leaseMs] : []),
    ...(projectionFailed ? [now + projectionRetryMs] : []),
  ];
  return times.length === 0 ? null : Math.min(...times);
}
