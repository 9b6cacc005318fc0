import { toE164 } from "../../model/address.ts";

/**
 * A phone number in E.164, or null when it cannot be one. Without `+` it is read by the workspace's country;
 * where the workspace has none, as an international number: the vendor's own examples leave the plus away.
 *
 * @param country ISO 3166-1 alpha-2
 */
export function readPhone(text: string, country: string | null): string | null {
  const trimmed = text.trim();
  const number = toE164(trimmed, country);
  return number ?? (country === null ? toE164(`+${trimmed}`, null) : null);
}
