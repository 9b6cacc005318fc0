// Meta's 24-hour customer service window. It belongs to (account, user address): a person who writes
// to one business number opens that number's window only. Pure; the clock is the caller's.

/** How long free-form messages stay allowed after the person last wrote or called. */
export const windowMs = 24 * 60 * 60 * 1000;

/** How far in the future a provider's timestamp may lie before it is taken for a wrong clock. */
const maxClockSkewMs = 5 * 60 * 1000;

/** Open strictly before the 24 hours are over: at exactly `lastInboundAt + windowMs` it is closed. */
export function isWindowOpen(lastInboundAt: number | null, now: number): boolean {
  return lastInboundAt !== null && now - lastInboundAt < windowMs;
}

/**
 * The window's start after an inbound event: the latest event time seen, so a late delivery never
 * lengthens it; a time in the future is capped, so a wrong clock cannot hold it open for long.
 */
export function laterInbound(previous: number | null, eventAt: number, now: number): number {
  const capped = Math.min(eventAt, now + maxClockSkewMs);
  return previous === null ? capped : Math.max(previous, capped);
}
