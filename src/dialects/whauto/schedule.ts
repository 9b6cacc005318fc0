import { z } from "zod";
import { GatewayError } from "../../model/errors.ts";

const form =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,9})?)?(?:([zZ])|([+-]\d{2}):?(\d{2}))?$/;
const instant = z.iso.datetime({ offset: true });

/**
 * Reads `scheduleDateTime`: ISO 8601, in UTC where it names no zone. Null, for at once, when it is blank or
 * has passed; how far ahead it may lie is the policy's to say. Throws `schedule_invalid`.
 *
 * @param now epoch milliseconds
 */
export function readSchedule(text: string | null | undefined, now: number): number | null {
  const trimmed = text?.trim();
  if (!trimmed) return null;
  const [, day, minute, seconds = ":00", , hours, minutes] = form.exec(trimmed) ?? [];
  const zone = hours === undefined ? "Z" : `${hours}:${minutes}`;
  const time = instant.safeParse(`${day}T${minute}${seconds}${zone}`);
  if (!time.success) throw new GatewayError("schedule_invalid");
  const at = Date.parse(time.data);
  return at > now ? at : null;
}
