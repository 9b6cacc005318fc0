import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mask } from "../../src/lib/mask.ts";

describe("mask", () => {
  test.each([
    ["+12025550123", "+1…23"],
    ["+5511987654321", "+55…21"],
    ["+491711234567", "+49…67"],
    // Of no country, or too short to be one's.
    ["+999123456789", "+…89"],
    ["12025550123", "…23"],
    ["+1234", "+1…"],
    ["john.doe+news@mail.example.com", "@mail.example.com"],
    ["a@b@example.com", "@example.com"],
    ["US.13491208655302741918", "…18"],
    ["short", "…"],
    ["", "…"],
  ])("shows %s as %s", (address, shown) => {
    expect(mask(address)).toBe(shown);
  });

  test("shows of a phone number two digits and what its whole country shares", () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 7, maxLength: 15 });
    fc.assert(
      fc.property(digits, fc.constantFrom("+", ""), (all, plus) => {
        const [code = "", rest = ""] = mask(plus + all.join("")).split("…");
        expect(code).toMatch(/^(\+\d{0,3})?$/);
        expect(rest).toBe(all.slice(-2).join(""));
      }),
    );
  });

  test("shows nothing of what stands before the last @", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (local) => {
        expect(mask(`${local}@example.com`)).toBe("@example.com");
      }),
    );
  });
});
