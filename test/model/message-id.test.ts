import fc from "fast-check";
import { expect, test } from "vitest";
import { hmacKey } from "../../src/lib/hmac.ts";
import {
  correlationId,
  derivedMessageId,
  hashOfMessageId,
  leadHash,
  leadObjectName,
  newMessageId,
} from "../../src/model/message-id.ts";

const hash = fc.stringMatching(/^[0-9a-f]{18}$/);

test("a message id is a UUID of version 8 that carries its lead's hash", () => {
  fc.assert(
    fc.property(hash, (lead) => {
      const id = newMessageId(lead);
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(hashOfMessageId(id)).toBe(lead);
    }),
  );
});

test("a seed always stands for the same id of a lead, and needs the key", async () => {
  const [key, other] = await Promise.all([hmacKey("one"), hmacKey("two")]);
  const lead = "0123456789abcdef01";
  const id = await derivedMessageId(key, lead, "job:1");
  expect(hashOfMessageId(id)).toBe(lead);
  expect(await derivedMessageId(key, lead, "job:1")).toBe(id);
  expect(await derivedMessageId(key, lead, "job:2")).not.toBe(id);
  expect(await derivedMessageId(other, lead, "job:1")).not.toBe(id);
  expect(await derivedMessageId(key, "1".repeat(18), "job:1")).not.toContain(id.slice(-12));
});

test("ids of one lead differ in the bits of their own", () => {
  const ids = Array.from({ length: 1_000 }, () => newMessageId("0".repeat(18)));
  expect(new Set(ids).size).toBe(1_000);
  expect(new Set(ids.map((id) => id[19])).size).toBe(4);
});

test.each([
  "",
  "not an id",
  "3c90c3cc-0d44-4b50-8888-8dd25736052a",
  "583AEE7D-3298-88C9-B94F-DF26E0E236EB",
  "583aee7d-3298-88c9-f94f-df26e0e236eb",
  " 583aee7d-3298-88c9-b94f-df26e0e236eb",
])("%j is not one of our ids", (text) => {
  expect(hashOfMessageId(text)).toBeNull();
});

test("the hash depends on the secret, the workspace and the lead", async () => {
  const key = await hmacKey("secret");
  const ref = { workspaceId: "w", leadId: "l" };
  const of = await leadHash(key, ref);
  expect(of).toMatch(/^[0-9a-f]{18}$/);
  expect(await leadHash(key, ref)).toBe(of);
  expect(await leadHash(key, { ...ref, leadId: "m" })).not.toBe(of);
  expect(await leadHash(key, { ...ref, workspaceId: "x" })).not.toBe(of);
  expect(await leadHash(await hmacKey("other"), ref)).not.toBe(of);
});

test("leads share a fixed number of objects evenly, or have one each", () => {
  fc.assert(
    fc.property(hash, (lead) => {
      expect(leadObjectName(lead, "per-lead")).toBe(lead);
      expect(leadObjectName(lead, 4)).toMatch(/^bucket-[0-3]$/);
    }),
  );
});

test("a correlation id names its message and cannot be guessed from it", async () => {
  const id = newMessageId("0".repeat(18));
  const ours = await correlationId(await hmacKey("secret"), id);
  expect(ours).toMatch(new RegExp(`^${id}\\.[0-9a-f]{16}$`));
  expect(await correlationId(await hmacKey("other"), id)).not.toBe(ours);
});
