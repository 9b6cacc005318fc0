import { type CountryCode, getCountries, parsePhoneNumberFromString } from "libphonenumber-js";
import { z } from "zod";

/**
 * Kinds of address that can hang off a lead. `whatsapp_id` is WhatsApp's own spelling of the phone, in
 * E.164; `psid` and `igsid` are a person's ids at one page on Messenger and one account on Instagram.
 */
export const addressKinds = [
  "phone",
  "email",
  "whatsapp_user_id",
  "whatsapp_id",
  "psid",
  "igsid",
  "telegram_chat_id",
] as const;
export type AddressKind = (typeof addressKinds)[number];

/** Ids under which a platform knows a person, and nobody else does. Decimal digits, at most 32. */
export const chatKinds = ["psid", "igsid", "telegram_chat_id"] as const;
export type ChatKind = (typeof chatKinds)[number];
export const isChatId = (text: string): boolean => /^[1-9]\d{0,31}$/.test(text);

const countries: ReadonlySet<string> = new Set(getCountries());
/** ISO 3166-1 alpha-2, in upper case. */
export const countrySchema = z
  .string()
  .transform((text) => text.toUpperCase())
  .refine((text) => countries.has(text), { message: "must be an ISO 3166-1 country code" });

/** E.164: at most 15 digits; no country has numbers of fewer than 8 with its code. */
const international = /^\+[1-9]\d{7,14}$/;

/**
 * A phone number in E.164, or null when it cannot be one. With `+` and a country's code its length is taken
 * as given: whether anybody has it is for the provider to say. A number without `+` is read as a national
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
  if (trimmed.startsWith("+")) {
    const { number, ext } = parsePhoneNumberFromString(trimmed) ?? {};
    return number && !ext && international.test(number) ? number : null;
  }
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
  // RFC 2047: some mail programs decode `=?…?=` wherever it stands, and find another address in it.
  if (name.includes("=?")) return null;
  return `${name}@${host.toLowerCase()}`;
}

const whatsappUserId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;

/** Whether a text is a person's user id on WhatsApp (`US.13491208655302741918`) and not a number. */
export const isWhatsappUserId = (text: string): boolean => whatsappUserId.test(text);

/**
 * Every way in which the same person's number is written, the given one first. Nowhere but in these
 * three countries does one person have two numbers:
 *
 * - Brazil put a 9 before the eight digits of its mobiles (2012 to 2016); WhatsApp names those who came
 *   earlier without it. Eight digits that begin with 2 to 5 are a landline, and never gain a 9.
 * - Mexico dropped the 1 between country code and mobile number in 2019; WhatsApp may still write it.
 * - Argentina writes a mobile with a 9 after the country code from abroad, and at home with a 15 after
 *   the area code instead: two digits for Buenos Aires (11), three or four elsewhere.
 */
export function phoneVariants(e164: string): [string, ...string[]] {
  const others = [...brazilian(e164), ...mexican(e164), ...argentine(e164)];
  return [e164, ...new Set(others.filter((number) => number !== e164))];
}

function brazilian(e164: string): string[] {
  const [, area, number] = /^\+55([1-9]{2})9?([6-9]\d{7})$/.exec(e164) ?? [];
  return number ? [`+55${area}9${number}`, `+55${area}${number}`] : [];
}

function mexican(e164: string): string[] {
  const [, number] = /^\+521?([2-9]\d{9})$/.exec(e164) ?? [];
  return number ? [`+52${number}`, `+521${number}`] : [];
}

/** Area codes are not looked up: outside Buenos Aires a 15 after three and after four digits are both tried. */
function argentine(e164: string): string[] {
  const [, written = ""] = /^\+549?((?:11|[23]\d)\d{8,10})$/.exec(e164) ?? [];
  const number = written.length === 12 ? written.replace(/^(11|[23]\d{2,3})15/, "$1") : written;
  if (number.length !== 10) return [];
  const areas = number.startsWith("11") ? [2] : [3, 4];
  const domestic = areas.map((end) => `${number.slice(0, end)}15${number.slice(end)}`);
  return [number, ...domestic].flatMap((one) => [`+549${one}`, `+54${one}`]);
}
