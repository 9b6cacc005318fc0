import { expect, test } from "vitest";
import { hashOfMessageId, leadHash, newMessageId } from "../../src/model/message-id.ts";
import { hmacKey } from "../../src/lib/hmac.ts";
test("x", async () => {
  const h = await leadHash(await hmacKey("k"), { workspaceId: "a", leadId: "b" });
  const id = newMessageId(h);
  expect(hashOfMessageId(id)).toBe(h);
});
