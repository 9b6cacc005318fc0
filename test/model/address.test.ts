import fc from "fast-check";
import { expect, test } from "vitest";
import { countrySchema, toE164, toEmail } from "../../src/model/address.ts";

test("reads international numbers however they are written", () => {
  for (const text of ["+1 (202) 555-0123", "+12025550123", "1 202 555 0123", " +1.202.555.0123 "]) {
    expect(toE164(text, "US"), text).toBe("+12025550123");
  }
  expect(toE164("+919812345678", null)).toBe("+919812345678");
  expect(toE164("919812345678", "US")).toBe("+919812345678");
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
