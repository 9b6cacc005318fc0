import fc from "fast-check";
import { expect, test } from "vitest";
import {
  countrySchema,
  isWhatsappUserId,
  phoneVariants,
  toE164,
  toEmail,
} from "../../src/model/address.ts";

test("reads international numbers however they are written", () => {
  for (const text of ["+1 (202) 555-0123", "+12025550123", "1 202 555 0123", " +1.202.555.0123 "]) {
    expect(toE164(text, "US"), text).toBe("+12025550123");
  }
  expect(toE164("+919812345678", null)).toBe("+919812345678");
  expect(toE164("919812345678", "US")).toBe("+919812345678");
});

test("takes a number with its country as it is given, whatever its length there", () => {
  expect(toE164("+1234567890", null)).toBe("+1234567890");
  for (const text of ["+1234567", "+1234567890123456", "+0012025550123"]) {
    expect(toE164(text, "US"), text).toBeNull();
  }
});

test("does not guess the country of a number without a plus", () => {
  expect(toE164("2025550123", null)).toBeNull();
  expect(toE164("1 202 555 0123", null)).toBeNull();
});

test("reads national numbers by the workspace's country", () => {
  expect(toE164("(202) 555-0123", "US")).toBe("+12025550123");
  expect(toE164("030 901820", "DE")).toBe("+4930901820");
  expect(toE164("+44 20 7946 0958", "US")).toBe("+442079460958");
});

test("refuses what cannot be a number", () => {
  const texts = [
    "",
    "abc",
    "+",
    "12",
    "+1",
    "+12025550123 ext. 4",
    "9".repeat(41),
    "+999999999999",
  ];
  for (const text of texts) expect(toE164(text, "US"), text).toBeNull();
});

test("gives E.164 or nothing for any text, and reads its own output as the same", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+?[\d ()-]{1,20}$/)), (text) => {
      const number = toE164(text, "US");
      if (number === null) return;
      expect(number).toMatch(/^\+[1-9]\d{1,17}$/);
      expect(toE164(number, null)).toBe(number);
    }),
  );
});

test("takes one plain e-mail address", () => {
  expect(toEmail(" John.Doe+tag@Example.COM ")).toBe("John.Doe+tag@example.com");
  expect(toEmail("a@b.co")).toBe("a@b.co");
});

test("refuses anything that could add a header or a second recipient", () => {
  const texts = [
    "",
    "john",
    "@example.com",
    "john@",
    "john@example",
    "a@b.com,c@d.com",
    "John <john@example.com>",
    "john@example.com\r\nBcc: x@y.com",
    "john\n@example.com",
    "john @example.com",
    ".john@example.com",
    "jo..hn@example.com",
    "john@-example.com",
    "john@exa_mple.com",
    `${"a".repeat(65)}@example.com`,
    `a@${"b".repeat(64)}.com`,
    '"john"@example.com',
    "jöhn@example.com",
  ];
  for (const text of texts) expect(toEmail(text), text).toBeNull();
});

test("knows countries by their code in any letter case", () => {
  expect(countrySchema.parse("de")).toBe("DE");
  expect(countrySchema.safeParse("XX").success).toBe(false);
  expect(countrySchema.safeParse("USA").success).toBe(false);
});

test.each([
  ["a Brazilian mobile", ["+5511987654321", "+551187654321"]],
  ["a Mexican mobile", ["+525512345678", "+5215512345678"]],
  [
    "a mobile of Buenos Aires",
    ["+5491123456789", "+541123456789", "+54111523456789", "+549111523456789"],
  ],
  ["a mobile of Córdoba", ["+5493514567890", "+543514567890", "+54351154567890"]],
  ["a mobile of Bariloche", ["+5492944123456", "+542944123456", "+54294415123456"]],
])("finds %s however it is written", (_whose, numbers) => {
  for (const number of numbers) {
    expect(phoneVariants(number)[0]).toBe(number);
    expect(new Set(phoneVariants(number))).toEqual(new Set(phoneVariants(numbers[0] ?? "")));
    expect(phoneVariants(number)).toEqual(expect.arrayContaining(numbers));
  }
});

test.each([
  ["a Brazilian landline", "+551133334444"],
  ["a Brazilian mobile whose number without the 9 would be a landline", "+5511933334444"],
  ["a number of the United States", "+16505551234"],
  ["a number of Chile, which also begins with 9", "+56912345678"],
  ["a Mexican number with a digit too many", "+52155123456789"],
  ["an Argentine number with a digit too many", "+54911234567890"],
])("leaves %s alone", (_whose, number) => {
  expect(phoneVariants(number)).toEqual([number]);
});

test("a number is a variant of its variants, and never of a number of another person", () => {
  const digits = fc.stringMatching(/^(52|521|54|549|55)(11|15|9|[1-9]\d)\d{0,2}(15)?\d{6,9}$/);
  fc.assert(
    fc.property(digits, digits, (one, other) => {
      const variants = phoneVariants(`+${one}`);
      expect(new Set(variants).size).toBe(variants.length);
      for (const variant of variants) {
        expect(new Set(phoneVariants(variant))).toEqual(new Set(variants));
      }
      const others = phoneVariants(`+${other}`);
      const shared = variants.filter((variant) => others.includes(variant));
      expect([0, variants.length]).toContain(shared.length);
    }),
    { numRuns: 2_000 },
  );
});

test("tells a WhatsApp user id from a number", () => {
  for (const id of ["US.13491208655302741918", "US.ENT.11815799212886844830", "BR.a1"]) {
    expect(isWhatsappUserId(id), id).toBe(true);
  }
  for (const text of ["+16505551234", "us.1", "US.", "USA.1", "US.1 ", "US.1\n", "US.1@b.co", ""]) {
    expect(isWhatsappUserId(text), JSON.stringify(text)).toBe(false);
  }
});
