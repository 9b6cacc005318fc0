// POST phone/validate: whether a number can be one. What it costs nothing to find out; WhatsApp is not asked.
import { Hono } from "hono";
import { parsePhoneNumberFromString, validatePhoneNumberLength } from "libphonenumber-js";
import { z } from "zod";
import { toE164 } from "../../model/address.ts";
import { type EdgeEnv, requireScope } from "../context.ts";
import { readFields } from "./read-fields.ts";
import { text } from "./validation.ts";

const maxBytes = 8 * 1024;
export const checkSchema = z.object({ phone_number: text(255).min(1) });

const note =
  "Format validation only. To verify WhatsApp registration, send a template message and check response.";

export function phoneRoutes(): Hono<EdgeEnv> {
  const app = new Hono<EdgeEnv>();
  app.post("/validate", requireScope("messages.send"), async (c) => {
    const { phone_number } = await readFields(c.req.raw, maxBytes, checkSchema);
    const data = checkPhone(phone_number);
    const verdict = data.format_valid ? "valid" : "invalid";
    return c.json({ status: "success", message: `Phone number format is ${verdict}`, data });
  });
  return app;
}

/** A send takes every number that is valid here; and others, because lengths change before we learn of it. */
export function checkPhone(phone: string) {
  const phone_digits = phone.replaceAll(/\D/g, "");
  const e164 = toE164(phone, null);
  const number = e164 === null ? undefined : parsePhoneNumberFromString(e164);
  if (e164 === null || !number?.isPossible()) {
    return {
      phone,
      phone_digits,
      format_valid: false,
      country_code: null,
      country: null,
      national_number: null,
      e164: null,
      reason: reasonOf(phone, phone_digits),
      note,
    };
  }
  return {
    phone,
    phone_digits,
    format_valid: true,
    country_code: number.countryCallingCode,
    country: number.country ? countryName(number.country) : null,
    national_number: number.nationalNumber,
    e164,
    reason: null,
    note,
  };
}

const names = new Intl.DisplayNames(["en"], { type: "region" });
const countryName = (code: string): string => names.of(code) ?? code;

const tooShort = "Number is too short to be valid";
const tooLong = "Number is too long to be valid";
const lengthReasons: Record<string, string> = {
  TOO_SHORT: tooShort,
  TOO_LONG: tooLong,
  INVALID_LENGTH: "Number has an invalid length for its country",
  INVALID_COUNTRY: "Country code is not valid",
};

/** ITU E.164: at most 15 digits. No country has numbers of fewer than 7 with its code. */
function reasonOf(phone: string, digits: string): string {
  if (digits === "") return "Number has no digits";
  if (digits.length < 7) return tooShort;
  if (digits.length > 15) return tooLong;
  if (!phone.trim().startsWith("+")) return "Number must begin with + and its country code";
  return lengthReasons[validatePhoneNumberLength(phone) ?? ""] ?? "Number is not valid";
}
