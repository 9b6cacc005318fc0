/**
 * How many milliseconds an answer asks to wait: `Retry-After` in seconds or as a date. Null when it does not say.
 *
 * @param now epoch milliseconds
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const text = headers.get("Retry-After")?.trim();
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
