import fc from "fast-check";
import { expect, test } from "vitest";
import type { SendCommand } from "../../src/model/command.ts";
import { fingerprint, idempotencyKey } from "../../src/send/idempotency.ts";

test.each<[string | null, string | null]>([
  [null, null],
  ["a", "a"],
  ['"a"', "a"],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ['"', '"'],
  ['a"b', 'a"b'],
  ['"a"b"', '"a"b"'],
  ['"a\\b"', '"a\\b"'],
  ["..", ".."],
  ["x".repeat(255), "x".repeat(255)],
  [`"${"x".repeat(255)}"`, "x".repeat(255)],
])("reads %j as %j", (header, key) => {
  expect(idempotencyKey(header)).toBe(key);
});

test.each(["", '""', " ", "a b", '"a b"', "a, a", "a\tb", "a\x7f", "é", "x".repeat(256)])(
  "refuses %j",
  (header) => {
    expect(() => idempotencyKey(header)).toThrow(
      expect.objectContaining({ failure: { code: "idempotency_key_invalid" } }),
    );
  },
);

test("reads every key the same with and without quotes", () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength: 255,
  });
  fc.assert(
    fc.property(visible, (key) => {
      const quoted = `"${key.replaceAll(/["\\]/g, "\\$&")}"`;
      expect(idempotencyKey(quoted)).toBe(key);
    }),
  );
});

const command = (fields: Partial<SendCommand> = {}): SendCommand => ({
  leadId: "3c90c3cc-0d44-4b50-8888-8dd25736052a",
  workflowId: "3c90c3cc-0d44-4b50-8888-8dd25736052b",
  channel: "email",
  content: { kind: "email", subject: "S", text: "Hi" },
  metadata: {},
  scheduledAt: null,
  ...fields,
});

test("a fingerprint does not depend on the order of names, at any depth", async () => {
  const reversed = (value: unknown): unknown =>
    value === null || typeof value !== "object"
      ? value
      : Array.isArray(value)
        ? value.map(reversed)
        : Object.fromEntries(
            Object.entries(value)
              .reverse()
              .map(([name, inner]) => [name, reversed(inner)]),
          );
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (metadata) => {
      const one = command({ metadata });
      expect(await fingerprint(reversed(one) as SendCommand)).toBe(await fingerprint(one));
    }),
  );
});

test("a fingerprint tells every other command apart", async () => {
  const others = [
    command({ leadId: "3c90c3cc-0d44-4b50-8888-8dd25736052c" }),
    command({ workflowId: "3c90c3cc-0d44-4b50-8888-8dd25736052c" }),
    command({ channel: "call", content: { kind: "call" } }),
    command({ content: { kind: "email", subject: "S", html: "Hi" } }),
    command({ content: { kind: "email", subject: "S", text: "Hi " } }),
    command({ content: null }),
    command({ metadata: { a: 1 } }),
    command({ metadata: { a: "1" } }),
    command({ metadata: { a: [1, 2] } }),
    command({ metadata: { a: [2, 1] } }),
    command({ metadata: { a: null } }),
    command({ scheduledAt: 0 }),
  ];
  const prints = await Promise.all([command(), ...others].map(fingerprint));
  expect(new Set(prints).size).toBe(prints.length);
  for (const print of prints) expect(print).toMatch(/^[0-9a-f]{64}$/);
});
