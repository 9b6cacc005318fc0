// A person's word about marketing, as Meta passes it on.
import { expect, test } from "vitest";
import { meta } from "../../../src/providers/meta/index.ts";
import fixture from "../../fixtures/whatsapp/user_marketing_preferences__signup.json";

const settings = { phone_number_id: "106540352242922", waba_id: "102290129340398" };

const read = (changed: Record<string, unknown>) => {
  const body = structuredClone(fixture);
  const [item] = body.entry[0]?.changes[0]?.value.user_preferences ?? [];
  if (!item) throw new Error("an empty fixture");
  Object.assign(item, changed);
  const [update] = meta.receiver.parse(body, 0);
  if (!update) throw new Error("nothing was read");
  return update;
};

test.each([
  ["stop", "marketing"],
  ["resume", "none"],
  ["signup", "none"],
])("%s means that the person opted out of %s", (value, optedOut) => {
  const update = read({ value, detail: undefined });
  expect(update).toEqual({
    kind: "consent",
    sender: "106540352242922",
    person: { phone: "+16505551234", userId: null, email: null },
    optedOut,
    reason: value,
    at: 1731705721000,
  });
  expect(meta.receiver.concerns(update, settings)).toBe(true);
  expect(meta.receiver.concerns(update, { ...settings, phone_number_id: "2" })).toBe(false);
});

test("a person without a number is known by user id", () => {
  const update = read({ wa_id: undefined, user_id: "US.13491208655302741918" });
  expect(update).toMatchObject({ person: { phone: null, userId: "US.13491208655302741918" } });
});

test.each([
  ["another category", { category: "service_messages" }],
  ["another word", { value: "maybe" }],
  ["nobody", { wa_id: undefined }],
  ["no time", { timestamp: undefined }],
])("%s is an event of the account, and nobody's will", (_, changed) => {
  expect(read(changed)).toMatchObject({ kind: "account", event: "user_preferences" });
});

test("a long reason is cut", () => {
  expect(read({ detail: `${"x".repeat(99)}😀` })).toMatchObject({
    reason: `${"x".repeat(99)}\ufffd`,
  });
});
