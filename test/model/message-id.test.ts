import { expect, test } from "vitest";
import { hmacKey } from "../../src/lib/hmac.ts";
import { hashOfMessageId, leadHash, newMessageId } from "../../src/model/message-id.ts";

test("x", async () => {
  const h = await leadHash(await hmacKey("k"), { workspaceId: "a", leadId: "b" });
  const id = newMessageId(h);
  expect(hashOfMessageId(id)).toBe(h);
});
