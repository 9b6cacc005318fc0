/**
 * How long to wait before attempt `attempt + 1`, in milliseconds: doubling from `baseMs` up to `maxMs`,
 * with "equal jitter" (half fixed, half random) so that many leads do not come back at the same moment.
 *
 * @param attempt attempts already made, from 1
 * @param random a number in [0, 1)
 */
export function backoff(
  attempt: number,
  { baseMs, maxMs }: { baseMs: number; maxMs: number },
  random: number = Math.random(),
): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.max(0, attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
