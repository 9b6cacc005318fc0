import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPhone } from "../../../src/dialects/xobito/phone.ts";
import { toE164 } from "../../../src/model/address.ts";

const note =
  "Format validation only. To verify WhatsApp registration, send a template message and check response.";

test("says everything about a number, as the contract's example does", () => {
  expect(JSON.stringify(checkPhone("+919909919284"))).toBe(
    `{"phone":"+919909919284","phone_digits":"919909919284","format_valid":true,"country_code":"91","country":"India","national_number":"9909919284","e164":"+919909919284","reason":null,"note":"${note}"}`,
  );
});

test("says why a number is none, as the contract's example does", () => {
  expect(JSON.stringify(checkPhone("+00000"))).toBe(
    `{"phone":"+00000","phone_digits":"00000","format_valid":false,"country_code":null,"country":null,"national_number":null,"e164":null,"reason":"Number is too short to be valid","note":"${note}"}`,
  );
});

test.each([
  ["+1415555", "Number is too short to be valid"],
  ["+141555512345", "Number is too long to be valid"],
  ["+1234567890", "Number is too short to be valid"],
  ["+1234567890123456", "Number is too long to be valid"],
  ["9909919284", "Number must begin with + and its country code"],
  ["+9990000000", "Country code is not valid"],
  ["nobody", "Number has no digits"],
])("%s: %s", (phone, reason) => {
  expect(checkPhone(phone)).toMatchObject({ format_valid: false, reason, e164: null });
});

test("names no country where a number belongs to none", () => {
  expect(checkPhone("+80012345678")).toMatchObject({ format_valid: true, country: null });
});

test("calls nothing valid that a send would refuse, and gives a reason for all else", () => {
  const phones = fc.oneof(fc.string(), fc.stringMatching(/^\+?\d{1,18}$/));
  fc.assert(
    fc.property(phones, (phone) => {
      const { format_valid, reason } = checkPhone(phone);
      if (format_valid) expect(toE164(phone, null)).not.toBeNull();
      expect(reason === null).toBe(format_valid);
    }),
  );
});
