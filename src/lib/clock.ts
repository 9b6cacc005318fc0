/** The current time in epoch milliseconds. Injected wherever a decision depends on it. */
export type Clock = () => number;

/** The real clock. On Cloudflare it only moves with I/O, so read it after the last `await` before a decision. */
export const systemClock: Clock = () => Date.now();

/** RFC 3339 in UTC; milliseconds are written only when they are not zero (`2026-04-05T14:30:00Z`). */
export function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(".000Z", "Z");
}
