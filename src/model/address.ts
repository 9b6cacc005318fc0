import { type CountryCode, getCountries, parsePhoneNumberFromString } from "libphonenumber-js";
import { z } from "zod";

/** Kinds of address that can hang off a lead. */
export const addressKinds = ["phone", "email", "whatsapp_user_id"] as const;
export type AddressKind = (typeof addressKinds)[number];

const countries: ReadonlySet<string> = new Set(getCountries());
/** ISO 3166-1 alpha-2, in upper case. */
export const countrySchema = z
  .string()
  .transform((text) => text.toUpperCase())
  .refine((text) => countries.has(text), { message: "must be an ISO 3166-1 country code" });

/**
 * A phone number in E.164, or null when it cannot be one. A number without `+` is read as a national
 * number of `defaultCountry` first and as an international one without its plus second; without a
 * default country it is refused, because ten digits that mean one person here mean another elsewhere.
 */
export function toE164(text: string, defaultCountry: string | null): string | null {
  const trimmed = text.trim();
  if (trimmed.length > 40 || !/\d/.test(trimmed)) return null;
  const parse = (value: string, country?: CountryCode) => {
    const number = parsePhoneNumberFromString(value, country);
    return number?.isPossible() && !number.ext ? number.number : null;
  };
  if (trimmed.startsWith("+")) return parse(trimmed);
  if (defaultCountry === null) return null;
  return parse(trimmed, defaultCountry as CountryCode) ?? parse(`+${trimmed}`);
}

const local = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}$/;
const domain = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** One plain e-mail address with its domain in lower case, or null: no names, groups, quotes or comments. */
export function toEmail(text: string): string | null {
  const trimmed = text.trim();
  const at = trimmed.lastIndexOf("@");
  const [name, host] = [trimmed.slice(0, at), trimmed.slice(at + 1)];
  if (at < 1 || trimmed.length > 254 || !local.test(name) || !domain.test(host)) return null;
  if (name.startsWith(".") || name.endsWith(".") || name.includes("..")) return null;
  return `${name}@${host.toLowerCase()}`;
}
